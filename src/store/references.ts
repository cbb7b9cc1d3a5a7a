import type { InterviewRecord } from '../interviews/record.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** Everything by which the vendor, or the candidate's browser, names an interview. */
export function referencesOf({ vendorRef, earlierRefs = [], candidateLink, attempts }: InterviewRecord): string[] {
  const named = [vendorRef, ...earlierRefs, candidateLink, ...Object.keys(attempts)];
  return [...new Set(named.filter((each) => each !== undefined))];
}

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
