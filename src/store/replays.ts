import { type CircuitNames, circuitArgs } from './circuits.ts';
import { accountKey, replayClaimMs } from './keys.ts';
import type { NextTimes } from './next-times.ts';
import type { Listed } from './page.ts';
import { joinReplays } from './scripts/join-replays.ts';
import type { StoreRedis } from './scripts/script.ts';
import { takeReplays } from './scripts/take-replays.ts';
import { available } from './unavailable.ts';

export type ReplayLine = {
  /** How many of the given ids were not queued yet. */
  added: number;
  /** How many are queued now. */
  waiting: number;
  ratePerSecond: number;
};

/** The replay queue of each account, and its rate. */
export function createReplays(redis: StoreRedis, nextTimes: Pick<NextTimes, 'note'>, circuits: CircuitNames) {
  return available({
    /**
     * Ids that are queued keep their place; `at` (in the past, epoch ms) orders the others. A rate applies to the whole
     * queue of the account until it is empty. Without a given rate the queue keeps its rate, and an empty queue gets
     * `otherwise`.
     */
    async join(
      account: string,
      entries: readonly Listed[],
      rate: number | undefined,
      otherwise: number,
    ): Promise<ReplayLine> {
      const members = entries.flatMap(({ id, at }) => [at, id]);
      const args = { rate: rate ?? '', rate_of_empty: otherwise };
      const joined = await joinReplays.run(redis, { account }, args, members);
      nextTimes.note(account, Math.min(...entries.map(({ at }) => at)));
      return joined;
    },

    /**
     * Takes the ids that are due now, the oldest first: none while a circuit of the account is open. They stay queued
     * and are taken again if they do not `leave` within 30 s.
     */
    async take(account: string, now: number): Promise<string[]> {
      const args = { ...circuitArgs(account, circuits), now_ms: now, claim_ms: replayClaimMs };
      return takeReplays.run(redis, { account }, args);
    },

    async leave(account: string, id: string): Promise<void> {
      await redis.zrem(accountKey(account, 'replays'), id);
    },

    /** How many are queued, and their rate; undefined where none is. */
    async standing(account: string): Promise<Omit<ReplayLine, 'added'> | undefined> {
      const [waiting, rate] = await Promise.all([
        redis.zcard(accountKey(account, 'replays')),
        redis.hget(accountKey(account, 'pace'), 'rate'),
      ]);
      return waiting === 0 ? undefined : { waiting, ratePerSecond: Number(rate) };
    },

    async isWaiting(account: string, id: string): Promise<boolean> {
      return (await redis.zscore(accountKey(account, 'replays'), id)) !== null;
    },
  });
}

export type Replays = ReturnType<typeof createReplays>;
