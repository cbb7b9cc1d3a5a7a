import { Cluster } from 'ioredis';
import { eventShards, shardOf, triesKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** What came of a try to write a result, in four words; `again`: it is tried again. */
export const tryOutcomes = ['acknowledged', 'refused', 'failed', 'again'] as const;
export type TryOutcome = (typeof tryOutcomes)[number];

/** How long tries took: the upper end of each class, in ms; the last one has none. */
export const tookUpTo = [25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, Number.POSITIVE_INFINITY] as const;

/** `hour`: of the epoch. `took`: how many in each class of `tookUpTo`. */
export type HourOfTries = { hour: number; of: Record<TryOutcome, number>; took: number[] };

const hourMs = 3_600_000;
const keptMs = 26 * hourMs;

/** A few numbers an hour for the whole deployment, whatever the number of accounts. */
export function createTries(redis: StoreRedis) {
  return available({
    /** `tookMs`: absent where no call was made. */
    async count(account: string, outcome: TryOutcome, tookMs: number | undefined, now: number): Promise<void> {
      const key = triesKey(shardOf(account, eventShards), Math.floor(now / hourMs));
      const counting = redis.pipeline().hincrby(key, outcome, 1).pexpire(key, keptMs);
      if (tookMs !== undefined) {
        counting.hincrby(key, `took:${tookUpTo.findIndex((most) => tookMs <= most)}`, 1);
      }
      await counting.exec();
    },

    /** The last 24 hours, the one that is not over included; oldest first. */
    async lastDay(now: number): Promise<HourOfTries[]> {
      const last = Math.floor(now / hourMs);
      const hours = Array.from({ length: 24 }, (_, i) => last - 23 + i);
      return Promise.all(hours.map(async (hour) => ({ hour, ...summed(await readHour(hour)) })));
    },
  });

  async function readHour(hour: number): Promise<Record<string, string>[]> {
    const keys = Array.from({ length: eventShards }, (_, shard) => triesKey(shard, hour));
    // On a Cluster each key is in a slot of its own.
    if (redis instanceof Cluster) return Promise.all(keys.map((key) => redis.hgetall(key)));
    const reading = redis.pipeline();
    for (const key of keys) reading.hgetall(key);
    const replies = (await reading.exec()) ?? [];
    return replies.map(([error, found]) => {
      if (error) throw error;
      return found as Record<string, string>;
    });
  }
}

function summed(found: readonly Record<string, string>[]): Omit<HourOfTries, 'hour'> {
  const sum = (field: string) => found.reduce((all, each) => all + Number(each[field] ?? 0), 0);
  const of = Object.fromEntries(tryOutcomes.map((outcome) => [outcome, sum(outcome)])) as HourOfTries['of'];
  return { of, took: tookUpTo.map((_most, i) => sum(`took:${i}`)) };
}
