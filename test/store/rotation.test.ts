import { expect, it, onTestFinished } from 'vitest';
import type { ManagedAccount } from '../../src/accounts/managed.ts';
import { newRecord } from '../../src/interviews/record.ts';
import { openStorage } from '../../src/store/open.ts';
import type { RejectedWebhooks } from '../../src/store/rejected-webhooks.ts';
import type { StoreRedis } from '../../src/store/scripts/script.ts';
import { originOf } from '../../src/workable/contract.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { peek } from '../../testing/peek.ts';

const [oldKey, newKey] = ['an-old-key-of-32-characters-00000', 'a-new-key-of-32-characters-000000'];
const save = { dueAt: 1 };

async function open(redisUrl: string, ...dataKeys: string[]) {
  const storage = await openStorage({ redisUrl, dataDir: '', dataKeys }, 'guest');
  onTestFinished(() => storage.close());
  await storage.untilReady(10_000);
  return storage;
}

function recordOf(number: number) {
  const id = `default_${String(number).padStart(32, '0')}`;
  const candidate = { firstName: 'Ines', email: `ines.${number}@example.test` };
  const origin = originOf(`https://example.test/${number}`);
  return newRecord({ id, account: 'default', templateId: 't', origin, vendor: 'v', candidate, reportKey: 'k' }, number);
}

const managed: ManagedAccount = {
  name: 'acme',
  state: 'active',
  settings: { WORKABLE_CALLBACK_TOKEN: 'a-callback-token' },
  providerTokens: [],
  createdAt: 1,
};

/** Interviews that were saved twice. */
async function fill(storage: Awaited<ReturnType<typeof open>>, count: number) {
  const records = Array.from({ length: count }, (_, i) => recordOf(i + 1));
  await Promise.all(
    records.map(async (record) => {
      await storage.interviews.create(record, save);
      await storage.interviews.save(record, 1, save);
      await storage.interviews.save(record, 2, save);
    }),
  );
  await storage.rejected.keep('default', {
    at: Date.now(),
    reason: 'Invalid JSON',
    body: 'a rejected body',
    bytes: 15,
  });
  await storage.templates.write('default', [{ id: 't', name: 'Sales' }]);
  await storage.managed.save(managed, 'none', { was: [], is: [] });
  const entered = await storage.answers.enter('a key', ['POST']);
  if (entered.outcome === 'begun') await storage.answers.keep(entered.begun, answer);
  await storage.connectLinks.keep('acme', 'a-secret', { madeFor: 1, createdAt: 0, expiresAt: 3_600_000 });
  return records;
}

const answer = { status: 200, headers: {}, body: { outcome: 'queued' } };

async function bodiesIn(rejected: RejectedWebhooks): Promise<(string | undefined)[]> {
  const bodies: (string | undefined)[] = [];
  for await (const page of rejected.list('default', Date.now())) {
    for (const { id } of page) bodies.push((await rejected.read('default', id))?.body);
  }
  return bodies;
}

const kinds = { interview: 0, application: 0, connection: 0 };
const nothing = { ...kinds, answer: 0, rejected: 0, templates: 0, 'index-key': 0, account: 0, 'connect-links': 0 };

async function encryptAll(storage: Awaited<ReturnType<typeof open>>) {
  const counts = { ...nothing };
  for await (const { holds, count } of storage.encryptAnew()) counts[holds] += count;
  return counts;
}

it.each([
  ['encrypted under another key', [oldKey]],
  ['in clear', []],
])('encrypts everything that was %s, so that the first key alone opens it, and nothing twice', async (_what, keys) => {
  const url = await emptyDatabase();
  const records = await fill(await open(url, ...keys), 500);
  const both = await open(url, newKey, ...keys);
  expect(await encryptAll(both)).toEqual({
    ...kinds,
    interview: 500,
    rejected: 1,
    templates: 1,
    'index-key': 1,
    account: 1,
    answer: 1,
    'connect-links': 1,
  });
  expect(await encryptAll(both)).toEqual(nothing);

  const opened = await open(url, newKey);
  const { interviews, rejected, templates, answers, managed: accounts, connectLinks, connection, keyFault } = opened;
  expect(await keyFault()).toBeUndefined();
  for (const record of records) {
    expect(await interviews.findByOrigin('default', record.origin)).toEqual({ record, version: 3 });
  }
  expect(await bodiesIn(rejected)).toEqual(['a rejected body']);
  expect(await accounts.changedSince(0)).toEqual([{ name: 'acme', version: 1, account: managed }]);
  expect(await templates.read('default')).toEqual([{ id: 't', name: 'Sales' }]);
  expect(await answers.enter('a key', ['POST'])).toEqual({ outcome: 'done', answer });
  expect(await connectLinks.find('acme', 'a-secret')).toMatchObject({ expiresAt: 3_600_000 });
  expect(await connection.pttl('bridge:{managed:}:connect-links:acme')).toBeGreaterThan(0);
});

