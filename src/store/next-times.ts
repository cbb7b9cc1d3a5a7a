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
  /** By account, what was noted in this turn of the event loop. */
  let noted = new Map<string, number>();

  return {
    /**
     * The account is due at this time at the latest. Sent to Redis after the save that it follows from. Never waits or
     * throws: a lost hint is repaired by the workers, which visit all accounts slowly.
     */
    note(account: string, at: number): void {
      if (!Number.isFinite(at)) return;
      if (noted.size === 0) setImmediate(sendNoted);
      noted.set(account, Math.min(at, noted.get(account) ?? at));
    },

    /** Moves a hint to a later time; never makes one. Never waits or throws. */
    putOff(account: string, at: number): void {
      redis.zadd(keyOf(account), 'XX', 'GT', at, account).catch(() => undefined);
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

  function sendNoted(): void {
    for (const [account, at] of noted) redis.zadd(keyOf(account), 'LT', at, account).catch(() => undefined);
    noted = new Map();
  }
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
