import type { CircuitNames } from './circuits.ts';
import { eraseInterview } from './erasure.ts';
import { accountOf } from './ids.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey, personKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available, unavailable } from './unavailable.ts';

const idsAtOnce = 1000;
const fieldsAtOnce = 1000;

/** The index from persons to their interviews, including those whose records cannot be read. */
export function createPersons(redis: StoreRedis, index: IndexKey, circuits: CircuitNames) {
  return {
    interviewIds,
    ...available({
      /**
       * Removes an interview whose record cannot be read, with all its index entries. The unreadable record does not
       * name them, so this scans all indexes of the account. Removes later versions of the record too.
       */
      async eraseUnread(email: string, id: string): Promise<void> {
        const account = accountOf(id);
        const { person } = await index.digests();
        const [origins, candidateRefs] = [await fieldsOf('origins', id), await fieldsOf('candidate-refs', id)];
        const traces = { version: undefined, person: person(account, email), origins, candidateRefs };
        await eraseInterview(redis, id, circuits, traces);
      },
    }),
  };

  /** Ids of a person's interviews, the first stored first, in pages; interviews erased meanwhile may be missing. */
  async function* interviewIds(account: string, email: string): AsyncGenerator<string[]> {
    try {
      const { person } = await index.digests();
      const key = personKey(account, person(account, email));
      for (let after: string | undefined = '-inf'; after !== undefined; ) {
        const range = [key, after, '+inf', 'BYSCORE', 'LIMIT', 0, idsAtOnce, 'WITHSCORES'] as const;
        const found: string[] = await redis.zrange(...range);
        const ids = found.filter((_, place) => place % 2 === 0);
        if (ids.length > 0) yield ids.filter((id) => accountOf(id) === account);
        // No two interviews of one person have the same score.
        after = ids.length < idsAtOnce ? undefined : `(${found.at(-1)}`;
      }
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** The fields of a hash whose value is the id of an interview. */
  async function fieldsOf(name: 'origins' | 'candidate-refs', id: string): Promise<string[]> {
    const fields: string[] = [];
    let cursor = '';
    while (cursor !== '0') {
      const [next, flat]: [string, string[]] = await redis.hscan(
        accountKey(accountOf(id), name),
        cursor || '0',
        'COUNT',
        fieldsAtOnce,
      );
      fields.push(...flat.filter((_, place) => place % 2 === 0 && flat[place + 1] === id));
      cursor = next;
    }
    return fields;
  }
}
