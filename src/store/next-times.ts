import { nextShards, nextTimesKey, shardOf } from './keys.ts';
import type { Connection } from './redis.ts';

/** The next known time at which an account is due, epoch ms. */
export type NextTime = { account: string; at: number };

export type NextTimes = ReturnType<typeof createNextTimes>;

/**
 * Which accounts have work and when, in a few indexes for the whole deployment, so that no process has to go through
 * all accounts. They are in other Redis slots than the accounts and cannot change in one transaction with them, so they
 * hold hints: `note` only makes a time earlier. To make a time later, forget it first, then read the account, then note
 * its time.
 */
export function createNextTimes(redis: Connection) {
  return {
    /**
     * Notes that the account is due at this time or earlier. Never waits or throws: workers also go slowly through all
     * accounts.
     */
    note(account: string, at: number): void {
      if (Number.isFinite(at)) redis.zadd(keyOf(account), 'LT', at, account).catch(() => undefined);
    },

    async forget(account: string): Promise<void> {
      await redis.zrem(keyOf(account), account);
    },

    /** The first accounts of each shard, earliest first; undefined for a shard that cannot be read. */
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

/** A flat list: a member, its score, the next member, and so on. */
function timesFrom(reply: readonly string[]): NextTime[] {
  const times: NextTime[] = [];
  for (let i = 0; i < reply.length; i += 2) times.push({ account: reply[i] ?? '', at: Number(reply[i + 1]) });
  return times;
}
