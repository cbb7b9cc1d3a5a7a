import { describe, expect, test } from 'vitest';
import type { InterviewRecord } from '../../../src/interviews/record.ts';
import { until } from '../../../testing/world.ts';
import { always, later, longMs, type StoreInUse, t0, titled } from './given.ts';

export function describePerson(used: StoreInUse): void {
  describe('a person', () => {
    const email = 'ana@example.test';
    const lease = (ms = longMs, whom = email) => used.store.acquirePerson(used.account, whom, ms);
    const leased = async (ms = longMs) => (await lease(ms)) ?? expect.fail('somebody else has the person');

    const createdLeased = async (record: InterviewRecord) =>
      (await used.store.createLeased(record, later, longMs)) ?? expect.fail('somebody else has the person');

    test('is leased by one of many', async () => {
      const leases = await Promise.all(Array.from({ length: 20 }, () => lease()));
      expect(leases.filter((each) => each !== undefined)).toHaveLength(1);
    });

    test('is recognised as the vendor recognises one, within the account', async () => {
      await lease();
      expect(await lease(longMs, ' Ana@Example.Test')).toBeUndefined();
      used.account = `${used.account}-2`;
      expect(await lease()).toBeDefined();
    });

    test('is free once released', async () => {
      await used.store.release(await leased());
      expect(await lease()).toBeDefined();
    });

    test('is free once the lease has run out, and no longer released by its holder', async () => {
      const late = await leased(1);
      await until('it has run out', () => {
        used.world.tick();
        return lease();
      });
      await used.store.release(late);
      expect(await lease()).toBeUndefined();
    });

    test('is leased with the first record of a origin, in one step', async () => {
      const record = used.given();
      const { turn, ...stored } = await createdLeased(record);
      expect(stored).toEqual({ record, version: 1 });
      expect(turn?.person.others).toEqual([]);
      expect(await used.store.read(record.id)).toEqual(stored);
      expect(await used.nextAt(t0)).toBe(1000);
      expect(await lease()).toBeUndefined();
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
      await used.store.release(turn?.lease ?? expect.fail('no lease'));
      expect(await used.store.acquire(record.id, longMs)).toBeDefined();
      await used.store.release(turn?.person.lease ?? expect.fail('no lease'));
      expect(await lease()).toBeDefined();
    });

    test('is told with the other interviews as they are when the lease begins, oldest first', async () => {
      const others = [await used.created(), await used.created({ createdAt: t0 + 1 })];
      await used.store.save(titled(others[1]!, 'since'), 1, later);
      await used.created({ candidate: { firstName: 'Eve', email: 'eve@example.test' } });
      const { turn } = await createdLeased(used.given({ createdAt: t0 + 2 }));
      expect(turn?.person.others).toEqual([
        { record: others[0], version: 1 },
        { record: titled(others[1]!, 'since'), version: 2 },
      ]);
    });

    test('is not leased where the origin is taken, leased or not', async () => {
      const record = await used.created();
      const second = used.given({ origin: record.origin });
      expect(await createdLeased(second)).toEqual({ record, version: 1 });
      const other = await leased();
      expect(await createdLeased(second)).toEqual({ record, version: 1 });
      await used.store.release(other);
      expect(await used.store.read(second.id)).toBeUndefined();
    });

    test('keeps a record from being stored while another process has leased the person', async () => {
      await leased();
      const record = used.given();
      expect(await used.store.createLeased(record, later, longMs)).toBeUndefined();
      expect(await used.store.read(record.id)).toBeUndefined();
      expect(await used.store.findByOrigin(used.account, record.origin)).toBeUndefined();
      expect(await used.due(always)).toEqual([]);
      expect(await used.listed('all')).toEqual([]);
      expect(await used.store.findByPerson(used.account, email)).toEqual([]);
    });

    test('is leased by one of many creates at once', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => used.store.createLeased(used.given(), later, longMs)),
      );
      expect(answers.filter((answer) => answer?.turn)).toHaveLength(1);
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(19);
    });

    test('is released with what is saved, in one step', async () => {
      const record = await used.created();
      const mine = await leased();
      expect((await used.store.save(titled(record, 'told'), 1, later, { under: { ...mine, ms: 0 } })).outcome).toBe(
        'saved',
      );
      expect(await used.store.read(record.id)).toEqual({ record: titled(record, 'told'), version: 2 });
      expect(await lease()).toBeDefined();
    });

    test('stays leased where another process saved since, or the record is gone', async () => {
      const record = await used.created();
      await used.store.save(titled(record, 'since'), 1, later);
      const mine = await leased();
      expect((await used.store.save(titled(record, 'told'), 1, later, { under: { ...mine, ms: 0 } })).outcome).toBe(
        'moved',
      );
      await used.store.erase(record);
      expect((await used.store.save(titled(record, 'told'), 2, later, { under: { ...mine, ms: 0 } })).outcome).toBe(
        'moved',
      );
      expect(await lease()).toBeUndefined();
      expect(await used.store.read(record.id)).toBeUndefined();
    });

    test('stays with the process that has it, and nothing is saved, once the lease has run out', async () => {
      const record = await used.created();
      const late = await leased(1);
      await until('it has run out', () => {
        used.world.tick();
        return lease();
      });
      expect((await used.store.save(titled(record, 'told'), 1, later, { under: { ...late, ms: 0 } })).outcome).toBe(
        'lost',
      );
      expect(await lease()).toBeUndefined();
      expect(await used.store.read(record.id)).toEqual({ record, version: 1 });
    });
  });
}
