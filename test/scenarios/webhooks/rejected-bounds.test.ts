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

/**
 * Keeps as many as an account may have, as the bridge does: through its door they would come at the pace of large
 * bodies.
 */
async function fill(body: (i: number) => string): Promise<void> {
  const storage = await openStorage(
    readConfig(world.env, () => ''),
    'guest',
  );
  await storage.untilReady(5000);
  for (let i = 0; i < limits.rejectedOfAccount; i += 1) {
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

const repetitive = (i: number) => `${i} "${email}" `.padEnd(mebibyte - 1, 'x'.repeat(100));
const random = (i: number) => `${i} "${email}" ${randomBytes(mebibyte).toString('base64')}`.slice(0, mebibyte - 1);

/** The most that is in use beside what was in use before. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const before = usedMemory();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, usedMemory());
  }, 100);
  await work();
  clearInterval(timer);
  return most - before;
}

it('keeps so many of the newest webhooks that compress well, and works with them a few at a time', async () => {
  await fill(repetitive);
  expect((await held()).count).toEqual(Array(3).fill(limits.rejectedOfAccount));
  await flood(5, repetitive);
  const { count, bytes, counted } = await held();
  expect(count).toEqual(Array(3).fill(limits.rejectedOfAccount));
  expect(bytes).toBe(counted);
  expect(bytes).toBeLessThan(limits.rejectedBytesOfAccount);

  const growth = await growthDuring(async () => {
    const list = await bridgeCommand(world, 'rejected');
    expect([list.code, list.lines.at(-1)]).toEqual([0, `${limits.rejectedOfAccount} in all`]);
    expect(list.text.length).toBeLessThan(mebibyte / 4);
    const replayed = await bridgeCommand(world, 'replay-rejected --all');
    expect([replayed.code, replayed.lines.length]).toEqual([1, limits.rejectedOfAccount]);
    expect((await bridgeCommand(world, `forget ${email}`)).lines.at(-1)).toMatch(
      new RegExp(`^${limits.rejectedOfAccount} would be erased`),
    );
  });
  // A thousand of them would be a gibibyte.
  expect(growth).toBeLessThan(200 * mebibyte);
}, 240_000);

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
