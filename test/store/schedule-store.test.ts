import { randomInt } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { circuitArgs } from '../../src/store/circuits.ts';
import { createNextTimes } from '../../src/store/next-times.ts';
import type { Listed } from '../../src/store/page.ts';
import { createScheduleStore } from '../../src/store/schedule-store.ts';
import { claimDue } from '../../src/store/scripts/claim-due.ts';
import type { StoreRedis } from '../../src/store/scripts/script.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { day } from '../../testing/times.ts';

const key = 'bridge:{acme}:failed';
const circuits = ['callback'];
let redis: Redis;
let scripted: StoreRedis;
let schedule: ReturnType<typeof createScheduleStore>;
beforeAll(async () => {
  redis = new Redis(await emptyDatabase());
  scripted = withScripts(redis);
  schedule = createScheduleStore(scripted, createNextTimes(redis), circuits);
});
beforeEach(async () => void (await redis.del(key)));
afterAll(() => void redis.disconnect());

async function fill(times: readonly number[]): Promise<Listed[]> {
  const entries = times.map((at, i) => ({ id: `acme_${String(i).padStart(16, '0')}`, at }));
  await redis.zadd(key, ...entries.flatMap(({ id, at }) => [at, id]));
  return entries.toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

async function readAll(
  size: number,
  [from, to] = [0, 1000],
  meanwhile = async (_page: Listed[]) => {},
  order: 'oldest' | 'newest' = 'oldest',
) {
  const found: Listed[] = [];
  for (let last: Listed | undefined; ; last = found.at(-1)) {
    const page = await schedule.page('acme', 'failed', { from, to, size, last, order });
    if (page.length === 0) return found;
    expect(page.length).toBeLessThanOrEqual(size);
    found.push(...page);
    await meanwhile(page);
  }
}

describe('the pages of an index', () => {
  it.each([1, 3, 10, 100])('of %i each hold every entry once, oldest first', async (size) => {
    const entries = await fill(Array.from({ length: 25 }, () => randomInt(20)));
    expect(await readAll(size)).toEqual(entries);
  });

  it.each([1, 3, 10, 100])(
    'of %i each hold every entry once, newest first, though some leave meanwhile',
    async (size) => {
      const entries = await fill(Array.from({ length: 25 }, () => randomInt(20)));
      const leave = async (page: Listed[]) => void (await redis.zrem(key, ...page.map(({ id }) => id)));
      expect(await readAll(size, [0, 1000], undefined, 'newest')).toEqual(entries.toReversed());
      expect(await readAll(size, [5, 15], leave, 'newest')).toEqual(
        entries.filter(({ at }) => at >= 5 && at <= 15).toReversed(),
      );
    },
  );

  it('go on although more entries have one time than a page holds', async () => {
    const entries = await fill(Array.from({ length: 25 }, (_, i) => (i === 0 ? 6 : 7)));
    expect(await readAll(4)).toEqual(entries);
  });

  it('leave nothing out when those that were read leave the index', async () => {
    const entries = await fill(Array.from({ length: 25 }, () => randomInt(5)));
    const leave = async (page: Listed[]) => void (await redis.zrem(key, ...page.map(({ id }) => id)));
    expect(await readAll(4, [0, 1000], leave)).toEqual(entries);
  });

  it('keep to the times that were asked for', async () => {
    const entries = await fill([1, 2, 3, 4, 5]);
    expect(await readAll(1, [2, 4])).toEqual(entries.slice(1, 4));
  });
});

it('the newest are the last ones, oldest first', async () => {
  const entries = await fill([5, 3, 4, 1]);
  expect(await schedule.newest('acme', 'failed', 2)).toEqual(entries.slice(-2));
  expect(await schedule.newest('acme', 'failed', 9)).toEqual(entries);
});

describe('where one delivery goes out at a time', () => {
  const now = 1000;
  const keyOf = (name: string) => `bridge:{acme}:${name}`;

  /** Ids of what may be claimed; it is released at once. */
  async function outbox(): Promise<string[]> {
    const args = {
      ...circuitArgs('acme', circuits),
      now_ms: now,
      limit: 10,
      token: 'x',
      lease_ms: 1000,
      rejected_life_ms: day,
    };
    const ids = (await claimDue.run(scripted, { account: 'acme' }, args)).claimed.map(({ id }) => id);
    for (const id of ids) await redis.del(keyOf(`lease:${id}`));
    return ids;
  }

  beforeEach(async () => {
    await redis.del(
      ...['outbox:callback', 'probed:callback', 'parked', 'pause:callback', 'refused:callback'].map(keyOf),
    );
    for (const id of ['well', 'broken', 'later']) await redis.set(keyOf(`record:${id}`), '1 x');
    // As versions wrote it that had no field for it.
    await redis.hset(keyOf('pause:callback'), { until: 900, reason: 'token', waits: 1 });
  });

  it('those whose work fails come last, and keep no other from another turn', async () => {
    await redis.zadd(keyOf('outbox:callback'), 1, 'broken', 2, 'well');
    await redis.zadd(keyOf('parked'), 1, 'broken');
    expect(await outbox()).toEqual(['well']);
    await redis.zadd(keyOf('probed:callback'), 1, 'well');
    expect(await outbox()).toEqual(['broken']);
    await schedule.postpone('acme', 'broken', now + 1);
    expect(await outbox()).toEqual(['well']);
  });

  it('all are as if they had had no turn after a token may have been put right', async () => {
    await redis.zadd(keyOf('outbox:callback'), 1, 'well', now + 1, 'later');
    await redis.zadd(keyOf('probed:callback'), 1, 'well');
    await redis.hset(keyOf('pause:callback'), 'until', now + 100);
    expect(await outbox()).toEqual([]);
    await schedule.endTokenWait('acme', now);
    expect(await outbox()).toEqual(['well']);
    const pause = { until: now, reason: 'token', waits: 1, isProbed: true };
    expect(await schedule.pausesOf('acme')).toEqual([{ circuit: 'callback', pause }]);
  });

  it('a closed circuit leaves nothing of it', async () => {
    await redis.zadd(keyOf('refused:callback'), 1, 'a');
    await redis.zadd(keyOf('probed:callback'), 1, 'a');
    await schedule.closeCircuits('acme', now);
    expect(await redis.exists(keyOf('pause:callback'), keyOf('refused:callback'), keyOf('probed:callback'))).toBe(0);
    expect(await schedule.pausesOf('acme')).toEqual([]);
  });
});
