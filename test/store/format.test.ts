import { Redis } from 'ioredis';
import { beforeEach, expect, it, onTestFinished, test } from 'vitest';
import { createFormat } from '../../src/store/format.ts';
import { type Migration, migrated } from '../../src/store/migrations.ts';
import { connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { emptyDatabase } from '../../testing/database.ts';

let url: string;
beforeEach(async () => {
  url = await emptyDatabase();
});

/** Changes that later versions might bring: first one that older versions can read, then one that they cannot. */
const changes: readonly Migration[] = [
  { oldestReader: 1, record: ({ mail, ...rest }) => ({ address: mail, ...rest }) },
  { oldestReader: 3, record: (before) => ({ phone: null, ...before }) },
];

/** A process of the version with so many of these changes. */
async function versionWith(count: number) {
  const redis = withScripts(connectRedis({ kind: 'single', url }, 'prompt'));
  onTestFinished(() => disconnect(redis));
  await untilReady(redis, 10_000);
  return createFormat(redis, changes.slice(0, count));
}

async function written(): Promise<string | null> {
  const redis = new Redis(url);
  onTestFinished(() => redis.disconnect());
  return redis.get('bridge:schema');
}

it('is raised by the first process of a newer version, and stays as it is for older ones that may read on', async () => {
  const [first, second] = [await versionWith(0), await versionWith(1)];
  await first.claim();
  expect(await written()).toBe('{"format":1,"oldest_reader":1}');
  expect(await second.fault()).toBeUndefined();
  await second.claim();
  expect(await written()).toBe('{"format":2,"oldest_reader":1}');

  const again = await versionWith(0);
  expect(await again.fault()).toBeUndefined();
  await again.claim();
  expect(await written()).toBe('{"format":2,"oldest_reader":1}');
});

it('keeps out versions that would misread it, with a sentence that says what to do', async () => {
  await (await versionWith(2)).claim();
  expect(await written()).toBe('{"format":3,"oldest_reader":3}');
  const why =
    'it holds data of format 3 that a newer version of the bridge wrote, and this version reads formats 1 to 2 only: start the newer version, or use another Redis';
  const older = await versionWith(1);
  expect(await older.fault()).toBe(why);
  await expect(older.claim()).rejects.toMatchObject({ cause: { message: `This Redis cannot be used: ${why}` } });
  expect(await written()).toBe('{"format":3,"oldest_reader":3}');
});

it('may say more, in a later version that this one may read', async () => {
  const redis = new Redis(url);
  onTestFinished(() => redis.disconnect());
  const later = '{ "format": 3, "oldest_reader": 1, "release": "1.4.0" }';
  await redis.set('bridge:schema', later);
  const version = await versionWith(1);
  expect(await version.fault()).toBeUndefined();
  await version.claim();
  expect(await written()).toBe(later);

  await redis.set('bridge:schema', '{ "format": 3, "oldest_reader": 3, "release": "1.4.0" }');
  expect(await version.fault()).toMatch(/^it holds data of format 3 that a newer version of the bridge wrote/);
});

it.each(['one', '{}', '{"format":"1","oldest_reader":1}', '{"format":1.5,"oldest_reader":1}', 'null', '[1]'])(
  'is none where it is %s',
  async (stored) => {
    const redis = new Redis(url);
    onTestFinished(() => redis.disconnect());
    await redis.set('bridge:schema', stored);
    expect(await (await versionWith(1)).fault()).toMatch(/^it does not say which format its data has/);
  },
);

it('is the newest one, whichever of many processes starts first', async () => {
  const counts = [0, 1, 1, 0, 1, 0];
  const versions = await Promise.all(counts.map(versionWith));
  await Promise.all(versions.map((version) => version.claim()));
  expect(await written()).toBe('{"format":2,"oldest_reader":1}');
});

test('a record of any format is read in the newest one, and one that is in it already stays as it is', () => {
  const first = { id: 'x', mail: 'ines@example.test' };
  const newest = { phone: null, address: 'ines@example.test', id: 'x' };
  expect(migrated(first, changes)).toEqual(newest);
  const second = changes[0]!.record(first);
  expect(migrated(second, changes.slice(1))).toEqual(newest);
  for (const rubbish of [null, 7, 'text', ['x']]) expect(migrated(rubbish, changes)).toBe(rubbish);
  expect(migrated(first)).toEqual(first);
});
