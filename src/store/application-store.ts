import type { ApplicationStore } from '../applications/ports.ts';
import type { ApplicationRecord } from '../applications/record.ts';
import { applicationStandingOf, applicationStandings } from '../applications/standing.ts';
import { firstFailedAt, inFlightSince } from '../outbox/delivery.ts';
import { applicationOf } from './application-shape.ts';
import type { CircuitNames } from './circuits.ts';
import { createErase } from './erase-any.ts';
import { applicationId } from './ids.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey } from './keys.ts';
import { type Listed, type PageOptions, pageOf } from './page.ts';
import type { Kind, Records } from './records.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

type Parts = {
  redis: StoreRedis;
  index: IndexKey;
  records: Records<ApplicationRecord>;
  circuits: CircuitNames;
};

export const applicationKind: Kind<ApplicationRecord> = {
  name: 'application',
  recordOf: applicationOf,
  listedAt: ({ createdAt }) => createdAt,
  failedAt: firstFailedAt,
  marksOf: (record) => ({
    standings: applicationStandings.indexOf(applicationStandingOf(record)),
    'in-flight': inFlightSince(record),
    'failed-entries': firstFailedAt(record),
  }),
  isSettled: () => false,
  candidateRefDigests: async () => [],
};

/** The bridge's memory of applications in Redis, and the list of all of an account. */
export function createApplicationStore({ redis, index, records, circuits }: Parts) {
  const { read, readSurely, save, acquire, release, add } = records;
  return available({
    read,
    readSurely,
    save,
    acquire,
    release,
    add,

    async idOf(account, candidateId) {
      const { application } = await index.digests();
      return applicationId(account, application(account, candidateId));
    },

    erase: createErase(redis, circuits),

    /** Ids, by when the applications were first seen. */
    page: (account: string, options: PageOptions): Promise<Listed[]> =>
      pageOf(redis, accountKey(account, 'applications'), options),
  } satisfies ApplicationStore);
}
