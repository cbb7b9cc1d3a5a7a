import { afterAll, beforeAll, expect, it } from 'vitest';
import { newRecord } from '../../src/interviews/record.ts';
import { byKind, createClaims } from '../../src/store/claims.ts';
import { createCodec } from '../../src/store/codec.ts';
import { withoutReplicas } from '../../src/store/confirmation.ts';
import { createDecryption } from '../../src/store/decryption.ts';
import { createFormat } from '../../src/store/format.ts';
import { newInterviewId } from '../../src/store/ids.ts';
import { createIndexKey } from '../../src/store/index-key.ts';
import { createInterviewStore, interviewKind } from '../../src/store/interview-store.ts';
import { recordKey } from '../../src/store/keys.ts';
import { createRecords, type Kind } from '../../src/store/records.ts';
import { type Connection, connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { unreadable } from '../../src/store/unreadable.ts';
import { originOf } from '../../src/workable/contract.ts';
import { emptyDatabase } from '../../testing/database.ts';

/** A kind of records that the bridge does not have: the store knows nothing of it but this. */
type Note = { id: string; text: string; failedAt?: number };
const noteKind: Kind<Note> = {
  name: 'note',
  recordOf(id, json) {
    if ((json as Note).id !== id) throw unreadable('MISPLACED', 'It is another note');
    return json as Note;
  },
  failedAt: (note) => note.failedAt,
  isSettled: () => false,
  candidateRefDigests: async () => [],
};

const t0 = Date.UTC(2026, 0, 1);
const ms = 60_000;
const noteId = 'acme_note.0123456789abcdef';
const circuits = ['callback', 'other'];

let connection: Connection;
let stores: ReturnType<typeof openStores>;
beforeAll(async () => {
  connection = connectRedis({ kind: 'single', url: await emptyDatabase() }, 'prompt');
  await untilReady(connection, 10_000);
  stores = openStores();
});
afterAll(() => disconnect(connection));

function openStores() {
  const redis = withScripts(connection);
  const codec = createCodec(['key']);
  const format = createFormat(redis);
  const index = createIndexKey(redis, codec, format);
  const decryption = createDecryption(codec, index, format);
  const parts = {
    redis,
    confirmed: withoutReplicas,
    codec,
    decryption,
    circuits,
    nextTimes: { note: () => undefined },
  };
  const ofInterviews = createRecords(parts, interviewKind(index));
  const notes = createRecords(parts, noteKind);
  return {
    notes,
    interviews: createInterviewStore({ ...parts, index, records: ofInterviews, onUnreadable: () => undefined }),
    claims: createClaims({
      redis,
      format,
      circuits,
      rejectedLifeOf: () => ms,
      open: byKind<unknown>({ interview: ofInterviews.open, note: notes.open }),
    }),
  };
}

it('another kind of records is stored, leased, scheduled and claimed beside interviews', async () => {
  const { notes, interviews, claims } = stores;
  const note: Note = { id: noteId, text: 'first' };
  expect(await notes.read(noteId)).toBeUndefined();
  expect((await notes.save(note, 1, { dueAt: t0 })).outcome).toBe('moved');
  expect(await notes.add(note, { dueAt: t0 + 9, sendAt: { other: t0 + 1 } })).toBe(true);
  expect(await notes.add(note, { dueAt: t0 })).toBe(false);
  expect(await notes.read(noteId)).toEqual({ record: note, version: 1 });

  const id = newInterviewId('acme');
  const candidate = { firstName: 'Ana', email: 'ana@example.test' };
  const origin = originOf('https://groove-tech.workable.com/interviews/1');
  const given = { id, account: 'acme', templateId: 't', origin, vendor: 'vendor', candidate, reportKey: 'key' };
  await interviews.create(newRecord(given, t0), { dueAt: t0 + 1 });

  expect((await claims.claim('acme', { now: t0, limit: 5, ms })).nextAt).toBe(t0 + 1);
  const { claimed, unreadable: none } = await claims.claim('acme', { now: t0 + 1, limit: 5, ms });
  expect(none).toEqual([]);
  expect(claimed.map((each) => each.id).sort()).toEqual([noteId, id].sort());
  const mine = claimed.find((each) => each.id === noteId) ?? expect.fail('the note was not claimed');
  expect(mine).toMatchObject({ record: note, version: 1, schedule: { dueAt: t0 + 9, sendAt: { other: t0 + 1 } } });
  expect(await notes.acquire(noteId, ms)).toBeUndefined();

  const under = { ...mine.lease, ms: 0 };
  const saved = await notes.save({ ...note, text: 'second' }, 1, { dueAt: t0 + 9 }, { under });
  expect(saved.outcome).toBe('saved');
  expect(await notes.acquire(noteId, ms)).toMatchObject({ record: { text: 'second' }, schedule: { dueAt: t0 + 9 } });
});

it('a schedule that names a circuit the store does not know is an error, and nothing is saved', async () => {
  const id = 'acme_note.fedcba9876543210';
  const adding = stores.notes.add({ id, text: 'x' }, { dueAt: t0, sendAt: { nowhere: t0 } });
  await expect(adding).rejects.toMatchObject({ kind: 'internal' });
  expect(await stores.notes.read(id)).toBeUndefined();
});

it('a record is read as its own kind alone', async () => {
  const { notes, interviews, claims } = stores;
  const [id, unknown] = ['globex_note.0123456789abcdef', 'globex_other.0123456789abcdef'];
  await notes.add({ id, text: 'x' }, { dueAt: t0 });
  expect(await interviews.read(id)).toBeUndefined();
  await connection.set(recordKey(unknown), '1 {}');
  await connection.zadd('bridge:{globex}:due', t0, unknown);
  const { claimed, unreadable: failed } = await claims.claim('globex', { now: t0, limit: 5, ms });
  expect(claimed.map((each) => each.id)).toEqual([id]);
  expect(failed.map((each) => each.id)).toEqual([unknown]);
});
