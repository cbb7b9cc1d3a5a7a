import { type CircuitNames, circuitArgs } from './circuits.ts';
import { accountOf } from './ids.ts';
import { interviewKey, leaseKey, personKey, recordKey } from './keys.ts';
import { eraseFromHistory } from './scripts/erase-from-history.ts';
import { eraseInterview as eraseWithTraces } from './scripts/erase-interview.ts';
import type { StoreRedis } from './scripts/script.ts';

/** The index entries of an interview; all but `version` are digests. */
export type Traces = {
  /** The version that was read; undefined erases any version. */
  version: number | undefined;
  person: string;
  origins: readonly string[];
  candidateRefs: readonly string[];
};

/** Removes an interview and its index entries. False if it was saved since: then nothing is removed. */
export async function eraseInterview(
  redis: StoreRedis,
  id: string,
  circuits: CircuitNames,
  { version, person, origins, candidateRefs }: Traces,
): Promise<boolean> {
  const account = accountOf(id);
  const keys = {
    account,
    record: recordKey(id),
    shared: interviewKey(id, 'shared'),
    lease: leaseKey(id),
    report: interviewKey(id, 'report'),
    transcript: interviewKey(id, 'transcript'),
    person: personKey(account, person),
  };
  await eraseFromHistory.run(redis, { account }, { id });
  const args = { ...circuitArgs(account, circuits), id, version: version ?? '' };
  return eraseWithTraces.run(redis, keys, args, [...origins, ...candidateRefs]);
}
