import { randomUUID } from 'node:crypto';
import { asFailure } from '../errors.ts';
import { isSamePerson } from '../interviews/person.ts';
import { type Schedule, soonest } from '../interviews/plan.ts';
import type { Claims, InterviewStore, Lease, Versioned } from '../interviews/ports.ts';
import { firstFailedAt, type InterviewRecord } from '../interviews/record.ts';
import { batch } from './batch.ts';
import { type CircuitNames, circuitArgs, circuitKeys, scheduleFrom, sendTimesText, statesFrom } from './circuits.ts';
import type { Codec } from './codec.ts';
import type { Decryption } from './decryption.ts';
import { eraseInterview } from './erasure.ts';
import { type FoundBytes, misled, type OnUnreadable, readSeveral } from './found.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey, accountOf, interviewKey, isInterviewId, parseStored, personKey } from './keys.ts';
import type { NextTimes } from './next-times.ts';
import { recordOf } from './record-shape.ts';
import type { RejectedLife } from './rejected-webhooks.ts';
import { claimDue } from './scripts/claim-due.ts';
import { createInterview } from './scripts/create-interview.ts';
import { deleteIfEqual } from './scripts/delete-if-equal.ts';
import { findSubjects } from './scripts/find-subjects.ts';
import { leaseInterview } from './scripts/lease-interview.ts';
import { noteRefusal } from './scripts/note-refusal.ts';
import { noteSuccess } from './scripts/note-success.ts';
import { saveInterview } from './scripts/save-interview.ts';
import type { StoreRedis } from './scripts/script.ts';
import { startPause } from './scripts/start-pause.ts';
import { takeProbe } from './scripts/take-probe.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

type Parts = {
  redis: StoreRedis;
  codec: Codec;
  decryption: Decryption;
  index: IndexKey;
  nextTimes: Pick<NextTimes, 'note'>;
  circuits: CircuitNames;
  rejectedLifeOf: RejectedLife;
  onUnreadable: OnUnreadable;
};

/**
 * The bridge's memory in Redis. Every change of an interview and its indexes is one script: all of it or nothing. What is
 * found by way of an index has to be what the index says; where several are found, one that cannot be read hides no other.
 */
