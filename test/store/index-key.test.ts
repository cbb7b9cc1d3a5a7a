import { expect, it, onTestFinished } from 'vitest';
import { Failure } from '../../src/errors.ts';
import { createCodec } from '../../src/store/codec.ts';
import { createFormat } from '../../src/store/format.ts';
import { createIndexKey } from '../../src/store/index-key.ts';
import { connectRedis, disconnect, untilReady } from '../../src/store/redis.ts';
import { withScripts } from '../../src/store/scripts.ts';
import { emptyDatabase } from '../../testing/database.ts';
import { peek } from '../../testing/peek.ts';
import { openRedis } from '../../testing/process.ts';

const [oldKey, newKey] = ['an-old-key-of-32-characters-00000', 'a-new-key-of-32-characters-000000'];

/** What one process has of it. */
async function openIndexKey(url: string, ...dataKeys: string[]) {
  const redis = withScripts(connectRedis({ kind: 'single', url }, 'prompt'));
  onTestFinished(() => disconnect(redis));
  await untilReady(redis, 10_000);
  return { redis, index: createIndexKey(redis, createCodec(dataKeys), createFormat(redis)) };
}

async function personOf({ index }: Awaited<ReturnType<typeof openIndexKey>>, email = 'ines@example.test') {
  return (await index.digests()).person('default', email);
}

it('makes the same digests in every process, however many start at once', async () => {
  const url = await emptyDatabase();
  const processes = await Promise.all(Array.from({ length: 20 }, () => openIndexKey(url)));
  const names = await Promise.all(processes.map((each) => personOf(each)));
  expect(new Set(names).size).toBe(1);
});

it('makes other digests in another deployment, so that a known address cannot be looked for', async () => {
  const [one, other] = await Promise.all([openIndexKey(await emptyDatabase()), openIndexKey(await emptyDatabase())]);
  expect(await personOf(one)).not.toBe(await personOf(other));
});

it('makes other digests for the same person in another account', async () => {
  const { index } = await openIndexKey(await emptyDatabase());
  const { person } = await index.digests();
  const [acme, globex] = ['acme', 'globex'].map((account) => person(account, 'ines@example.test'));
  expect(acme).not.toBe(globex);
});

it('takes an address as the vendor does: trimmed, in lower case', async () => {
  const one = await openIndexKey(await emptyDatabase());
  expect(await personOf(one, '  Ines@Example.TEST ')).toBe(await personOf(one));
});

it('asks Redis once', async () => {
  const server = await openRedis();
  onTestFinished(() => server.close());
  const one = await openIndexKey(server.url);
  await personOf(one);
  const asked = async () => /cmdstat_get:calls=(\d+)/.exec(await one.redis.info('commandstats'))?.[1];
  const before = await asked();
  await personOf(one);
  await personOf(one);
  expect(await asked()).toBe(before);
});

it('is kept encrypted with a data key and in clear without', async () => {
  const [clear, encrypted] = [await emptyDatabase(), await emptyDatabase()];
  await personOf(await openIndexKey(clear));
  await personOf(await openIndexKey(encrypted, newKey));
  expect(await peek(clear)).toMatch(/^bridge:index-key [\w-]{43}$/m);
  expect(await peek(encrypted)).toMatch(/^bridge:index-key encrypted\./m);
});

it('stays the same when a data key is added, before another one or for the first time', async () => {
  const url = await emptyDatabase();
  const name = await personOf(await openIndexKey(url));
  expect(await personOf(await openIndexKey(url, oldKey))).toBe(name);
  expect(await personOf(await openIndexKey(url, newKey, oldKey))).toBe(name);
});

it.each([
  ['another data key', [newKey]],
  ['no data key', []],
])('names its fault and makes no digests with %s', async (_what, keys) => {
  const url = await emptyDatabase();
  await personOf(await openIndexKey(url, oldKey));
  const stored = await peek(url);
  const { index } = await openIndexKey(url, ...keys);
  expect(await index.fault()).toContain('DATA_KEY');
  await expect(index.digests()).rejects.toThrow(Failure);
  expect(await peek(url)).toBe(stored);
});

it('finds no fault in an empty Redis and leaves it empty', async () => {
  const url = await emptyDatabase();
  const { index } = await openIndexKey(url, newKey);
  expect(await index.fault()).toBeUndefined();
  expect(await peek(url)).toBe('');
});

it('comes when Redis comes', async () => {
  const server = await openRedis();
  onTestFinished(() => server.close());
  await server.kill();
  const redis = withScripts(connectRedis({ kind: 'single', url: server.url }, 'prompt'));
  onTestFinished(() => disconnect(redis));
  const one = { redis, index: createIndexKey(redis, createCodec([]), createFormat(redis)) };
  await expect(one.index.digests()).rejects.toThrow();
  await server.start();
  await untilReady(redis, 10_000);
  expect(await personOf(one)).toMatch(/^[\w-]{22}$/);
});

it('goes back into a Redis that lost it, as long as a process knows it', async () => {
  const server = await openRedis();
  onTestFinished(() => server.close());
  const one = await openIndexKey(server.url);
  const name = await personOf(one);
  await server.command('FLUSHALL');
  await server.kill();
  await server.start();
  await untilReady(one.redis, 10_000);
  expect(await personOf(one)).toBe(name);
  expect(await personOf(await openIndexKey(server.url))).toBe(name);
});
