import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createReplays } from '../../src/store/replays.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { emptyDatabase } from '../../testing/database.ts';

const t0 = Date.UTC(2026, 0, 1);
let redis: Redis;
let line: ReturnType<typeof createReplays>;
beforeAll(async () => {
  redis = new Redis(await emptyDatabase());
  line = createReplays(withScripts(redis), { note: () => undefined }, ['callback']);
});
beforeEach(async () => void (await redis.flushdb()));
afterAll(() => void redis.disconnect());

const entries = (count: number) => Array.from({ length: count }, (_, i) => ({ id: `acme_${i}`, at: t0 - count + i }));

/** Takes turns as often as a worker polls; the times of those who had one. */
async function takeFor(ms: number, { from = t0, everyMs = 250 } = {}): Promise<{ id: string; at: number }[]> {
  const taken: { id: string; at: number }[] = [];
  for (let now = from; now < from + ms; now += everyMs) {
    for (const id of await line.take('acme', now)) {
      taken.push({ id, at: now });
      await line.leave('acme', id);
    }
  }
  return taken;
}

function mostIn(windowMs: number, times: readonly number[]): number {
  return Math.max(0, ...times.map((at) => times.filter((other) => other >= at && other < at + windowMs).length));
}

describe('the line', () => {
  it('moves at its pace, the oldest first', async () => {
    await line.join('acme', entries(300), 20, 4);
    const taken = await takeFor(10_000);
    expect(taken.map(({ id }) => id)).toEqual(entries(taken.length).map(({ id }) => id));
    expect(taken.length).toBeGreaterThanOrEqual(195);
    expect(taken.length).toBeLessThanOrEqual(200);
  });

  it.each([0.5, 3, 4, 30, 1000])(
    'never moves faster than %d a second, but for what one second missed',
    async (rate) => {
      await line.join('acme', entries(2000), rate, 4);
      const taken = [
        ...(await takeFor(3000)),
        ...(await takeFor(3000, { from: t0 + 3600, everyMs: 90 })),
        ...(await takeFor(2000, { from: t0 + 60_000, everyMs: 490 })),
      ];
      expect(taken.length).toBeGreaterThan(0);
      expect(
        mostIn(
          1000,
          taken.map(({ at }) => at),
        ),
      ).toBeLessThanOrEqual(Math.ceil(2 * rate) + 1);
      expect(
        mostIn(
          3000,
          taken.map(({ at }) => at),
        ),
      ).toBeLessThanOrEqual(Math.ceil(4 * rate) + 1);
    },
  );

  it('does not rush after a time in which no turns were taken', async () => {
    await line.join('acme', entries(300), 4, 4);
    await takeFor(1000);
    expect(await takeFor(250, { from: t0 + 3_600_000 })).toHaveLength(1);
  });

  it('moves no faster when several take turns', async () => {
    await line.join('acme', entries(300), 4, 4);
    const times = Array.from({ length: 40 }, (_, i) => t0 + i * 50);
    const taken = await Promise.all(times.flatMap((now) => [line.take('acme', now), line.take('acme', now)]));
    expect(taken.flat().length).toBeLessThanOrEqual(8);
    expect(new Set(taken.flat()).size).toBe(taken.flat().length);
  });

  it('stands while the account waits', async () => {
    await line.join('acme', entries(1), 4, 4);
    await redis.hset('bridge:{acme}:pause:callback', { until: t0 + 1, reason: 'rate', waits: 1 });
    expect(await line.take('acme', t0)).toEqual([]);
    expect(await line.take('acme', t0 + 1)).toEqual(['acme_0']);
  });

  it('keeps one that had a turn and did not leave, for another 30 s later', async () => {
    await line.join('acme', entries(1), 4, 4);
    expect(await line.take('acme', t0)).toEqual(['acme_0']);
    expect(await line.take('acme', t0 + 29_000)).toEqual([]);
    expect(await line.take('acme', t0 + 30_000)).toEqual(['acme_0']);
  });

  it('goes on when the clock was put back', async () => {
    await line.join('acme', entries(2), 4, 4);
    await takeFor(250, { from: t0 + 86_400_000 });
    expect(await line.take('acme', t0)).toEqual(['acme_1']);
  });
});

describe('joining the line', () => {
  it('keeps the places of those who are in it', async () => {
    expect(await line.join('acme', entries(2), undefined, 4)).toEqual({ added: 2, waiting: 2, ratePerSecond: 4 });
    const again = [
      { id: 'acme_0', at: t0 },
      { id: 'acme_2', at: t0 },
    ];
    expect(await line.join('acme', again, undefined, 4)).toEqual({ added: 1, waiting: 3, ratePerSecond: 4 });
    expect(await redis.zrange('bridge:{acme}:replays', '0', '-1')).toEqual(['acme_0', 'acme_1', 'acme_2']);
  });

  it('keeps the pace of a line that moves, unless it is given another', async () => {
    await line.join('acme', entries(2), 20, 4);
    expect(await line.join('acme', entries(3), undefined, 4)).toMatchObject({ ratePerSecond: 20 });
    expect(await line.join('acme', entries(3), 7, 4)).toMatchObject({ ratePerSecond: 7 });
    await takeFor(1000);
    expect(await line.join('acme', entries(1), undefined, 4)).toMatchObject({ ratePerSecond: 4 });
  });
});
