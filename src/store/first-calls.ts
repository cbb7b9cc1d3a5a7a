import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** When Workable first presented each of an account's provider tokens, by the digest of the token. */
export function createFirstCalls(redis: StoreRedis) {
  return available({
    /** A later call changes nothing. */
    async note(account: string, digest: string, at: number): Promise<void> {
      await redis.hsetnx(accountKey(account, 'first-calls'), digest, at);
    },

    async read(account: string): Promise<ReadonlyMap<string, number>> {
      const found = await redis.hgetall(accountKey(account, 'first-calls'));
      return new Map(Object.entries(found).map(([digest, at]) => [digest, Number(at)]));
    },
  });
}
