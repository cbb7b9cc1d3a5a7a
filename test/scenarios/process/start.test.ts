import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, vi } from 'vitest';
import { peek } from '../../../testing/peek.ts';
import {
  during,
  eventually,
  freePort,
  openRedis,
  openStage,
  processTimeout,
  type Stage,
  untilReady,
} from '../../../testing/process.ts';
import { secrets } from '../../../testing/world.ts';

vi.setConfig({ testTimeout: processTimeout });

it.concurrent('names every faulty setting in one message and ends before it listens', async ({ onTestFinished }) => {
  const stage = await during(
    onTestFinished,
    openStage({
      PUBLIC_URL: undefined,
      WORKABLE_CALLBACK_TOKEN: undefined,
      JOBMOJITO_API_KEY: '',
      RETRY_GRACE: 'soon',
    }),
  );
  const bridge = stage.launch();
  expect(await bridge.exited).toEqual({ code: 1, signal: null });
  expect(bridge.stdout()).toBe('');
  for (const name of ['PUBLIC_URL', 'WORKABLE_CALLBACK_TOKEN', 'JOBMOJITO_API_KEY', 'RETRY_GRACE']) {
    expect(bridge.stderr()).toContain(name);
  }
  expect(bridge.stderr()).not.toContain(secrets.providerToken);
});

it.concurrent.for([
  { fault: 'no append-only file', options: { appendonly: 'no' }, advice: 'CONFIG SET appendonly yes' },
  {
    fault: 'an evicting policy',
    options: { 'maxmemory-policy': 'allkeys-lru' },
    advice: 'CONFIG SET maxmemory-policy noeviction',
  },
])(
  'is not ready on a Redis with $fault, stores nothing there, and says what to set',
  async ({ options, advice }, { onTestFinished }) => {
    const { redis, stage, close } = await openStageWithRedis({ ...options });
    onTestFinished(close);
    const bridge = await stage.start();
    const ready = await stage.ask('GET', '/readyz');
    expect(ready).toMatchObject({ status: 503, body: { missing: [expect.stringContaining(`redis: it`)] } });
    expect(ready.body.missing[0]).toContain(advice);
    const create = stage.newCreate();
    expect(await stage.ask('POST', '/interviews', { body: create })).toMatchObject({ status: 503 });
    expect(await sendWebhook(stage, create.candidate.email)).not.toMatchObject({ status: 201 });
    expect(stage.vendor.control.invitations).toHaveLength(0);
    expect(String(await redis.command('KEYS', '*:record:*'))).toBe('');
    await eventually('it says why', () => bridge.stdout().includes('"event":"redis","outcome":"unfit"'));

    await redis.command(...advice.split(' '));
    await untilReady(stage);
    expect(await stage.ask('POST', '/interviews', { body: create })).toMatchObject({ status: 201 });
    await eventually('it says so', () => bridge.stdout().includes('"event":"redis","outcome":"fit"'));
  },
);

it.concurrent('starts on a volatile Redis when that is allowed', async ({ onTestFinished }) => {
  const { stage, close } = await openStageWithRedis({ appendonly: 'no' });
  onTestFinished(close);
  await stage.start({ ALLOW_VOLATILE_REDIS: 'true' });
  await untilReady(stage);
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 201 });
});

it.concurrent('listens without Redis, says what is missing, and works once Redis comes', async ({ onTestFinished }) => {
  const { redis, stage, close } = await openStageWithRedis();
  onTestFinished(close);
  await redis.kill();
  const bridge = await stage.start();

  const create = stage.newCreate();
  const ready = await stage.ask('GET', '/readyz');
  expect(ready).toMatchObject({ status: 503, body: { missing: [expect.stringContaining('redis')] } });
  expect(await stage.ask('GET', '/livez')).toMatchObject({ status: 200 });
  for (const answer of [
    await stage.ask('POST', '/interviews', { body: create }),
    await stage.ask('GET', `/interviews/default_${'0'.repeat(32)}`),
    await stage.ask('GET', `/interviews/default_${'0'.repeat(32)}/shared-link`),
    await sendWebhook(stage, create.candidate.email),
  ]) {
    expect(answer).toMatchObject({ status: 503, body: { status: 503, message: expect.any(String) } });
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.headers.get('content-type')).toContain('application/json');
  }
  expect(stage.vendor.control.invitations).toHaveLength(0);

  await redis.start();
  await untilReady(stage);
  expect(await stage.ask('POST', '/interviews', { body: create })).toMatchObject({ status: 201 });
  await stage.takeInterview(create, 8);
  await stage.workable.control.waitFor(create.callback_url);
  expect(bridge.exit()).toBeUndefined();
});

it.concurrent('is not ready, and does not end, when the Redis that comes late is volatile', async ({
  onTestFinished,
}) => {
  const { redis, stage, close } = await openStageWithRedis({ appendonly: 'no' });
  onTestFinished(close);
  await redis.kill();
  const bridge = await stage.start();
  await redis.start();
  await eventually('it says why', async () =>
    String((await stage.ask('GET', '/readyz')).body.missing).includes('CONFIG SET appendonly yes'),
  );
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 503 });
  expect(stage.vendor.control.invitations).toHaveLength(0);
  expect(bridge.exit()).toBeUndefined();
});

