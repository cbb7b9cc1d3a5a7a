import { describe, expect, test } from 'vitest';
import type { Wanted } from '../../../src/records.ts';
import { closed, later, longMs, type StoreInUse, shortMs, t0, titled } from './given.ts';

export function describeClaim(used: StoreInUse): void {
  describe('claiming', () => {
    const claim = (now: number, wanted: Partial<Wanted> = {}) =>
      used.store.claim(used.account, { now, limit: 10, ms: longMs, ...wanted });

    async function claimedIds(now: number, wanted: Partial<Wanted> = {}): Promise<string[]> {
      return (await claim(now, wanted)).claimed.map(({ record: { id } }) => id);
    }

    /** Due one after the other, a millisecond apart. */
    async function due(count: number): Promise<string[]> {
      const ids: string[] = [];
      for (let i = 0; i < count; i += 1) ids.push((await used.created({}, { dueAt: t0 + i })).id);
      return ids;
    }

    test('leases what is due, with its record, its times and the circuit', async () => {
      const record = await used.created({}, { dueAt: t0 });
      await used.store.save(titled(record, 'now'), 1, { dueAt: t0 + 50, sendAt: { callback: t0 } });
      const { claimed, nextAt } = await claim(t0);
      expect(claimed).toEqual([
        {
          id: record.id,
          record: titled(record, 'now'),
          version: 2,
          schedule: { dueAt: t0 + 50, sendAt: { callback: t0 } },
          lease: expect.anything(),
          circuits: { callback: closed, other: closed },
        },
      ]);
      expect(nextAt).toBe(t0 + 50);
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
      expect((await used.savedUnder(claimed[0]!, record, later, 0)).outcome).toBe('saved');
    });

    test('gives each interview to one of many at once', async () => {
      const ids = await due(20);
      const claimed = await Promise.all(Array.from({ length: 10 }, () => claimedIds(t0 + 100, { limit: 3 })));
      expect(claimed.flat().toSorted()).toEqual(ids.toSorted());
    });

    test('takes no more than is wanted, and says since when the rest is due', async () => {
      const ids = await due(3);
      const { claimed, leftSince } = await claim(t0 + 10, { limit: 2 });
      expect(claimed.map(({ record: { id } }) => id)).toEqual(ids.slice(0, 2));
      expect(leftSince).toBe(t0 + 2);
    });

    test('passes over what another process has leased, however much that is', async () => {
      const ids = await due(60);
      for (const id of ids.slice(0, -1)) await used.store.acquire(id, longMs);
      expect(await claimedIds(t0 + 100, { limit: 1 })).toEqual(ids.slice(-1));
    });

    test('says while something is leased, and gives it to another process when the lease has run out', async () => {
      const [id = ''] = await due(1);
      expect(await claim(t0 - 1)).toMatchObject({ isLeased: false });
      expect(await claim(t0, { ms: shortMs })).toMatchObject({ isLeased: true });
      expect(await claim(t0)).toMatchObject({ claimed: [], isLeased: true });
      await used.world.untilLeaseEnds(id);
      expect(await claimedIds(t0)).toEqual([id]);
    });

    test('gives an interview that was released to the next, since when it was due before', async () => {
      const [id] = await due(1);
      const { claimed } = await claim(t0);
      await used.store.release(claimed[0]!.lease);
      expect(await used.due(t0 + 5)).toEqual([`${id} 0`]);
    });

    test('brings those first that are wanted by id, due or not, and none of another account or that is gone', async () => {
      const [a] = await due(1);
      const { id } = await used.created();
      const gone = used.given();
      const { account } = used;
      used.account = `${account}-2`;
      const other = await used.created({}, { dueAt: t0 });
      used.account = account;
      expect(await claimedIds(t0, { ids: [id, gone.id, other.id] })).toEqual([id, a]);
    });

    test('takes clocks and deliveries by turns, so that neither waits for all of the other', async () => {
      const clocks = await due(3);
      const sends: string[] = [];
      for (const i of [0, 1]) {
        const record = await used.created();
        await used.store.save(record, 1, { ...later, sendAt: { callback: t0 + i } });
        sends.push(record.id);
      }
      const ids = await claimedIds(t0 + 10);
      expect(ids).toEqual([clocks[0], sends[0], clocks[1], sends[1], clocks[2]]);
    });

    test('of nothing leases nothing, and says when there is something', async () => {
      const record = await used.created({}, { dueAt: t0 + 7 });
      expect(await claim(t0)).toMatchObject({ claimed: [], nextAt: t0 + 7, leftSince: undefined });
      expect(await claim(t0 + 8, { limit: 0 })).toMatchObject({ claimed: [], leftSince: t0 + 7 });
      expect(await used.store.acquire(record.id, longMs)).toBeDefined();
      await used.store.erase(record);
      expect(await claim(t0 + 8)).toMatchObject({ claimed: [], nextAt: Number.POSITIVE_INFINITY });
    });
  });
}
