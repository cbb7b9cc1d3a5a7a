import { describe, expect, test } from 'vitest';
import type { InterviewRecord } from '../../../src/interviews/record.ts';
import type { CircuitName, Pause } from '../../../src/outbox/circuits.ts';
import { closed, later, longMs, type StoreInUse, t0 } from './given.ts';

export function describeCircuits(used: StoreInUse): void {
  describe('circuits', () => {
    const pause: Pause = { until: t0 + 50, reason: 'rate', waits: 1 };
    const other = (): CircuitName => ({ ...used.circuit, circuit: 'other' });

    /** One with something to send with either credential, and one with each. */
    async function given(): Promise<Record<'both' | 'callback' | 'other', InterviewRecord>> {
      const [both, callback, second] = [await used.created(), await used.created(), await used.created()];
      await used.store.save(both, 1, { ...later, sendAt: { callback: t0 + 1, other: t0 + 2 } });
      await used.store.save(callback, 1, { ...later, sendAt: { callback: t0 + 3 } });
      await used.store.save(second, 1, { ...later, sendAt: { other: t0 + 4 } });
      return { both, callback, other: second };
    }

    async function claimedIds(at: number): Promise<string[]> {
      return (await used.claimable(at)).map(({ record }) => record.id).sort();
    }

    const idsOf = (...records: InterviewRecord[]) => records.map(({ id }) => id).sort();

    test('each is due by itself, and one that is due for both is claimed once', async () => {
      const records = await given();
      expect(await used.due(t0 + 1)).toEqual([`${records.both.id} 1`]);
      expect(await claimedIds(t0 + 4)).toEqual(idsOf(...Object.values(records)));
      const leased = await used.leased(records.both);
      expect(leased.schedule).toEqual({ ...later, sendAt: { callback: t0 + 1, other: t0 + 2 } });
      expect(leased.circuits).toEqual({ callback: closed, other: closed });
    });

    test('an open one keeps its own deliveries, and no others', async () => {
      const { both, other: second } = await given();
      await used.store.pause(used.circuit, pause);
      expect(await claimedIds(t0 + 10)).toEqual(idsOf(both, second));
      const { circuits } = await used.leased(both);
      expect(circuits).toEqual({ callback: { pause, hasRefusals: false }, other: closed });
    });

    test('what waits for an open one is due at its end', async () => {
      const record = await used.created();
      await used.store.save(record, 1, { ...later, sendAt: { callback: t0, other: t0 + 60 } });
      await used.store.pause(used.circuit, pause);
      expect(await used.nextAt(t0 + 10)).toBe(50);
      const left = await used.store.claim(used.account, { now: t0 + 55, limit: 0, ms: longMs });
      expect(left.leftSince).toBe(t0 + 50);
    });

    test('refusals count for the credential that was refused', async () => {
      const records = Object.values(await given());
      const wait: Pause = { ...pause, reason: 'token', isProbed: true, since: t0 };
      for (const { id } of records.slice(0, 2)) await used.store.noteRefusal(used.circuit, id, 2, wait, undefined);
      const { circuits } = await used.leased(records[0] as InterviewRecord);
      expect(circuits).toEqual({ callback: { pause: wait, hasRefusals: true }, other: closed });
      await used.store.noteSuccess(other(), undefined);
      const later = await used.leased(records[1] as InterviewRecord);
      expect(later.circuits.callback?.pause).toEqual(wait);
    });

    test('a wait that was asked for is kept, whatever is refused and taken meanwhile', async () => {
      const records = Object.values(await given());
      await used.store.pause(used.circuit, pause);
      const token: Pause = { until: t0 + 20, reason: 'token', waits: 1, isProbed: true, since: t0 };
      const refuse = (i: number, wait: Pause, was?: Pause) =>
        used.store.noteRefusal(used.circuit, records[i]?.id ?? '', 2, wait, was);
      expect(await refuse(0, token)).toBe(false);
      expect(await refuse(1, token)).toBe(true);
      const { circuits } = await used.leased(records[0] as InterviewRecord);
      expect(circuits.callback).toEqual({ pause, hasRefusals: true });
      await used.store.noteSuccess(used.circuit, undefined);
      expect((await used.leased(records[1] as InterviewRecord)).circuits.callback?.pause).toEqual(pause);
    });

    test('what was refused during such a wait opens the circuit with the first refusal after it', async () => {
      const records = Object.values(await given());
      await used.store.pause(used.circuit, pause);
      const during: Pause = { until: t0 + 20, reason: 'token', waits: 1, isProbed: true, since: t0 };
      for (const { id } of records.slice(0, 2)) await used.store.noteRefusal(used.circuit, id, 2, during, undefined);
      const after: Pause = { until: t0 + 90, reason: 'token', waits: 2, isProbed: true, since: t0 + 60 };
      expect(await used.store.noteRefusal(used.circuit, records[2]?.id ?? '', 2, after, pause)).toBe(true);
      const { circuits } = await used.leased(records[0] as InterviewRecord);
      expect(circuits.callback?.pause).toMatchObject({ until: t0 + 90, reason: 'token', isProbed: true });
    });

    test('each has a probe of its own', async () => {
      const { both, callback, other: second } = await given();
      const halfOpen: Pause = { until: t0 + 5, reason: 'rate', waits: 1, since: t0, isProbed: true };
      for (const circuit of [used.circuit, other()]) await used.store.pause(circuit, halfOpen);
      expect(await used.store.takeProbe(used.circuit, both.id, halfOpen, t0 + 20, t0 + 6)).toBe(true);
      expect(await claimedIds(t0 + 6)).toEqual(idsOf(both));
      expect(await used.store.takeProbe(other(), both.id, halfOpen, t0 + 20, t0 + 6)).toBe(true);
      expect(await claimedIds(t0 + 20)).toEqual(idsOf(callback, second));
    });

    test('what was sent with one of them waits for the other alone', async () => {
      const { both } = await given();
      const mine = await used.leased(both);
      await used.savedUnder(mine, both, { ...later, sendAt: { other: t0 + 2 } }, 0);
      await used.store.pause(other(), pause);
      expect(await claimedIds(t0 + 2)).toEqual([]);
      expect((await used.leased(both)).schedule.sendAt).toEqual({ other: t0 + 2 });
    });

    test('one that is erased waits for none', async () => {
      const { both } = await given();
      await used.store.erase(both);
      expect(await claimedIds(t0 + 2)).toEqual([]);
    });
  });
}
