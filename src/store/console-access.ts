import { limits } from '../limits.ts';
import type { IndexKey } from './index-key.ts';
import { consoleSessionsKey, logInsKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { takeLogIn } from './scripts/take-log-in.ts';
import { available } from './unavailable.ts';

/** A secret that a browser has, and the OPERATOR_TOKEN that opened it: with another token it is none. */
export type SessionKey = { id: string; operatorToken: string };

export type ConsoleAccess = ReturnType<typeof createConsoleAccess>;

/**
 * Sessions of the operator's console, and who tries to log in. Redis holds digests alone, made with the deployment's
 * index key: neither a copy of Redis nor write access to it opens a session.
 */
export function createConsoleAccess({ redis, index }: { redis: StoreRedis; index: Pick<IndexKey, 'digests'> }) {
  return available({
    /** The oldest ends where there are too many. `endsAt`: epoch ms. */
    async begin(session: SessionKey, { now, endsAt }: { now: number; endsAt: number }): Promise<void> {
      const beginning = redis
        .multi()
        .zremrangebyscore(consoleSessionsKey, '-inf', now)
        .zadd(consoleSessionsKey, endsAt, await digestOf(session))
        .zremrangebyrank(consoleSessionsKey, 0, -1 - limits.consoleSessions)
        .pexpire(consoleSessionsKey, limits.consoleSessionMs);
      const [failed] = ((await beginning.exec()) ?? []).flatMap(([error]) => error ?? []);
      if (failed) throw failed;
    },

    /** When it ends, epoch ms, which may have been before now; undefined for one that is not open. */
    async endOf(session: SessionKey): Promise<number | undefined> {
      const endsAt = await redis.zscore(consoleSessionsKey, await digestOf(session));
      return endsAt === null ? undefined : Number(endsAt);
    },

    async end(session: SessionKey): Promise<void> {
      await redis.zrem(consoleSessionsKey, await digestOf(session));
    },

    async endAll(): Promise<void> {
      await redis.del(consoleSessionsKey);
    },

    /** Throws while no session could be looked for. */
    async assertThere(): Promise<void> {
      await index.digests();
      await redis.zcard(consoleSessionsKey);
    },

    /** Counts a try of the client with this address to log in; false where there were too many in this window. */
    async takeLogIn(address: string, now: number): Promise<boolean> {
      const key = logInsKey(Math.floor(now / limits.logInsMs));
      const client = (await index.digests()).client(address);
      const args = { client, most: limits.logIns, most_of_client: limits.logInsOfClient, life_ms: limits.logInsMs };
      return takeLogIn.run(redis, { log_ins: key }, args);
    },
  });

  async function digestOf({ id, operatorToken }: SessionKey): Promise<string> {
    return (await index.digests()).session(operatorToken, id);
  }
}
