import type { IndexKey } from './index-key.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** Finds interviews by the vendor's references. An index is no proof: the caller reads the record. */
export function createReferences(redis: StoreRedis, index: Pick<IndexKey, 'digests'>) {
  return available({
    async find(account: string, reference: string): Promise<string | undefined> {
      const digests = await index.digests();
      const digest = digests.reference(account, reference);
      return (await redis.hget(accountKey(account, 'candidate-refs'), digest)) ?? undefined;
    },
  });
}
