import { accountKey, accountOf, interviewKey, personKey } from './keys.ts';
import type { StoreRedis } from './scripts.ts';

/** Where an interview is found besides by its id; all but `version` as digests. */
export type Traces = {
  /** As it was read; undefined erases whatever has come since. */
  version: number | undefined;
  person: string;
  callbacks: readonly string[];
  profiles: readonly string[];
};

/** Removes an interview from everything that names it; false, and nothing is removed, when somebody saved since. */
export async function eraseInterview(
  redis: StoreRedis,
  id: string,
  { version, person, callbacks, profiles }: Traces,
): Promise<boolean> {
  const account = accountOf(id);
  await redis.eraseFromHistory(accountKey(account, 'history'), id);
  const isErased = await redis.eraseInterview(
    interviewKey(id, 'interview'),
    interviewKey(id, 'shared'),
    interviewKey(id, 'lease'),
    interviewKey(id, 'report'),
    accountKey(account, 'all'),
    accountKey(account, 'due'),
    accountKey(account, 'outbox'),
    accountKey(account, 'failed'),
    accountKey(account, 'replays'),
    accountKey(account, 'stuck'),
    accountKey(account, 'refused'),
    accountKey(account, 'probed'),
    personKey(account, person),
    accountKey(account, 'callbacks'),
    accountKey(account, 'profiles'),
    id,
    version ?? '',
    callbacks.length,
    ...callbacks,
    ...profiles,
  );
  return isErased === 1;
}
