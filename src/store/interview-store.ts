import { randomUUID } from 'node:crypto';
import { asFailure } from '../errors.ts';
import { failedAt } from '../interviews/delivery.ts';
import type { Held, InterviewStore, Lease, Versioned } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Schedule } from '../interviews/step.ts';
import type { Codec } from './codec.ts';
import { gather } from './gather.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey, accountOf, interviewKey, isInterviewId, parseStored, waitingKeys } from './keys.ts';
import { pauseFrom } from './pause.ts';
import type { CreateReply, HoldReply, StoreRedis, SubjectsReply } from './scripts.ts';
import { available } from './unavailable.ts';

/** The bridge's memory in Redis. Every change of an interview and its indexes is one script: all of it or nothing. */
export function createInterviewStore(redis: StoreRedis, codec: Codec, index: IndexKey): InterviewStore {
  const insertInterview = gather(insertAll);
  const readInterview = gather(readAll);
  const findSubjects = gather(findAll);
  const writeInterview = gather(writeAll);
  const holdInterview = gather(holdAll);

  const store: InterviewStore = {
    async create(record, schedule) {
      const { stored } = await insert(record, schedule, '', 0);
      const [taken] = stored.map(unseal);
      return taken ? { isNew: false, ...taken } : { isNew: true, record, version: 1 };
    },

    async createAndLease(record, schedule, ms) {
      const { outcome, stored, lease } = await insert(record, schedule, randomUUID(), ms);
      if (outcome === 'busy') return undefined;
      try {
        const found = stored.map(unseal);
        return outcome === 'taken' ? found[0] : { record, version: 1, turn: { lease, others: found } };
      } catch (error) {
        await store.giveBackPerson(lease);
        throw error;
      }
    },

    async findByCallback(account, callbackUrl) {
      const { callback } = await index.digests();
      const id = await redis.hget(accountKey(account, 'callbacks'), callback(account, callbackUrl));
      return id === null ? undefined : store.read(id);
    },

    async read(id) {
      if (!isInterviewId(id)) return undefined;
      const stored = await readInterview(accountOf(id), id);
      return stored ? unseal(stored) : undefined;
    },

    async save(record, version, schedule, onSent) {
      const profiles = await profilesOf(record);
      const { outcome } = await write(record, version, schedule, profiles, { onSent });
      return outcome === 'saved';
    },

    async saveAndGiveBack(record, version, schedule, { key, token }) {
      const lease = { key, token, ms: 0 };
      const { outcome } = await write(record, version, schedule, await profilesOf(record), { lease });
      return outcome;
    },

    async findCandidates(account, { externalId, templateId, email, profileId }) {
      const digests = await index.digests();
      const [ids, ...stored] = await findSubjects(account, {
        person: digests.person(account, email ?? ''),
        profile: digests.profile(account, templateId, profileId ?? ''),
        named: externalId !== undefined && accountOf(externalId) === account ? externalId : '',
      });
      const byId = new Map<string, Versioned | undefined>([['-', undefined]]);
      const found = ids
        .toString()
        .split(' ')
        .map((id) => {
          if (!byId.has(id)) {
            const each = stored.shift();
            byId.set(id, each?.length ? unseal(each) : undefined);
          }
          return byId.get(id);
        });
      const [byExternalId, byProfile, ...byEmail] = found;
      return { byExternalId, byProfile, byEmail: byEmail.filter((subject) => subject !== undefined) };
    },

    async hold(id, ms) {
      const token = randomUUID();
      const { stored, schedule, waiting } = await holdInterview(accountOf(id), { id, token, ms });
      if (stored === null) return undefined;
      try {
        return { ...unseal(stored), schedule, token, holdMs: ms, ...waiting };
      } catch (error) {
        await redis.deleteIfEqual(interviewKey(id, 'hold'), token);
        throw error;
      }
    },

    async saveHeld(held, record, schedule, release) {
      // Most saves are about a delivery: what was known before was saved before.
      const profiles = record.profiles === held.record.profiles ? [] : await profilesOf(record);
      const lease = { key: interviewKey(record.id, 'hold'), token: held.token, ms: release ? 0 : held.holdMs };
      const { outcome, waiting } = await write(record, held.version, schedule, profiles, { lease });
      if (outcome !== 'saved') return outcome;
      return { ...held, record, version: held.version + 1, schedule, ...waiting };
    },

    async release(held: Held) {
      await redis.deleteIfEqual(interviewKey(held.record.id, 'hold'), held.token);
    },

    async erase({ id }, wanted) {
      const digests = await index.digests();
      for (let current = await store.read(id); current; current = await store.read(id)) {
        const { record, version } = current;
        if (wanted !== undefined && wanted !== version) return false;
        const { account, candidate, callbackUrl } = record;
        await redis.eraseFromHistory(accountKey(account, 'history'), id);
        const isErased = await redis.eraseInterview(
          interviewKey(id, 'interview'),
          interviewKey(id, 'shared'),
          interviewKey(id, 'hold'),
          interviewKey(id, 'report'),
          accountKey(account, 'all'),
          accountKey(account, 'due'),
          accountKey(account, 'outbox'),
          accountKey(account, 'failed'),
          accountKey(account, 'replays'),
          accountKey(account, 'stuck'),
          accountKey(account, 'refused'),
          accountKey(account, 'probed'),
          accountKey(account, 'callbacks'),
          accountKey(account, 'persons'),
          accountKey(account, 'profiles'),
          id,
          version,
          digests.callback(account, callbackUrl),
          digests.person(account, candidate.email),
          ...(await profilesOf(record)),
        );
        if (isErased) break;
      }
      return true;
    },

    async leasePerson(account, email, ms) {
      const { person } = await index.digests();
      const lease: Lease = { key: leaseKey(account, person(account, email)), token: randomUUID() };
      const taken = await redis.set(lease.key, lease.token, 'PX', ms, 'NX');
      return taken === 'OK' ? lease : undefined;
    },

    async giveBackPerson({ key, token }) {
      await redis.deleteIfEqual(key, token);
    },

    async findByPerson(account, email, except) {
      const { person } = await index.digests();
      const ids = (await redis.hget(accountKey(account, 'persons'), person(account, email)))?.split(' ') ?? [];
      const found = await Promise.all(ids.filter((id) => id !== except).map((id) => store.read(id)));
      return found.filter((each) => each !== undefined);
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
      return (await redis.noteRefusal(...waitingKeys(account), ...words)) === 1;
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
    const [outcome, ...stored] = await insertInterview(account, {
      keys: [interviewKey(id, 'interview'), lease.key],
      words: [id, seal(record), createdAt, dueAt, callback, person, lease.token, leaseMs],
    });
    return { outcome: outcome.toString(), stored, lease };
  }

  function insertAll(
    account: string,
    items: readonly { keys: readonly string[]; words: readonly Word[] }[],
  ): Promise<readonly CreateReply[]> {
    const keys = ['all', 'due', 'callbacks', 'persons'].map((name) => accountKey(account, name));
    keys.push(...items.flatMap((item) => item.keys));
    const words = items.flatMap((item) => item.words);
    return redis.createInterviewsBuffer(keys.length, ...keys, accountKey(account, 'interview:'), ...words);
  }

  /** `lease`: the hold of the interview or the lease of its person, for so much longer; 0 gives it back. */
  function write(
    record: InterviewRecord,
    version: number,
    schedule: Schedule,
    profiles: readonly string[],
    { lease, onSent }: { lease?: Lease & { ms: number }; onSent?: (() => void) | undefined },
  ) {
    const { id, account, delivery } = record;
    const words = [
      id,
      version,
      isAtRest(record, schedule) ? codec.sealPacked(JSON.stringify(record)) : seal(record),
      schedule.dueAt,
      failedAt(delivery) ?? '',
      lease?.token ?? '',
      lease?.ms ?? '',
      schedule.sendAt ?? '',
      profiles.length,
      ...profiles,
    ];
    const keys = [interviewKey(id, 'interview'), lease?.key ?? interviewKey(id, 'hold')];
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
    const waiting = { pause: pauseFrom([until, reason, waits, since, isProbed]), hasRefusals: refused > 0 };
    return outcomes.map((outcome) => ({ outcome, waiting }));
  }

  async function holdAll(account: string, items: readonly { id: string; token: string; ms: number }[]) {
    const keys = ['pause', 'due', 'outbox', 'stuck', 'refused'].map((name) => accountKey(account, name));
    for (const { id } of items) keys.push(interviewKey(id, 'interview'), interviewKey(id, 'hold'));
    const words = items.flatMap(({ id, token, ms }) => [id, token, ms]);
    const reply: HoldReply = await redis.holdInterviewsBuffer(keys.length, ...keys, ...words);
    const [until, reason, waits, since, isProbed, refused, ...found] = reply;
    const waiting = { pause: pauseFrom([until, reason, waits, since, isProbed]), hasRefusals: refused > 0 };
    return items.map((_, i) => {
      const [stored = null, dueAt, sendAt] = found.slice(3 * i, 3 * i + 3);
      return { stored, schedule: scheduleFrom(dueAt, sendAt), waiting };
    });
  }

  function readAll(_account: string, ids: readonly string[]): Promise<readonly (Buffer | null)[]> {
    return redis.mgetBuffer(ids.map((id) => interviewKey(id, 'interview')));
  }

  function findAll(
    account: string,
    items: readonly { person: string; profile: string; named: string }[],
  ): Promise<readonly SubjectsReply[]> {
    const keys = ['persons', 'profiles'].map((name) => accountKey(account, name));
    const words = items.flatMap(({ person, profile, named }) => [person, profile, named]);
    return redis.findSubjectsBuffer(keys.length, ...keys, accountKey(account, 'interview:'), ...words);
  }

  async function profilesOf(record: InterviewRecord): Promise<string[]> {
    const { profile } = await index.digests();
    return record.profiles.map((each) => profile(record.account, record.templateId, each));
  }

  function seal(record: InterviewRecord): Buffer {
    return codec.seal(JSON.stringify(record));
  }

  function unseal(stored: Buffer): Versioned {
    try {
      const { version, sealed } = parseStored(stored);
      return { record: JSON.parse(codec.open(sealed)) as InterviewRecord, version };
    } catch (error) {
      // It stays so, however often Redis is asked.
      throw asFailure(error);
    }
  }

  return available(store);
}

type Word = string | number | Buffer;

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
