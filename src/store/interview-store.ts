import { randomUUID } from 'node:crypto';
import { isSamePerson } from '../interviews/person.ts';
import type { InterviewStore, VersionedInterview } from '../interviews/ports.ts';
import { type InterviewRecord, notInvitedSince } from '../interviews/record.ts';
import { firstFailedAt, firstRefusedAt } from '../outbox/delivery.ts';
import type { Lease, Schedule } from '../records.ts';
import type { CircuitNames } from './circuits.ts';
import type { Confirmation } from './confirmation.ts';
import { eraseInterview } from './erasure.ts';
import { type FoundBytes, misled, type OnUnreadable, readSeveral } from './found.ts';
import { accountOf } from './ids.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey, leaseKey, personKey, personLeaseKey, recordKey } from './keys.ts';
import { migrated } from './migrations.ts';
import type { NextTimes } from './next-times.ts';
import { recordOf } from './record-shape.ts';
import type { Kind, Records } from './records.ts';
import { createInterview } from './scripts/create-interview.ts';
import { findSubjects } from './scripts/find-subjects.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

type Parts = {
  redis: StoreRedis;
  confirmed: Confirmation['confirmed'];
  index: IndexKey;
  records: Records<InterviewRecord>;
  nextTimes: Pick<NextTimes, 'note'>;
  circuits: CircuitNames;
  onUnreadable: OnUnreadable;
};

export function interviewKind(index: IndexKey): Kind<InterviewRecord> {
  return {
    name: 'interview',
    recordOf: (id, json) => recordOf(id, migrated(json)),
    failedAt: firstFailedAt,
    marksOf: (record) => ({ 'not-invited': notInvitedSince(record), conflicts: firstRefusedAt(record) }),
    isSettled: ({ concluded }, { sendAt }) => concluded !== undefined && sendAt === undefined,
    async candidateRefDigests(record) {
      const { account, templateId, candidateRefs, references = [] } = record;
      const { candidateRef, reference } = await index.digests();
      return [
        ...candidateRefs.map((each) => candidateRef(account, templateId, each)),
        ...references.map((each) => reference(account, each)),
      ];
    },
  };
}

/**
 * The bridge's memory of interviews in Redis. What is found by way of an index has to be what the index says; where
 * several are found, one that cannot be read hides no other.
 */