it('takes nothing back that is saved or erased between its looking and its writing, and encrypts that too', async () => {
  const url = await emptyDatabase();
  const old = await open(url, oldKey);
  const [saved, erased] = await fill(old, 2);
  const both = await open(url, newKey, oldKey);
  const next = { ...saved!, jobTitle: 'as of now' };
  const meddled = beforeWriting(both.connection as StoreRedis, async () => {
    await old.interviews.erase(erased!);
    await old.interviews.save(next, 3, save);
    await old.rejected.keep('default', { at: Date.now(), reason: 'Invalid JSON', body: 'another body', bytes: 12 });
  });
  await encryptAll(both);
  await meddled;
  await encryptAll(both);

  const { interviews, schedule, rejected } = await open(url, newKey);
  expect(await interviews.read(saved!.id)).toEqual({ record: next, version: 4 });
  expect(await schedule.newest('default', 'all', 1000)).toHaveLength(1);
  expect((await bodiesIn(rejected)).sort()).toEqual(['a rejected body', 'another body']);
  expect(await peek(url)).not.toContain(erased!.id);
});

/** Has something happen once, when values have been read and their replacements are about to be written. */
function beforeWriting(connection: StoreRedis, happen: () => Promise<void>): Promise<void> {
  const redis = connection as unknown as { replaceEncrypted(...args: unknown[]): Promise<unknown> };
  return new Promise((resolve, reject) => {
    const replace = redis.replaceEncrypted.bind(redis);
    let happening: Promise<void> | undefined;
    redis.replaceEncrypted = async (...args) => {
      happening ??= happen().then(resolve, reject);
      await happening;
      return replace(...args);
    };
  });
}

it('goes on where it was interrupted', async () => {
  const url = await emptyDatabase();
  await fill(await open(url, oldKey), 500);
  const both = await open(url, newKey, oldKey);
  for await (const { count } of both.encryptAnew()) if (count > 0) break;
  expect(await (await open(url, newKey)).keyFault()).toContain('DATA_KEY');
  const { interview } = await encryptAll(both);
  expect(interview).toBeGreaterThan(0);
  expect(interview).toBeLessThan(500);
  expect(await (await open(url, newKey)).keyFault()).toBeUndefined();
});

it('keeps the time after which rejected webhooks are gone', async () => {
  const url = await emptyDatabase();
  await fill(await open(url, oldKey), 0);
  const both = await open(url, newKey, oldKey);
  await encryptAll(both);
  for (const name of ['rejected', 'rejected-about', 'rejected-bodies', 'rejected-bytes']) {
    expect(await both.connection.pttl(`bridge:{default}:${name}`)).toBeGreaterThan(0);
  }
  const bytes = await both.connection.get('bridge:{default}:rejected-bytes');
  const bodies = await both.connection.hvalsBuffer('bridge:{default}:rejected-bodies');
  expect(Number(bytes)).toBe(bodies[0]?.length);
});

it('leaves what no key opens as it is, and with it the sign that a key is missing', async () => {
  const url = await emptyDatabase();
  const [record] = await fill(await open(url, oldKey), 1);
  const lost = await open(url, 'a-key-that-is-lost-0000000000000000', oldKey);
  await lost.interviews.save(record!, 3, save);
  const before = await peek(url);
  const found: unknown[] = [];
  for await (const each of (await open(url, newKey, oldKey)).encryptAnew()) if (each.unreadable > 0) found.push(each);
  expect(found).toEqual([expect.objectContaining({ holds: 'interview', unreadable: 1, count: 0 })]);
  const kept = before.split('\n').filter((line) => /:record:|index-key/.test(line));
  for (const line of kept) expect(await peek(url)).toContain(line);
});
