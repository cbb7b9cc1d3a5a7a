import { describe, expect, test } from 'vitest';
import type { Pause } from '../../../src/interviews/ports.ts';
import { type StoreInUse, t0 } from './given.ts';

export function describePause(used: StoreInUse): void {
  describe('a pause', () => {
    const first: Pause = { until: t0 + 10, reason: 'rate', waits: 1 };

    async function pauseNow(): Promise<Pause | undefined> {
      return (await used.held(await used.created())).pause;
    }

    test('is there once started, for its account only', async () => {
      expect(await pauseNow()).toBeUndefined();
      await used.store.pause(used.account, first);
      expect(await pauseNow()).toEqual(first);
      used.account = `${used.account}-2`;
      expect(await pauseNow()).toBeUndefined();
    });

    test.each<[string, Pause, Pause]>([
      ['grows longer', { until: t0 + 11, reason: 'rate', waits: 2 }, { until: t0 + 11, reason: 'rate', waits: 2 }],
      ['grows no shorter', { until: t0 + 9, reason: 'rate', waits: 2 }, { until: t0 + 10, reason: 'rate', waits: 2 }],
      [
        'takes a new reason, and ends no sooner',
        { until: t0 + 9, reason: 'token', waits: 2 },
        { until: t0 + 10, reason: 'token', waits: 2 },
      ],
      ['stays what it is', { until: t0 + 9, reason: 'outage', waits: 1 }, first],
    ])('%s', async (_, next, expected) => {
      await used.store.pause(used.account, first);
      await used.store.pause(used.account, next);
      expect(await pauseNow()).toEqual(expected);
    });

    test('is replaced or ended by those who know until when it lasts', async () => {
      expect(await used.store.changePause(used.account, first, undefined)).toBe(false);
      await used.store.pause(used.account, first);
      const next: Pause = { until: t0 + 5, reason: 'token', waits: 7 };
      expect(await used.store.changePause(used.account, { ...first, until: t0 }, next)).toBe(false);
      expect(await used.store.changePause(used.account, first, next)).toBe(true);
      expect(await pauseNow()).toEqual(next);
      expect(await used.store.changePause(used.account, first, undefined)).toBe(false);
      expect(await pauseNow()).toEqual(next);
      expect(await used.store.changePause(used.account, next, undefined)).toBe(true);
      expect(await pauseNow()).toBeUndefined();
    });

    test('is changed by one of many at once', async () => {
      await used.store.pause(used.account, first);
      const changes = Array.from({ length: 20 }, (_, i) =>
        used.store.changePause(used.account, first, { ...first, until: t0 + 100 + i }),
      );
      expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
    });
  });
}
