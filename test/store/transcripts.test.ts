import { expect, it, onTestFinished } from 'vitest';
import type { Transcript } from '../../src/interviews/transcript.ts';
import { openStorage } from '../../src/store/open.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { peek } from '../../testing/peek.ts';
import { givenRecord } from '../interviews/given.ts';

const [oldKey, newKey] = ['an-old-data-key-of-32-characters-0', 'a-new-data-key-of-32-characters-00'];
const record = givenRecord({ id: `acme_${'Ab3'.repeat(7)}`, account: 'acme' });
const transcript: Transcript = {
  turns: [
    { speaker: 'candidate', text: 'I live near.' },
    { speaker: { name: 'Ana' }, text: 'Hm' },
  ],
  isCut: false,
};

async function open(redisUrl: string, ...dataKeys: string[]) {
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys }, 'guest');
  onTestFinished(() => storage.close());
  await storage.untilReady(10_000);
  return storage;
}

async function kept(redisUrl: string, ...dataKeys: string[]) {
  const storage = await open(redisUrl, ...dataKeys);
  await storage.interviews.create(record, { dueAt: 1 });
  await storage.transcripts.keep(record.id, 'attempt-1', transcript);
  return storage;
}

it('what was said is kept encrypted, for its own attempt', async () => {
  const redisUrl = await emptyDatabase();
  const { transcripts } = await kept(redisUrl, newKey);
  expect(await transcripts.read(record.id, 'attempt-1')).toEqual(transcript);
  expect(await transcripts.read(record.id, 'attempt-2')).toBeUndefined();
  const stored = await peek(redisUrl);
  expect(stored).toContain(`:transcript:${record.id}`);
  expect(stored).not.toContain('I live near');
});

it('without a data key nothing is kept', async () => {
  const redisUrl = await emptyDatabase();
  const { transcripts } = await kept(redisUrl);
  expect(await transcripts.read(record.id, 'attempt-1')).toBeUndefined();
  expect(await peek(redisUrl)).not.toContain(':transcript:');
});

it('goes with its interview, and does not come back after it', async () => {
  const redisUrl = await emptyDatabase();
  const { interviews, transcripts } = await kept(redisUrl, newKey);
  await interviews.erase(record);
  expect(await peek(redisUrl)).not.toContain(':transcript:');
  await transcripts.keep(record.id, 'attempt-1', transcript);
  expect(await peek(redisUrl)).not.toContain(':transcript:');
});

it('what a key that is gone has encrypted is not there, and what is damaged neither', async () => {
  const redisUrl = await emptyDatabase();
  await kept(redisUrl, oldKey);
  const { transcripts, connection } = await open(redisUrl, newKey);
  expect(await transcripts.read(record.id, 'attempt-1')).toBeUndefined();
  await connection.set(`bridge:{acme}:transcript:${record.id}`, '{"attemptId":"attempt-1"}');
  expect(await transcripts.read(record.id, 'attempt-1')).toBeUndefined();
});
