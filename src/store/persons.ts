import type { CircuitNames } from './circuits.ts';
import { eraseInterview } from './erasure.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey, accountOf, personKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available, unavailable } from './unavailable.ts';

const idsAtOnce = 1000;
const fieldsAtOnce = 1000;

/** Who has which interviews, whether their records can be read or not. */
export function createPersons(redis: StoreRedis, index: IndexKey, circuits: CircuitNames) {
  return {
    interviewIds,
    ...available({
      /**
       * Removes every trace of an interview whose record cannot be read, and so does not say where it is found: all that is
       * found of its account is looked through. What has been saved since goes too.
       */
      async eraseUnread(email: string, id: string): Promise<void> {
        const account = accountOf(id);
        const { person } = await index.digests();
        const [origins, profiles] = [await fieldsOf('origins', id), await fieldsOf('profiles', id)];
        const traces = { version: undefined, person: person(account, email), origins, profiles };
        await eraseInterview(redis, id, circuits, traces);
      },
    }),
  };

  /** Of every interview of a person, the first stored first, a page at a time; those that go meanwhile may be missing. */
  async function* interviewIds(account: string, email: string): AsyncGenerator<string[]> {
    try {
      const { person } = await index.digests();
      const key = personKey(account, person(account, email));
      for (let after: string | undefined = '-inf'; after !== undefined; ) {
        const range = [key, after, '+inf', 'BYSCORE', 'LIMIT', 0, idsAtOnce, 'WITHSCORES'] as const;
        const found: string[] = await redis.zrange(...range);
        const ids = found.filter((_, place) => place % 2 === 0);
        if (ids.length > 0) yield ids.filter((id) => accountOf(id) === account);
        // No two of one person have the same.
        after = ids.length < idsAtOnce ? undefined : `(${found.at(-1)}`;
      }
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Those of a hash whose value is an interview. */
  async function fieldsOf(name: 'origins' | 'profiles', id: string): Promise<string[]> {
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
