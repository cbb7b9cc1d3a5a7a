import type { IndexKey } from './index-key.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts.ts';
import { available } from './unavailable.ts';

/** Who has which interviews, whether their records can be read or not. */
export function createPersons(redis: StoreRedis, index: IndexKey) {
  return available({
    /** Of every interview of a person, the last stored last. */
    async interviewIds(account: string, email: string): Promise<string[]> {
      const { person } = await index.digests();
      const ids = await redis.hget(accountKey(account, 'persons'), person(account, email));
      return ids?.split(' ').filter(Boolean) ?? [];
    },
  });
}