it.concurrent.for([
  { what: 'another DATA_KEY', changes: { DATA_KEY: 'another-key-of-32-characters-00000' } },
  { what: 'no DATA_KEY', changes: { DATA_KEY: undefined } },
])(
  'refuses with $what a Redis whose data is encrypted, at the start and when it comes late',
  async ({ changes }, { onTestFinished }) => {
    const { redis, stage, close } = await openStageWithRedis();
    onTestFinished(close);
    const first = await stage.start({ DATA_KEY: 'a-data-key-of-32-characters-000000' });
    await untilReady(stage);
    expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 201 });
    first.signal('SIGTERM');
    await first.exited;

    const atOnce = stage.launch(changes);
    expect(await atOnce.exited).toEqual({ code: 1, signal: null });
    expect(atOnce.stderr()).toMatch(/^This Redis cannot be used: .* a key that is not in DATA_KEY: set DATA_KEY/);
    expect(atOnce.stdout()).not.toContain('listening');

    await redis.kill();
    const late = await stage.start(changes);
    await redis.start();
    expect(await late.exited).toEqual({ code: 1, signal: null });
    expect(late.stdout()).toMatch(/"level":"fatal".*"event":"refusal".*DATA_KEY/);
    expect(stage.vendor.control.invitations).toHaveLength(1);
  },
);

it.concurrent.for([
  { what: 'a format that it cannot read', schema: '{"format":8,"oldest_reader":7}', why: /start the newer version/ },
  { what: 'no number of its format', schema: undefined, why: /start the older version, or empty it/ },
])(
  'refuses a Redis whose data has $what, at the start and when it comes late, and changes nothing there',
  async ({ schema, why }, { onTestFinished }) => {
    const { redis, stage, close } = await openStageWithRedis();
    onTestFinished(close);
    const first = await stage.start();
    await untilReady(stage);
    expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 201 });
    first.signal('SIGTERM');
    await first.exited;
    expect(await redis.command('GET', 'bridge:schema')).toBe('{"format":1,"oldest_reader":1}');
    await (schema === undefined
      ? redis.command('DEL', 'bridge:schema')
      : redis.command('SET', 'bridge:schema', schema));
    const stored = await storedIn(redis.url);

    const atOnce = stage.launch();
    expect(await atOnce.exited).toEqual({ code: 1, signal: null });
    expect(atOnce.stderr()).toMatch(new RegExp(`^This Redis cannot be used: .*${why.source}`));

    await redis.kill();
    const late = await stage.start();
    await redis.start();
    expect(await late.exited).toEqual({ code: 1, signal: null });
    expect(late.stdout()).toMatch(new RegExp(`"level":"fatal".*"event":"refusal".*${why.source}`));
    expect(await storedIn(redis.url)).toEqual(stored);
  },
);

/** BullMQ's keys come and go. */
async function storedIn(url: string): Promise<string[]> {
  const lines = (await peek(url)).split('\n').filter((line) => line.startsWith('bridge:'));
  // BullMQ writes down every half a minute that it looked.
  return lines.filter((line) => !line.includes(':stalled-check '));
}

it.concurrent('starts beside a newer version whose format older ones may still use', async ({ onTestFinished }) => {
  const { redis, stage, close } = await openStageWithRedis();
  onTestFinished(close);
  await redis.command('SET', 'bridge:schema', '{"format":2,"oldest_reader":1}');
  await stage.start();
  await untilReady(stage);
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 201 });
});

it.concurrent('says once, when it starts without DATA_KEY, that personal data is stored in clear', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  const lines = bridge.stdout().split('\n');
  expect(lines.filter((line) => line.includes('DATA_KEY'))).toEqual([
    expect.stringMatching(/"level":"warn".*"event":"encryption".*personal data is stored in clear/),
  ]);
});

it.concurrent('says that its port is taken and ends', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const taken = createServer().listen(stage.port, '127.0.0.1');
  onTestFinished(() => void taken.close());
  const bridge = stage.launch();
  expect(await bridge.exited).toEqual({ code: 1, signal: null });
  expect(bridge.stderr()).toContain(`Cannot listen on port ${stage.port} of 127.0.0.1: another process uses it`);
});

it.concurrent('ends with 0 on SIGTERM while it still waits for Redis', async ({ onTestFinished }) => {
  const port = await freePort();
  const mute = createServer().listen(port, '127.0.0.1');
  onTestFinished(() => void mute.close());
  const stage = await during(onTestFinished, openStage({ REDIS_URL: `redis://127.0.0.1:${port}` }));
  const bridge = stage.launch();
  const [connection] = await once(mute, 'connection');
  onTestFinished(() => connection.destroy());
  bridge.signal('SIGTERM');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
});

async function openStageWithRedis(options: Record<string, string> = {}) {
  const redis = await openRedis(options);
  const stage = await openStage({ REDIS_URL: redis.url });
  const close = async () => void (await Promise.all([stage.close(), redis.close()]));
  return { redis, stage, close };
}

/** Whatever it says, its sender is the vendor. */
function sendWebhook(stage: Stage, email: string) {
  return stage.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}` },
    body: { id: 'a', interview_id: 'b', status: 'active', interview_status: 'completed', candidate_email: email },
  });
}