export function createInterviewStore({
  redis,
  confirmed,
  index,
  records,
  nextTimes,
  circuits,
  onUnreadable,
}: Parts): InterviewStore {
  const createOne = createInterview.inBatches(redis, confirmed);
  const findFor = findSubjects.inBatches(redis);
  const { read, readSurely, save, acquire, release, encrypt, open } = records;
  const { candidateRefDigests } = interviewKind(index);

  const store: InterviewStore = {
    read,
    readSurely,
    save,
    acquire,
    release,

    async create(record, schedule) {
      const { outcome, found } = await insert(record, schedule, '', 0);
      return outcome === 'taken'
        ? { isNew: false, ...(await whoHasOrigin(record, found)) }
        : { isNew: true, record, version: 1 };
    },

    async createLeased(record, schedule, ms, key) {
      const token = randomUUID();
      const { outcome, found, lease } = await insert(record, schedule, token, ms, key);
      if (outcome === 'busy') return undefined;
      if (outcome === 'taken') return whoHasOrigin(record, found);
      const mine = { key: leaseKey(record.id), token };
      try {
        const others = (await readAllOf(found, record.candidate.email)).reverse();
        return { record, version: 1, turn: { lease: mine, person: { lease, others } } };
      } catch (error) {
        await Promise.all([release(lease), release(mine)]);
        throw error;
      }
    },

    async findByOrigin(account, origin) {
      const digests = await index.digests();
      const id = await redis.hget(accountKey(account, 'origins'), digests.origin(account, origin));
      const found = id === null ? undefined : await read(id);
      if (found && !isOfOrigin(found.record, { account, origin })) throw misled(found.record.id);
      return found;
    },

    async findCandidates(account, { externalId, templateId = '', email, candidateRef }) {
      const named = externalId !== undefined && accountOf(externalId) === account ? externalId : '';
      const found = await findOf(account, { named, email: email ?? '', templateId, candidateRef: candidateRef ?? '' });
      const [, ofCandidateRef, ...ofPerson] = found.map(({ id }) => id);
      const several = await readSeveral(found, open, onUnreadable);
      const failure = several.failureOf(named) ?? several.failureOf();
      const hasCandidateRef = (record: InterviewRecord) =>
        record.templateId === templateId && record.candidateRefs.includes(candidateRef ?? '');
      return {
        byExternalId: several.get(named),
        byCandidateRef: several.get(ofCandidateRef, hasCandidateRef),
        byEmail: ofPerson.flatMap((id) => several.get(id, isOf(email ?? '')) ?? []),
        ...(failure ? { unreadable: { failure, isNamed: several.failureOf(named) === failure } } : {}),
      };
    },

    async erase({ id }, wanted) {
      const digests = await index.digests();
      for (let current = await read(id); current; current = await read(id)) {
        const { record, version } = current;
        if (wanted !== undefined && wanted !== version) return false;
        const { account, candidate, origin } = record;
        const isErased = await eraseInterview(redis, id, circuits, {
          version,
          person: digests.person(account, candidate.email),
          origins: [digests.origin(account, origin)],
          candidateRefs: await candidateRefDigests(record),
        });
        if (isErased) break;
      }
      return true;
    },

    async acquirePerson(account, email, ms) {
      const { person } = await index.digests();
      const lease: Lease = { key: personLeaseKey(account, person(account, email)), token: randomUUID() };
      const taken = await redis.set(lease.key, lease.token, 'PX', ms, 'NX');
      return taken === 'OK' ? lease : undefined;
    },

    async findByPerson(account, email, except) {
      const [, , ...ofPerson] = await findOf(account, { named: '', email, templateId: '', candidateRef: '' });
      const found = await readAllOf(ofPerson, email);
      return found.filter(({ record }) => record.id !== except).reverse();
    },
  };

  async function insert(
    record: InterviewRecord,
    { dueAt }: Schedule,
    token: string,
    leaseMs: number,
    key = record.candidate.email,
  ) {
    const { id, account, createdAt, origin, candidate } = record;
    const digests = await index.digests();
    const person = digests.person(account, candidate.email);
    const lease: Lease = { key: personLeaseKey(account, digests.person(account, key)), token };
    const keys = {
      record: recordKey(id),
      lease: leaseKey(id),
      person_lease: lease.key,
      person: personKey(account, person),
    };
    const args = {
      prefix: accountKey(account, 'record:'),
      id,
      content: encrypt(record),
      created_at: createdAt,
      due_at: dueAt,
      not_invited_since: notInvitedSince(record) ?? createdAt,
      origin: digests.origin(account, origin),
      token,
      lease_ms: leaseMs,
    };
    const creating = createOne(account, { keys, args });
    nextTimes.note(account, dueAt);
    try {
      return { lease, ...(await creating) };
    } catch (error) {
      // It may be leased, and only not be confirmed: a repeated create need not wait.
      for (const each of [lease, { key: keys.lease, token }]) void release(each).catch(() => undefined);
      throw error;
    }
  }

  /** Of the one that a create found in its way. */
  async function whoHasOrigin(wanted: InterviewRecord, [found]: readonly FoundBytes[]): Promise<VersionedInterview> {
    const { id, stored } = found as FoundBytes;
    const taken = await open(id, stored);
    if (!isOfOrigin(taken.record, wanted)) throw misled(id);
    return taken;
  }

  /** Interviews of a person, in the order they were found in. */
  async function readAllOf(found: readonly FoundBytes[], email: string): Promise<VersionedInterview[]> {
    const read = await readSeveral(found, open, onUnreadable);
    return found.flatMap(({ id }) => read.get(id, isOf(email)) ?? []);
  }

  /** Who is named, who has the candidate's reference, and the newest interviews of the person, newest first. */
  async function findOf(
    account: string,
    {
      named,
      email,
      templateId,
      candidateRef,
    }: { named: string; email: string; templateId: string; candidateRef: string },
  ): Promise<FoundBytes[]> {
    const digests = await index.digests();
    const keys = { person: personKey(account, digests.person(account, email)) };
    const digest = digests.candidateRef(account, templateId, candidateRef);
    return findFor(account, { keys, args: { prefix: accountKey(account, 'record:'), candidate_ref: digest, named } });
  }

  return available(store);
}

function isOf(email: string) {
  return ({ candidate }: InterviewRecord) => isSamePerson(candidate.email, email);
}

function isOfOrigin(record: InterviewRecord, by: Pick<InterviewRecord, 'account' | 'origin'>): boolean {
  const { door, key } = record.origin;
  return record.account === by.account && door === by.origin.door && key === by.origin.key;
}
