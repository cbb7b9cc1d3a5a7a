import { describe, expect, test } from 'vitest';
import type { Held, Pause } from '../../../src/interviews/ports.ts';
import { always, later, longMs, type StoreInUse, shortMs, t0, titled } from './given.ts';

export function describeHold(used: StoreInUse): void {
  describe('a hold', () => {
    test('brings the record as it is now, and the pause', async () => {
      const record = await used.created();
      await used.store.save(titled(record, 'now'), 1, later);
      expect(await used.held(record)).toMatchObject({
        record: titled(record, 'now'),
        version: 2,
        holdMs: longMs,
        pause: undefined,
        hasRefusals: false,
      });
    });

    test('brings the times at which somebody has to look, as they were saved last', async () => {
      const record = await used.created({}, { dueAt: t0 + 0.25 });
      const first = await used.held(record);
      expect(first.schedule).toEqual({ dueAt: t0 + 0.25 });
      const times = { dueAt: t0 + 7, sendAt: t0 + 5 };
      const kept = await used.store.saveHeld(first, record, times, false);
      expect(kept).toMatchObject({ schedule: times });
      await used.store.release(kept as Held);
      expect((await used.held(record)).schedule).toEqual(times);
    });

    test('is for one alone until it is given back', async () => {
      const record = await used.created();
      const mine = await used.held(record);
      expect(await used.store.hold(record.id, longMs)).toBeUndefined();
      await used.store.release(mine);
      const theirs = await used.held(record);
      expect(theirs.token).not.toBe(mine.token);
      await used.store.release(mine);
      expect(await used.store.hold(record.id, longMs)).toBeUndefined();
    });

    test('is had by one of many at once', async () => {
      const record = await used.created();
      const holds = await Promise.all(Array.from({ length: 20 }, () => used.store.hold(record.id, longMs)));
      expect(holds.filter(Boolean)).toHaveLength(1);
    });

    test('is kept by a save, with the version and the pause that follow', async () => {
      const record = await used.created();
      const mine = await used.held(record);
      const pause: Pause = { until: t0, reason: 'rate', waits: 2, since: t0 - 1 };
      await used.store.pause(used.account, pause);
      const next = titled(record, 'next');
      const kept = await used.store.saveHeld(mine, next, later, false);
      expect(kept).toEqual({ ...mine, record: next, version: 2, schedule: later, pause });
      expect(await used.store.hold(record.id, longMs)).toBeUndefined();
      expect(await used.store.saveHeld(kept as Held, titled(record, 'last'), later, true)).toMatchObject({
        version: 3,
      });
      expect(await used.held(record)).toMatchObject({ record: titled(record, 'last'), version: 3 });
    });

    test('saves nothing over what somebody else saved meanwhile, and stays', async () => {
      const record = await used.created();
      const mine = await used.held(record);
      await used.store.save(titled(record, 'theirs'), 1, later);
      expect(await used.store.saveHeld(mine, titled(record, 'mine'), later, true)).toBe('moved');
      expect(await used.store.read(record.id)).toEqual({ record: titled(record, 'theirs'), version: 2 });
      expect(await used.store.hold(record.id, longMs)).toBeUndefined();
      expect(await used.store.saveHeld({ ...mine, version: 2 }, record, later, true)).toMatchObject({ version: 3 });
    });

    test('saves nothing once it has run out', async () => {
      const record = await used.created();
      const mine = await used.held(record, shortMs);
      await used.world.untilHoldEnds(record.id);
      expect(await used.store.saveHeld(mine, titled(record, 'late'), later, false)).toBe('lost');
      expect(await used.store.read(record.id)).toEqual({ record, version: 1 });
    });

    test('saves and gives back nothing of the one who has it by now', async () => {
      const record = await used.created();
      const late = await used.held(record, shortMs);
      await used.world.untilHoldEnds(record.id);
      const theirs = await used.held(record);
      expect(await used.store.saveHeld(late, titled(record, 'late'), later, true)).toBe('lost');
      await used.store.release(late);
      expect(await used.store.hold(record.id, longMs)).toBeUndefined();
      expect(await used.store.saveHeld(theirs, record, later, true)).toMatchObject({ version: 2 });
    });

    test('lasts as long as it was wanted for, from the last save on', async () => {
      const record = await used.created();
      const mine = await used.held(record, shortMs);
      expect(await used.world.holdLeftMs(record.id)).toBeLessThanOrEqual(shortMs);
      await used.store.saveHeld({ ...mine, holdMs: longMs }, record, later, false);
      expect(await used.world.holdLeftMs(record.id)).toBeGreaterThan(shortMs);
      expect(await used.world.holdLeftMs(record.id)).toBeLessThanOrEqual(longMs);
    });

    test('ends with its interview', async () => {
      const record = await used.created();
      const mine = await used.held(record);
      await used.store.erase(record);
      expect(await used.store.hold(record.id, longMs)).toBeUndefined();
      expect(await used.store.saveHeld(mine, record, later, false)).toBe('lost');
      await used.store.release(mine);
      expect(await used.store.read(record.id)).toBeUndefined();
      expect(await used.due(always)).toEqual([]);
    });
  });
}