export function createInterviewStore({
  redis,
  codec,
  decryption,
  index,
  nextTimes,
  circuits,
  rejectedLifeOf,
  onUnreadable,
}: Parts): InterviewStore {
  const createOne = createInterview.inBatches(redis);
  const readOne = batch((_account, ids: readonly string[]) =>
    redis.mgetBuffer(ids.map((id) => interviewKey(id, 'interview'))),
  );
  const findFor = findSubjects.inBatches(redis);
  const saveOne = saveInterview.inBatches(redis);
  const leaseOne = leaseInterview.inBatches(redis);

  const store: InterviewStore = {
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
      try {
        const { email } = record.candidate;
        const others = (await readAllOf(found, email)).reverse();
        const mine = { key: interviewKey(record.id, 'lease'), token };
        return { record, version: 1, turn: { lease: mine, person: { lease, others } } };
      } catch (error) {
        await store.release(lease);
        throw error;
      }
    },

    async findByOrigin(account, origin) {
      const digests = await index.digests();
      const id = await redis.hget(accountKey(account, 'origins'), digests.origin(account, origin));
      const found = id === null ? undefined : await store.read(id);
      if (found && !isOfOrigin(found.record, { account, origin })) throw misled(found.record.id);
      return found;
    },

    async read(id) {
      if (!isInterviewId(id)) return undefined;
      const stored = await readOne(accountOf(id), id);
      return stored ? decrypt(id, stored) : undefined;
    },

    async save(record, version, schedule, { under, onSent } = {}) {
      const { id, account } = record;
      const keys = {
        interview: interviewKey(id, 'interview'),
        lease: under?.key ?? interviewKey(id, 'lease'),
      };
      const args = {
        ...circuitArgs(account, circuits),
        id,
        version,
        content: encrypt(record, isAtRest(record, schedule)),
        due_at: schedule.dueAt,
        failed_at: firstFailedAt(record) ?? '',
        send_at: sendTimesText(circuits, schedule.sendAt),
        token: under?.token ?? '',
        lease_ms: under?.ms ?? '',
      };
      const saving = saveOne(account, { keys, args, list: await profilesOf(record), onSent });
      // A process that works on it claims what is due of the account again afterwards.
      if (!under) nextTimes.note(account, soonest(schedule));
      const saved = await saving;
      return { outcome: saved.outcome, circuits: statesFrom(circuits, saved.circuits) };
    },

    async findCandidates(account, { externalId, templateId = '', email, profileId }) {
      const named = externalId !== undefined && accountOf(externalId) === account ? externalId : '';
      const found = await findOf(account, { named, email: email ?? '', templateId, profileId: profileId ?? '' });
      const [, ofProfile, ...ofPerson] = found.map(({ id }) => id);
      const read = await readSeveral(found, decrypt, onUnreadable);
      const failure = read.failureOf(named) ?? read.failureOf();
      const hasProfile = (record: InterviewRecord) =>
        record.templateId === templateId && record.profiles.includes(profileId ?? '');
      return {
        byExternalId: read.get(named),
        byProfile: read.get(ofProfile, hasProfile),
        byEmail: ofPerson.flatMap((id) => read.get(id, isOf(email ?? '')) ?? []),
        ...(failure ? { unreadable: { failure, isNamed: read.failureOf(named) === failure } } : {}),
      };
    },

    async acquire(id, ms) {
      const lease: Lease = { key: interviewKey(id, 'lease'), token: randomUUID() };
      const keys = { interview: interviewKey(id, 'interview'), lease: lease.key };
      const args = { ...circuitArgs(accountOf(id), circuits), id, token: lease.token, lease_ms: ms };
      const leased = await leaseOne(accountOf(id), { keys, args });
      if (leased === undefined) return undefined;
      try {
        return {
          ...(await decrypt(id, leased.stored)),
          schedule: scheduleFrom(circuits, leased.times),
          lease,
          circuits: statesFrom(circuits, leased.circuits),
        };
      } catch (error) {
        await store.release(lease);
        throw error;
      }
    },

    async claim(account, { now, limit, ms, ids = [] }) {
      const token = randomUUID();
      const args = { now_ms: now, limit, token, lease_ms: ms, rejected_life_ms: rejectedLifeOf(account) };
      const found = await claimDue.run(redis, { account }, { ...circuitArgs(account, circuits), ...args }, ids);
      const { leftSince, isLeased, replayAt } = found;
      const states = statesFrom(circuits, found.circuits);
      const { nextAt = Number.POSITIVE_INFINITY, rejectedAt = Number.POSITIVE_INFINITY } = found;
      const times = { isLeased, leftSince, replayAt, nextAt: Math.min(nextAt, rejectedAt) };
      const claims: Claims = { claimed: [], unreadable: [], circuits: states, ...times };
      for (const { id, stored, times } of found.claimed) {
        const lease = { key: interviewKey(id, 'lease'), token };
        try {
          // An index is no proof of whose an interview is.
          if (accountOf(id) !== account) throw misled(id);
          const schedule = scheduleFrom(circuits, times);
          claims.claimed.push({ ...(await decrypt(id, stored)), schedule, lease, circuits: states });
        } catch (error) {
          claims.unreadable.push({ id, failure: asFailure(error), lease });
        }
      }
      return claims;
    },

    async release({ key, token }) {
      await deleteIfEqual.run(redis, { key }, { value: token });
    },

    async erase({ id }, wanted) {
      const digests = await index.digests();
      for (let current = await store.read(id); current; current = await store.read(id)) {
        const { record, version } = current;
        if (wanted !== undefined && wanted !== version) return false;
        const { account, candidate, origin } = record;
        const isErased = await eraseInterview(redis, id, circuits, {
          version,
          person: digests.person(account, candidate.email),
          origins: [digests.origin(account, origin)],
          profiles: await profilesOf(record),
        });
        if (isErased) break;
      }
      return true;
    },

    async acquirePerson(account, email, ms) {
      const { person } = await index.digests();
      const lease: Lease = { key: leaseKey(account, person(account, email)), token: randomUUID() };
      const taken = await redis.set(lease.key, lease.token, 'PX', ms, 'NX');
      return taken === 'OK' ? lease : undefined;
    },

    async findByPerson(account, email, except) {
      const [, , ...ofPerson] = await findOf(account, { named: '', email, templateId: '', profileId: '' });
      const found = await readAllOf(ofPerson, email);
      return found.filter(({ record }) => record.id !== except).reverse();
    },

    async pause(circuit, { until, reason, waits, since, isProbed }) {
      const args = { until_ms: until, reason, waits, since: since ?? '', is_probed: isProbed ? '1' : '' };
      await startPause.run(redis, circuitKeys(circuit), args);
    },

    async takeProbe(circuit, id, was, until, now) {
      return takeProbe.run(redis, circuitKeys(circuit), { id, now_ms: now, was: was.until, next_ms: until });
    },

    async noteRefusal(circuit, id, most, { until, waits, since }, was) {
      const args = { id, now_ms: since ?? until, most, was: was?.until ?? '', next_ms: until, waits };
      return noteRefusal.run(redis, circuitKeys(circuit), args);
    },

    async noteSuccess(circuit, was) {
      await noteSuccess.run(redis, circuitKeys(circuit), { was: was?.until ?? '' });
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
    const lease: Lease = { key: leaseKey(account, digests.person(account, key)), token };
    const keys = {
      interview: interviewKey(id, 'interview'),
      lease: interviewKey(id, 'lease'),
      person_lease: lease.key,
      person: personKey(account, person),
    };
    const args = {
      prefix: accountKey(account, 'interview:'),
      id,
      content: encrypt(record),
      created_at: createdAt,
      due_at: dueAt,
      origin: digests.origin(account, origin),
      token,
      lease_ms: leaseMs,
    };
    const creating = createOne(account, { keys, args });
    nextTimes.note(account, dueAt);
    return { ...(await creating), lease };
  }

  /** Of the one that a create found in its way. */
  async function whoHasOrigin(wanted: InterviewRecord, [found]: readonly FoundBytes[]): Promise<Versioned> {
    const { id, stored } = found as FoundBytes;
    const taken = await decrypt(id, stored);
    if (!isOfOrigin(taken.record, wanted)) throw misled(id);
    return taken;
  }

  /** Interviews of a person, in the order they were found in. */
  async function readAllOf(found: readonly FoundBytes[], email: string): Promise<Versioned[]> {
    const read = await readSeveral(found, decrypt, onUnreadable);
    return found.flatMap(({ id }) => read.get(id, isOf(email)) ?? []);
  }

  /** Who is named, who has the profile, and the newest interviews of the person, newest first. */
  async function findOf(
    account: string,
    { named, email, templateId, profileId }: { named: string; email: string; templateId: string; profileId: string },
  ): Promise<FoundBytes[]> {
    const digests = await index.digests();
    const keys = { person: personKey(account, digests.person(account, email)) };
    const profile = digests.profile(account, templateId, profileId);
    return findFor(account, { keys, args: { prefix: accountKey(account, 'interview:'), profile, named } });
  }

  async function profilesOf(record: InterviewRecord): Promise<string[]> {
    const { profile } = await index.digests();
    return record.profiles.map((each) => profile(record.account, record.templateId, each));
  }

  function encrypt(record: InterviewRecord, isAtRest = false): Buffer {
    const text = JSON.stringify(record);
    const place = interviewKey(record.id, 'interview');
    return isAtRest ? codec.encryptCompressed(text, place) : codec.encrypt(text, place);
  }

  /** Throws Failure `internal` for what is not to be trusted: it stays so, however often Redis is asked. */
  async function decrypt(id: string, stored: Buffer): Promise<Versioned> {
    const { version, content } = parseStored(stored);
    if (!Number.isSafeInteger(version)) throw unreadable('MISSHAPEN', `What is stored for ${id} has no version`);
    return { record: recordOf(id, await decryption.json(content, interviewKey(id, 'interview'))), version };
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

function leaseKey(account: string, person: string): string {
  return accountKey(account, `inviting:${person}`);
}

/** Nothing is to be sent: it will be read rarely, and lies there for as long as RETENTION says. */
function isAtRest({ concluded }: InterviewRecord, { sendAt }: Schedule): boolean {
  return concluded !== undefined && sendAt === undefined;
}
