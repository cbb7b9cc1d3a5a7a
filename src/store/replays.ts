import { type CircuitNames, circuitArgs } from './circuits.ts';
import { accountKey, replayClaimMs } from './keys.ts';
import type { NextTimes } from './next-times.ts';
import type { Listed } from './schedule-store.ts';
import { joinReplays } from './scripts/join-replays.ts';
import type { StoreRedis } from './scripts/script.ts';
import { takeReplays } from './scripts/take-replays.ts';
import { available } from './unavailable.ts';

export type ReplayLine = {
  /** Of those given, how many were not in line yet. */
  added: number;
  /** How many are in line now. */
  waiting: number;
  ratePerSecond: number;
};

/** Every account's line of interviews to be replayed, and the pace at which it moves. */
export function createReplays(redis: StoreRedis, nextTimes: Pick<NextTimes, 'note'>, circuits: CircuitNames) {
  return available({
    /**
     * Those who are in line keep their place; `at` (the past, epoch ms) decides among the others. A rate holds for the whole
     * line of the account until it is empty; without one the line keeps its own, an empty one gets `otherwise`.
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
     * Ids whose turn it is now, the oldest first: none while a circuit of the account is open. They stay in line and are
     * taken again, should they not `leave` within 30 s.
     */
    async take(account: string, now: number): Promise<string[]> {
      const args = { ...circuitArgs(account, circuits), now_ms: now, claim_ms: replayClaimMs };
      return takeReplays.run(redis, { account }, args);
    },

    async leave(account: string, id: string): Promise<void> {
      await redis.zrem(accountKey(account, 'replays'), id);
    },

    async isWaiting(account: string, id: string): Promise<boolean> {
      return (await redis.zscore(accountKey(account, 'replays'), id)) !== null;
    },
  });
}

export type Replays = ReturnType<typeof createReplays>;
