import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import { limits } from '../../../src/limits.ts';
import { openStorage } from '../../../src/store/open.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { usedMemory } from '../../../testing/used-memory.ts';
import { openWorld, secrets, type World } from '../../../testing/world.ts';

const mebibyte = 1024 * 1024;
const email = 'flooded@example.test';

let world: World;
let redis: Redis;
beforeAll(async () => {
  world = await openWorld({ DATA_KEY: 'a-data-key-of-32-characters-000000', LOG_LEVEL: 'info' });
  redis = new Redis(world.redisUrl);
});
afterAll(async () => {
  redis.disconnect();
  await world.close();
});

/** Bodies of a mebibyte, a few at a time. */
async function flood(count: number, body: (i: number) => string): Promise<void> {
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  let next = 0;
  const send = async (): Promise<void> => {
    for (let i = next++; i < count; i = next++) {
      const { status } = await world.ask('POST', '/webhooks/jobmojito', { headers, rawBody: body(i) });
      expect(status).toBe(400);
    }
  };
  await Promise.all([send(), send(), send(), send()]);
}

/** Keeps so many, as the bridge does: through its door they would come at the pace of large bodies. */
async function fill(count: number, body: (i: number) => string): Promise<void> {
  const storage = await openStorage(
    readConfig(world.env, () => ''),
    'guest',
  );
  await storage.untilReady(5000);
  for (let i = 0; i < count; i += 1) {
    const kept = { at: world.clock.now(), reason: 'Invalid JSON', body: body(i), bytes: Buffer.byteLength(body(i)) };
    await storage.rejected.keep('default', kept);
  }
  await storage.close();
}

async function held() {
  const [index, about, bodies, bytes] = await Promise.all([
    redis.zcard('bridge:{default}:rejected'),
    redis.hlen('bridge:{default}:rejected-about'),
    redis.hvalsBuffer('bridge:{default}:rejected-bodies'),
    redis.get('bridge:{default}:rejected-bytes'),
  ]);
  const sum = bodies.reduce((total, body) => total + body.length, 0);
  return { count: [index, about, bodies.length], bytes: sum, counted: Number(bytes ?? 0) };
}

const repetitive =
  (bytes = mebibyte - 1) =>
  (i: number) =>
    `${i} "${email}" `.padEnd(bytes, 'x'.repeat(100));
const random = (i: number) => `${i} "${email}" ${randomBytes(mebibyte).toString('base64')}`.slice(0, mebibyte - 1);

it('keeps so many of the newest webhooks that compress well', async () => {
  await fill(limits.rejectedOfAccount, repetitive(16 * 1024));
  expect((await held()).count).toEqual(Array(3).fill(limits.rejectedOfAccount));
  await flood(5, repetitive());
  const { count, bytes, counted } = await held();
  expect(count).toEqual(Array(3).fill(limits.rejectedOfAccount));
  expect(bytes).toBe(counted);
  expect(bytes).toBeLessThan(limits.rejectedBytesOfAccount);

  const list = await bridgeCommand(world, 'rejected');
  expect([list.code, list.lines.at(-1)]).toEqual([0, `${limits.rejectedOfAccount} in all`]);
  expect(list.text.length).toBeLessThan(mebibyte / 4);
  expect((await bridgeCommand(world, `forget ${email} --yes`)).code).toBe(0);
  expect((await held()).count).toEqual([0, 0, 0]);
});

it('works with large webhooks a few at a time', async () => {
  const count = 60;
  await fill(count, repetitive());
  const before = usedMemory();
  let [most, lines] = [before, 0];
  // One of each webhook.
  const onLine = () => {
    lines += 1;
    if (lines % 20 === 0) most = Math.max(most, usedMemory());
  };
  const replayed = await bridgeCommand(world, 'replay-rejected --all', {}, { onLine });
  expect([replayed.code, replayed.lines.length]).toEqual([1, count]);
  const erased = await bridgeCommand(world, `forget ${email} --yes`, {}, { onLine });
  expect(erased.lines.at(-1)).toMatch(new RegExp(`^${count} erased`));
  expect(lines).toBeGreaterThan(2 * count);
  expect(most - before).toBeLessThan((count / 3) * mebibyte);
});

it('keeps at most 16 MiB of webhooks that do not compress, the newest, and erases them', async () => {
  await flood(30, random);
  const { count, bytes, counted } = await held();
  expect(bytes).toBe(counted);
  expect(bytes).toBeLessThanOrEqual(limits.rejectedBytesOfAccount);
  expect(bytes).toBeGreaterThan(limits.rejectedBytesOfAccount / 2);
  expect(new Set(count).size).toBe(1);
  expect((await bridgeCommand(world, 'rejected')).lines[0]).toContain(`${mebibyte - 1} bytes`);

  const erased = await bridgeCommand(world, `forget ${email} --yes`);
  expect([erased.code, erased.lines.at(-1)]).toEqual([0, expect.stringMatching(/^\d+ erased;/)]);
  expect(await held()).toEqual({ count: [0, 0, 0], bytes: 0, counted: 0 });
  expect(await redis.exists('bridge:{default}:rejected-bytes')).toBe(0);
}, 120_000);
