import { describe, expect, test } from 'vitest';
import type { Pause } from '../../../src/outbox/circuits.ts';
import { always, closed, later, longMs, type StoreInUse, shortMs, t0, titled } from './given.ts';

export function describeAcquire(used: StoreInUse): void {
  describe('a lease', () => {
    test('brings the record as it is now, and the circuit', async () => {
      const record = await used.created();
      await used.store.save(titled(record, 'now'), 1, later);
      expect(await used.leased(record)).toMatchObject({
        id: record.id,
        record: titled(record, 'now'),
        version: 2,
        circuits: { callback: closed, other: closed },
      });
    });

    test('brings the times at which the interview is due, as they were saved last', async () => {
      const record = await used.created({}, { dueAt: t0 + 0.25 });
      const first = await used.leased(record);
      expect(first.schedule).toEqual({ dueAt: t0 + 0.25 });
      const times = { dueAt: t0 + 7, sendAt: { callback: t0 + 5 } };
      await used.savedUnder(first, record, times, longMs);
      await used.store.release(first.lease);
      expect((await used.leased(record)).schedule).toEqual(times);
    });

    test('is for one alone until it is released', async () => {
      const record = await used.created();
      const mine = await used.leased(record);
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
      await used.store.release(mine.lease);
      const theirs = await used.leased(record);
      expect(theirs.lease.token).not.toBe(mine.lease.token);
      await used.store.release(mine.lease);
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
    });

    test('is had by one of many at once', async () => {
      const record = await used.created();
      const leases = await Promise.all(Array.from({ length: 20 }, () => used.store.acquire(record.id, longMs)));
      expect(leases.filter(Boolean)).toHaveLength(1);
    });

    test('is kept by a save, which brings the circuit', async () => {
      const record = await used.created();
      const mine = await used.leased(record);
      const pause: Pause = { until: t0, reason: 'rate', waits: 2, since: t0 - 1 };
      await used.store.pause(used.circuit, pause);
      const next = titled(record, 'next');
      expect(await used.savedUnder(mine, next, later, longMs)).toEqual({
        outcome: 'saved',
        circuits: { callback: { pause, hasRefusals: false }, other: closed },
      });
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
      expect((await used.savedUnder({ ...mine, version: 2 }, titled(record, 'last'), later, 0)).outcome).toBe('saved');
      expect(await used.leased(record)).toMatchObject({ record: titled(record, 'last'), version: 3 });
    });

    test('saves nothing over what another process saved meanwhile, and stays', async () => {
      const record = await used.created();
      const mine = await used.leased(record);
      await used.store.save(titled(record, 'theirs'), 1, later);
      expect((await used.savedUnder(mine, titled(record, 'mine'), later, 0)).outcome).toBe('moved');
      expect(await used.store.read(record.id)).toEqual({ record: titled(record, 'theirs'), version: 2 });
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
      expect((await used.savedUnder({ ...mine, version: 2 }, record, later, 0)).outcome).toBe('saved');
    });

    test('saves nothing once it has run out', async () => {
      const record = await used.created();
      const mine = await used.leased(record, shortMs);
      await used.world.untilLeaseEnds(record.id);
      expect((await used.savedUnder(mine, titled(record, 'late'), later, longMs)).outcome).toBe('lost');
      expect(await used.store.read(record.id)).toEqual({ record, version: 1 });
    });

    test('saves and releases nothing of the one who has it by now', async () => {
      const record = await used.created();
      const late = await used.leased(record, shortMs);
      await used.world.untilLeaseEnds(record.id);
      const theirs = await used.leased(record);
      expect((await used.savedUnder(late, titled(record, 'late'), later, 0)).outcome).toBe('lost');
      await used.store.release(late.lease);
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
      expect((await used.savedUnder(theirs, record, later, 0)).outcome).toBe('saved');
    });

    test('lasts as long as the last save wanted', async () => {
      const record = await used.created();
      const mine = await used.leased(record, shortMs);
      expect(await used.world.leaseLeftMs(record.id)).toBeLessThanOrEqual(shortMs);
      await used.savedUnder(mine, record, later, longMs);
      expect(await used.world.leaseLeftMs(record.id)).toBeGreaterThan(shortMs);
      expect(await used.world.leaseLeftMs(record.id)).toBeLessThanOrEqual(longMs);
    });

    test('ends with its interview', async () => {
      const record = await used.created();
      const mine = await used.leased(record);
      await used.store.erase(record);
      expect(await used.store.acquire(record.id, longMs)).toBeUndefined();
      expect((await used.savedUnder(mine, record, later, longMs)).outcome).toBe('lost');
      await used.store.release(mine.lease);
      expect(await used.store.read(record.id)).toBeUndefined();
      expect(await used.due(always)).toEqual([]);
    });
  });
}
