import { randomUUID } from 'node:crypto';
import { asFailure } from '../errors.ts';
import type { Held, InterviewStore, Lease, Save, StoryLine, Versioned } from '../interviews/ports.ts';
import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import type { Codec } from './codec.ts';
import { gather } from './gather.ts';
import type { IndexKey } from './index-key.ts';
import { accountKey, accountOf, interviewKey, isInterviewId, storyLength } from './keys.ts';
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
    async create(record, save) {
      const { key } = await newLease(record.account, record.candidate.email);
      const reply = await insert(record, save, { key, token: '' }, 0);
      if (reply[0] !== 'taken') return { isNew: true, record, version: 1 };
      return { isNew: false, ...unseal(reply[1], reply[2]) };
    },

    async createAndLease(record, save, ms) {
      const lease = await newLease(record.account, record.candidate.email);
      const reply = await insert(record, save, lease, ms);
      if (reply[0] === 'taken') return unseal(reply[1], reply[2]);
      if (reply[0] !== 'leased') return undefined;
      try {
        return { record, version: 1, turn: { lease, others: unsealAll(reply.slice(1)) } };
      } catch (error) {
        await store.giveBackPerson(lease);
        throw error;
      }
    },

    async findByCallback(account, callbackUrl) {
      const id = await redis.get((await index.keys()).callback(account, callbackUrl));
      return id === null ? undefined : store.read(id);
    },

    async read(id) {
      if (!isInterviewId(id)) return undefined;
      const [version, data] = await readInterview(accountOf(id), id);
      return version && data ? unseal(version, data) : undefined;
    },

    async save(record, version, save, onSent) {
      const { outcome } = await write(record, version, save, await profileKeys(record), undefined, undefined, onSent);
      return outcome === 'saved';
    },

    async saveAndGiveBack(record, version, save, { key, token }) {
      const { outcome } = await write(record, version, save, await profileKeys(record), { token, ms: 0 }, key);
      return outcome;
    },

    async findCandidates(account, { externalId, templateId, email, profileId }) {
      const keys = await index.keys();
      const [ids, ...versionsAndData] = await findSubjects(account, {
        person: keys.person(account, email ?? ''),
        profile: keys.profile(account, templateId, profileId ?? ''),
        named: externalId !== undefined && accountOf(externalId) === account ? externalId : '',
      });
      const byId = new Map<string, Versioned | undefined>([['-', undefined]]);
      const found = ids.split(' ').map((id) => {
        if (!byId.has(id)) {
          const [version = '', data = ''] = versionsAndData.splice(0, 2);
          byId.set(id, version === '' ? undefined : unseal(version, data));
        }
        return byId.get(id);
      });
      const [byExternalId, byProfile, ...byEmail] = found;
      return { byExternalId, byProfile, byEmail: byEmail.filter((subject) => subject !== undefined) };
    },

    async hold(id, ms) {
      const token = randomUUID();
      const { version, data, pause } = await holdInterview(accountOf(id), { id, token, ms });
      if (version === null || data === null) return undefined;
      try {
        return { ...unseal(version, data), token, holdMs: ms, pause };
      } catch (error) {
        await redis.deleteIfEqual(interviewKey(id, 'hold'), token);
        throw error;
      }
    },

    async saveHeld(held, record, save, release) {
      // Most saves are about a delivery: what the attempts say was saved with them.
      const profiles = record.attempts === held.record.attempts ? [] : await profileKeys(record);
      const hold = { token: held.token, ms: release ? 0 : held.holdMs };
      const { outcome, pause } = await write(record, held.version, save, profiles, hold);
      if (outcome !== 'saved') return outcome;
      return { ...held, record, version: held.version + 1, pause };
    },

    async release(held: Held) {
      await redis.deleteIfEqual(interviewKey(held.record.id, 'hold'), held.token);
    },

    async erase({ id }, wanted) {
      const keys = await index.keys();
      for (let current = await store.read(id); current; current = await store.read(id)) {
        const { record, version } = current;
        if (wanted !== undefined && wanted !== version) return false;
        const { account, candidate, callbackUrl } = record;
        const isErased = await redis.eraseInterview(
          interviewKey(id, 'interview'),
          interviewKey(id, 'story'),
          interviewKey(id, 'shared'),
          interviewKey(id, 'hold'),
          interviewKey(id, 'report'),
          keys.person(account, candidate.email),
          accountKey(account, 'all'),
          accountKey(account, 'due'),
          accountKey(account, 'outbox'),
          accountKey(account, 'failed'),
          accountKey(account, 'replays'),
          accountKey(account, 'stuck'),
          id,
          version,
          keys.callback(account, callbackUrl),
          ...(await profileKeys(record)),
        );
        if (isErased) break;
      }
      return true;
    },

    async leasePerson(account, email, ms) {
      const lease = await newLease(account, email);
      const taken = await redis.set(lease.key, lease.token, 'PX', ms, 'NX');
      return taken === 'OK' ? lease : undefined;
    },

    async giveBackPerson({ key, token }) {
      await redis.deleteIfEqual(key, token);
    },

    async findByPerson(account, email, except) {
      const ids = await redis.zrange((await index.keys()).person(account, email), '0', '-1');
      const found = await Promise.all(ids.filter((id) => id !== except).map((id) => store.read(id)));
      return found.filter((each) => each !== undefined);
    },

    async story(id) {
      const lines = isInterviewId(id) ? await redis.lrange(interviewKey(id, 'story'), 0, -1) : [];
      return lines.map((sealed) => {
        const line = codec.open(sealed);
        const at = line.indexOf(' ');
        return { at: Number(line.slice(0, at)), text: line.slice(at + 1) };
      });
    },

    async pause(account, { until, reason, waits }) {
      await redis.startPause(accountKey(account, 'pause'), until, reason, waits);
    },

    async changePause(account, was, pause) {
      const next = pause ? [pause.until, pause.reason, pause.waits] : [];
      return (await redis.changePause(accountKey(account, 'pause'), was.until, ...next)) === 1;
    },
  };

  async function insert(record: InterviewRecord, save: Save, lease: Lease, leaseMs: number): Promise<CreateReply> {
    const { id, account, createdAt } = record;
    const digests = await index.keys();
    return insertInterview(account, {
      keys: [
        digests.callback(account, record.callbackUrl),
        interviewKey(id, 'interview'),
        digests.person(account, record.candidate.email),
        interviewKey(id, 'story'),
        lease.key,
      ],
      words: [id, seal(record), createdAt, save.dueAt, lineOf(save.line), lease.token, leaseMs],
    });
  }

  function insertAll(
    account: string,
    items: readonly { keys: readonly string[]; words: readonly (string | number)[] }[],
  ): Promise<readonly CreateReply[]> {
    const keys = [accountKey(account, 'all'), accountKey(account, 'due'), ...items.flatMap((item) => item.keys)];
    const words = items.flatMap((item) => item.words);
    return redis.createInterviews(keys.length, ...keys, accountKey(account, 'interview:'), ...words);
  }

  async function newLease(account: string, email: string): Promise<Lease> {
    return { key: (await index.keys()).inviting(account, email), token: randomUUID() };
  }

  function write(
    record: InterviewRecord,
    version: number,
    save: Save,
    profiles: readonly string[],
    hold?: { token: string; ms: number },
    holdKey = interviewKey(record.id, 'hold'),
    onSent?: () => void,
  ) {
    const { id, account, delivery } = record;
    const words = [
      id,
      version,
      isAtRest(record, save) ? codec.sealPacked(JSON.stringify(record)) : seal(record),
      save.dueAt,
      delivery.failed?.at ?? '',
      lineOf(save.line),
      hold?.token ?? '',
      hold?.ms ?? '',
      save.sendAt ?? '',
      profiles.length,
      ...profiles,
    ];
    return writeInterview(account, { id, holdKey, words, onSent });
  }

  async function writeAll(
    account: string,
    items: readonly {
      id: string;
      holdKey: string;
      words: readonly (string | number)[];
      onSent: (() => void) | undefined;
    }[],
  ) {
    const keys = ['due', 'failed', 'pause', 'outbox', 'stuck'].map((name) => accountKey(account, name));
    for (const { id, holdKey } of items) {
      keys.push(interviewKey(id, 'interview'), holdKey, interviewKey(id, 'story'));
    }
    const words = items.flatMap((item) => item.words);
    const replying = redis.saveInterviews(keys.length, ...keys, storyLength, ...words);
    for (const { onSent } of items) onSent?.();
    const [until, reason, waits, ...outcomes] = await replying;
    const pause = pauseFrom([until, reason, waits]);
    return outcomes.map((outcome) => ({ outcome, pause }));
  }

  async function holdAll(account: string, items: readonly { id: string; token: string; ms: number }[]) {
    const keys = ['pause', 'due', 'outbox', 'stuck'].map((name) => accountKey(account, name));
    for (const { id } of items) keys.push(interviewKey(id, 'interview'), interviewKey(id, 'hold'));
    const words = items.flatMap(({ id, token, ms }) => [id, token, ms]);
    const [until, reason, waits, ...found]: HoldReply = await redis.holdInterviews(keys.length, ...keys, ...words);
    const pause = pauseFrom([until, reason, waits]);
    return items.map((_, i) => ({ version: found[2 * i] ?? null, data: found[2 * i + 1] ?? null, pause }));
  }

  function readAll(_account: string, ids: readonly string[]) {
    const keys = ids.map((id) => interviewKey(id, 'interview'));
    return redis.readInterviews(keys.length, ...keys);
  }

  function findAll(
    account: string,
    items: readonly { person: string; profile: string; named: string }[],
  ): Promise<readonly SubjectsReply[]> {
    const keys = items.flatMap(({ person, profile }) => [person, profile]);
    const named = items.map((item) => item.named);
    return redis.findSubjects(keys.length, ...keys, accountKey(account, 'interview:'), ...named);
  }

  async function profileKeys(record: InterviewRecord): Promise<string[]> {
    const keys = await index.keys();
    const profiles = attemptsOf(record).flatMap(({ profileId }) => (profileId ? [profileId] : []));
    return [...new Set(profiles)].map((profile) => keys.profile(record.account, record.templateId, profile));
  }

  function lineOf(line: StoryLine | undefined): string {
    return line ? codec.seal(`${line.at} ${line.text}`) : '';
  }

  function seal(record: InterviewRecord): string {
    return codec.seal(JSON.stringify(record));
  }

  function unsealAll(versionsAndData: readonly string[]): Versioned[] {
    const found: Versioned[] = [];
    for (let i = 0; i < versionsAndData.length; i += 2) {
      found.push(unseal(versionsAndData[i] ?? '', versionsAndData[i + 1] ?? ''));
    }
    return found;
  }

  function unseal(version: string, data: string): Versioned {
    try {
      return { record: JSON.parse(codec.open(data)) as InterviewRecord, version: Number(version) };
    } catch (error) {
      // It stays so, however often Redis is asked.
      throw asFailure(error);
    }
  }

  return available(store);
}

/** Nothing is to be sent: it will be read rarely, and lies there for as long as RETENTION says. */
function isAtRest({ concluded }: InterviewRecord, { sendAt }: Save): boolean {
  return concluded !== undefined && sendAt === undefined;
}
