import { nextShards, nextTimesKey, shardOf } from './keys.ts';
import type { Connection } from './redis.ts';

/** When an account is due next as far as is known, epoch ms. */
export type NextTime = { account: string; at: number };

export type NextTimes = ReturnType<typeof createNextTimes>;

/**
 * Which accounts have something to do and when, in a few indexes of the whole deployment, so that nothing has to go through all accounts
 * to know. They lie in other slots than the accounts and cannot change together with them, so they hold hints: `note` only brings
 * a time forward, and whoever puts one back forgets it first, then looks at the account, and notes what it found.
 */
export function createNextTimes(redis: Connection) {
  return {
    /** The account is due at this time at the latest. Never waits or throws: workers go through all accounts, if slowly. */
    note(account: string, at: number): void {
      if (Number.isFinite(at)) redis.zadd(keyOf(account), 'LT', at, account).catch(() => undefined);
    },

    async forget(account: string): Promise<void> {
      await redis.zrem(keyOf(account), account);
    },

    /** Of each shard the first, soonest first; undefined in place of what Redis does not answer. */
    first: (limit: number): Promise<(NextTime[] | undefined)[]> =>
      Promise.all(
        Array.from({ length: nextShards }, async (_, shard) => {
          const reply = await redis
            .zrange(nextTimesKey(shard), '0', String(limit - 1), 'WITHSCORES')
            .catch(() => undefined);
          return reply && timesFrom(reply);
        }),
      ),
  };
}

function keyOf(account: string): string {
  return nextTimesKey(shardOf(account, nextShards));
}

/** Members and scores by turns. */
function timesFrom(reply: readonly string[]): NextTime[] {
  const times: NextTime[] = [];
  for (let i = 0; i < reply.length; i += 2) times.push({ account: reply[i] ?? '', at: Number(reply[i + 1]) });
  return times;
}
