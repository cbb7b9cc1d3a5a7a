import { randomUUID } from 'node:crypto';
import { isSamePerson } from '../interviews/person.ts';
import type { Schedule } from '../interviews/plan.ts';
import type { InterviewStore, Lease, SaveOptions, Versioned } from '../interviews/ports.ts';
import { firstFailedAt, type InterviewRecord } from '../interviews/record.ts';
import type { Codec } from './codec.ts';
import { eraseInterview } from './erasure.ts';
import { type FoundBytes, foundIn, misled, type OnUnreadable, readSeveral } from './found.ts';
import { gather } from './gather.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey, accountOf, interviewKey, isInterviewId, parseStored, personKey, waitingKeys } from './keys.ts';
import type { Opening } from './opening.ts';
import { pauseFrom } from './pause.ts';
import { recordOf } from './record-shape.ts';
import type { CreateReply, LeaseReply, StoreRedis, SubjectsReply } from './scripts.ts';
import { available } from './unavailable.ts';
import { unreadable } from './unreadable.ts';

/**
 * The bridge's memory in Redis. Every change of an interview and its indexes is one script: all of it or nothing. What is
 * found by way of an index has to be what the index says; where several are found, one that cannot be read hides no other.
 */
export function createInterviewStore(
  redis: StoreRedis,
  codec: Codec,
  opening: Opening,
  index: IndexKey,
  onUnreadable: OnUnreadable = () => undefined,
): InterviewStore {
  const insertInterview = gather(insertAll);
  const readInterview = gather(readAll);
  const findSubjects = gather(findAll);
  const writeInterview = gather(writeAll);
  const leaseInterview = gather(leaseAll);

  const store: InterviewStore = {
    async create(record, schedule) {
      const { outcome, found } = await insert(record, schedule, '', 0);
      return outcome === 'taken'
        ? { isNew: false, ...(await whoHasCallback(record, found)) }
        : { isNew: true, record, version: 1 };
    },

    async createLeased(record, schedule, ms) {
      const token = randomUUID();
      const { outcome, found, lease } = await insert(record, schedule, token, ms);
      if (outcome === 'again') return store.createLeased(record, schedule, ms);
      if (outcome === 'busy') return undefined;
      if (outcome === 'taken') return whoHasCallback(record, found);
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

    async findByCallback(account, callbackUrl) {
      const { callback } = await index.digests();
      const id = await redis.hget(accountKey(account, 'callbacks'), callback(account, callbackUrl));
      const found = id === null ? undefined : await store.read(id);
      if (found && !isCalledBack(found.record, { account, callbackUrl })) throw misled(found.record.id);
      return found;
    },

    async read(id) {
      if (!isInterviewId(id)) return undefined;
      const stored = await readInterview(accountOf(id), id);
      return stored ? unseal(id, stored) : undefined;
    },

    async save(record, version, schedule, options = {}) {
      return write(record, version, schedule, await profilesOf(record), options);
    },

    async findCandidates(account, { externalId, templateId, email, profileId }) {
      const named = externalId !== undefined && accountOf(externalId) === account ? externalId : '';
      const found = await findOf(account, { named, email: email ?? '', templateId, profileId: profileId ?? '' });
      const [, ofProfile, ...ofPerson] = found.map(({ id }) => id);
      const read = await readSeveral(found, unseal, onUnreadable);
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
      const { stored, schedule, circuit } = await leaseInterview(accountOf(id), { id, lease, ms });
      if (stored === null) return undefined;
      try {
        return { ...(await unseal(id, stored)), schedule, lease, circuit };
      } catch (error) {
        await store.release(lease);
        throw error;
      }
    },

    async release({ key, token }) {
      await redis.deleteIfEqual(key, token);
    },

    async erase({ id }, wanted) {
      const digests = await index.digests();
      for (let current = await store.read(id); current; current = await store.read(id)) {
        const { record, version } = current;
        if (wanted !== undefined && wanted !== version) return false;
        const { account, candidate, callbackUrl } = record;
        const isErased = await eraseInterview(redis, id, {
          version,
          person: digests.person(account, candidate.email),
          callbacks: [digests.callback(account, callbackUrl)],
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

    async pause(account, { until, reason, waits, since, isProbed }) {
      await redis.startPause(accountKey(account, 'pause'), until, reason, waits, since ?? '', isProbed ? '1' : '');
    },

    async takeProbe(account, id, was, until, now) {
      const keys = [
        accountKey(account, 'pause'),
        accountKey(account, 'outbox'),
        accountKey(account, 'probed'),
        accountKey(account, 'stuck'),
      ] as const;
      return (await redis.takeProbe(...keys, id, now, was.until, until)) === 1;
    },

    async noteRefusal(account, id, most, { until, waits, since }, was) {
      const words = [id, since ?? until, most, was?.until ?? '', until, waits];
      const keys = [...waitingKeys(account), accountKey(account, 'outbox'), accountKey(account, 'stuck')] as const;
      return (await redis.noteRefusal(...keys, ...words)) === 1;
    },

    async noteSuccess(account, was) {
      await redis.noteSuccess(...waitingKeys(account), was?.until ?? '');
    },
  };

  async function insert(record: InterviewRecord, { dueAt }: Schedule, leaseToken: string, leaseMs: number) {
    const { id, account, createdAt, callbackUrl, candidate } = record;
    const digests = await index.digests();
    const callback = digests.callback(account, callbackUrl);
    const person = digests.person(account, candidate.email);
    const lease: Lease = { key: leaseKey(account, person), token: leaseToken };
    const [outcome, ...found] = await insertInterview(account, {
      keys: [interviewKey(id, 'interview'), interviewKey(id, 'lease'), lease.key, personKey(account, person)],
      words: [id, seal(record), createdAt, dueAt, callback, lease.token, leaseMs],
    });
    return { outcome: outcome.toString(), found: foundIn(found), lease };
  }

  function insertAll(
    account: string,
    items: readonly { keys: readonly string[]; words: readonly Word[] }[],
  ): Promise<readonly CreateReply[]> {
    const keys = ['all', 'due', 'callbacks'].map((name) => accountKey(account, name));
    keys.push(...items.flatMap((item) => item.keys));
    const words = items.flatMap((item) => item.words);
    return redis.createInterviewsBuffer(keys.length, ...keys, accountKey(account, 'interview:'), ...words);
  }

  /** Of the one that a create found in its way. */
  async function whoHasCallback(wanted: InterviewRecord, [found]: readonly FoundBytes[]): Promise<Versioned> {
    const { id, stored } = found as FoundBytes;
    const taken = await unseal(id, stored);
    if (!isCalledBack(taken.record, wanted)) throw misled(id);
    return taken;
  }

  /** Interviews of a person, in the order they were found in. */
  async function readAllOf(found: readonly FoundBytes[], email: string): Promise<Versioned[]> {
    const read = await readSeveral(found, unseal, onUnreadable);
    return found.flatMap(({ id }) => read.get(id, isOf(email)) ?? []);
  }

  function write(
    record: InterviewRecord,
    version: number,
    schedule: Schedule,
    profiles: readonly string[],
    { under, onSent }: SaveOptions,
  ) {
    const { id, account } = record;
    const words = [
      id,
      version,
      seal(record, isAtRest(record, schedule)),
      schedule.dueAt,
      firstFailedAt(record) ?? '',
      under?.token ?? '',
      under?.ms ?? '',
      schedule.sendAt ?? '',
      profiles.length,
      ...profiles,
    ];
    const keys = [interviewKey(id, 'interview'), under?.key ?? interviewKey(id, 'lease')];
    return writeInterview(account, { keys, words, onSent });
  }

  async function writeAll(
    account: string,
    items: readonly { keys: readonly string[]; words: readonly Word[]; onSent: (() => void) | undefined }[],
  ) {
    const names = ['due', 'failed', 'pause', 'outbox', 'stuck', 'profiles', 'refused'];
    const keys = names.map((name) => accountKey(account, name));
    keys.push(...items.flatMap((item) => item.keys));
    const replying = redis.saveInterviews(keys.length, ...keys, ...items.flatMap((item) => item.words));
    for (const { onSent } of items) onSent?.();
    const [until, reason, waits, since, isProbed, refused, ...outcomes] = await replying;
    const circuit = { pause: pauseFrom([until, reason, waits, since, isProbed]), hasRefusals: refused > 0 };
    return outcomes.map((outcome) => ({ outcome, circuit }));
  }

  async function leaseAll(account: string, items: readonly { id: string; lease: Lease; ms: number }[]) {
    const keys = ['pause', 'due', 'outbox', 'stuck', 'refused'].map((name) => accountKey(account, name));
    for (const { id, lease } of items) keys.push(interviewKey(id, 'interview'), lease.key);
    const words = items.flatMap(({ id, lease, ms }) => [id, lease.token, ms]);
    const reply: LeaseReply = await redis.leaseInterviewsBuffer(keys.length, ...keys, ...words);
    const [until, reason, waits, since, isProbed, refused, ...found] = reply;
    const circuit = { pause: pauseFrom([until, reason, waits, since, isProbed]), hasRefusals: refused > 0 };
    return items.map((_, i) => {
      const [stored = null, dueAt, sendAt] = found.slice(3 * i, 3 * i + 3);
      return { stored, schedule: scheduleFrom(dueAt, sendAt), circuit };
    });
  }

  function readAll(_account: string, ids: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return redis.mgetBuffer(ids.map((id) => interviewKey(id, 'interview')));
  }

  /** Who is named, who has the profile, and the newest interviews of the person, newest first. */
  async function findOf(
    account: string,
    { named, email, templateId, profileId }: { named: string; email: string; templateId: string; profileId: string },
  ): Promise<FoundBytes[]> {
    const digests = await index.digests();
    const person = personKey(account, digests.person(account, email));
    const profile = digests.profile(account, templateId, profileId);
    for (;;) {
      const reply = await findSubjects(account, { person, profile, named });
      if (reply.length > 0) return foundIn(reply);
    }
  }

  function findAll(
    account: string,
    items: readonly { person: string; profile: string; named: string }[],
  ): Promise<readonly SubjectsReply[]> {
    const keys = [accountKey(account, 'profiles'), ...items.map(({ person }) => person)];
    const words = items.flatMap(({ profile, named }) => [profile, named]);
    return redis.findSubjectsBuffer(keys.length, ...keys, accountKey(account, 'interview:'), ...words);
  }

  async function profilesOf(record: InterviewRecord): Promise<string[]> {
    const { profile } = await index.digests();
    return record.profiles.map((each) => profile(record.account, record.templateId, each));
  }

  function seal(record: InterviewRecord, isAtRest = false): Buffer {
    const text = JSON.stringify(record);
    const place = interviewKey(record.id, 'interview');
    return isAtRest ? codec.sealPacked(text, place) : codec.seal(text, place);
  }

  /** Throws Failure `internal` for what is not to be trusted: it stays so, however often Redis is asked. */
  async function unseal(id: string, stored: Buffer): Promise<Versioned> {
    const { version, sealed } = parseStored(stored);
    if (!Number.isSafeInteger(version)) throw unreadable('MISSHAPEN', `What is stored for ${id} has no version`);
    return { record: recordOf(id, await opening.json(sealed, interviewKey(id, 'interview'))), version };
  }

  return available(store);
}

type Word = string | number | Buffer;

function isOf(email: string) {
  return ({ candidate }: InterviewRecord) => isSamePerson(candidate.email, email);
}

function isCalledBack(record: InterviewRecord, by: Pick<InterviewRecord, 'account' | 'callbackUrl'>): boolean {
  return record.account === by.account && record.callbackUrl === by.callbackUrl;
}

function leaseKey(account: string, person: string): string {
  return accountKey(account, `inviting:${person}`);
}

/** Whatever is not in the index is due never. */
function scheduleFrom(dueAt: Buffer | null | undefined, sendAt: Buffer | null | undefined): Schedule {
  return { dueAt: Number(dueAt ?? Number.POSITIVE_INFINITY), ...(sendAt ? { sendAt: Number(sendAt) } : {}) };
}

/** Nothing is to be sent: it will be read rarely, and lies there for as long as RETENTION says. */
function isAtRest({ concluded }: InterviewRecord, { sendAt }: Schedule): boolean {
  return concluded !== undefined && sendAt === undefined;
}
