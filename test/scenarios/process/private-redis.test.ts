import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import {
  askRedis,
  eventually,
  freePort,
  openStage,
  processTimeout,
  type Stage,
  untilReady,
} from '../../../testing/process.ts';
import { recoversWithinMs } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

it.concurrent('keeps its data in DATA_DIR over a restart and leaves no Redis behind on SIGTERM', async ({
  onTestFinished,
}) => {
  const { stage, redisPid, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const bridge = await stage.start();
  const create = stage.newCreate();
  const created = await stage.ask('POST', '/interviews', { body: create });
  expect(created.status).toBe(201);
  bridge.signal('SIGTERM');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
  expect(await redisPid()).toBeUndefined();
  expect(bridge.stdout()).not.toContain('"level":"error"');

  await stage.start();
  expect(await stage.ask('POST', '/interviews', { body: create })).toMatchObject({ status: 201, body: created.body });
  expect(stage.vendor.control.invitations).toHaveLength(1);
});

it.concurrent('adopts the Redis that a killed bridge left behind, and stops it at the end', async ({
  onTestFinished,
}) => {
  const { stage, redisPid, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const killed = await stage.start();
  const create = stage.newCreate();
  await stage.ask('POST', '/interviews', { body: create });
  await killed.kill();
  const orphan = await redisPid();
  expect(orphan).toBeDefined();

  const bridge = await stage.start();
  expect(await redisPid()).toBe(orphan);
  await stage.takeInterview(create, 8);
  await stage.workable.control.waitFor(create.callback_url);
  bridge.signal('SIGTERM');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
  expect(await redisPid()).toBeUndefined();
});

it.concurrent('brings a killed Redis back and loses nothing that was acknowledged', async ({ onTestFinished }) => {
  const { stage, redisPid, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const { control } = stage.workable;
  await stage.start();
  const creates = Array.from({ length: 5 }, () => stage.newCreate());
  const created = await Promise.all(creates.map((body) => stage.ask('POST', '/interviews', { body })));
  control.answerWith({ status: 500, times: 5 });
  await Promise.all(creates.map((create) => stage.takeInterview(create, 8)));

  const before = await redisPid();
  process.kill(before ?? 0, 'SIGKILL');
  await eventually('another Redis runs', async () => ![undefined, before].includes(await redisPid()));
  await untilReady(stage);
  for (const { body } of created) {
    expect((await stage.ask('GET', `/interviews/${body.interview_id}`)).body).toMatchObject({ status: 'completed' });
  }
  await Promise.all(creates.map(({ callback_url }) => control.waitFor(callback_url, undefined, recoversWithinMs)));
});

it.concurrent('runs a Redis that answers only once it has written', async ({ onTestFinished }) => {
  const { stage, directory, close } = await openStageWithoutRedis();
  onTestFinished(close);
  await stage.start();
  expect(await askRedis(join(directory, 'redis.sock'), 'CONFIG', 'GET', 'append*')).toEqual(
    expect.arrayContaining(['appendonly', 'yes', 'appendfsync', 'always']),
  );
});

it.concurrent('leaves no Redis behind when it cannot listen', async ({ onTestFinished }) => {
  const { stage, redisPid, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const taken = createServer().listen(stage.port, '127.0.0.1');
  onTestFinished(() => void taken.close());
  expect(await stage.launch().exited).toEqual({ code: 1, signal: null });
  expect(await redisPid()).toBeUndefined();
});

it.concurrent('leaves no Redis behind on SIGTERM in the middle of the start', async ({ onTestFinished }) => {
  const { stage, redisPid, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const bridge = stage.launch();
  await eventually('Redis runs', redisPid);
  bridge.signal('SIGTERM');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
  expect(await redisPid()).toBeUndefined();
});

it.concurrent('shares one Redis between two bridges that start at the same moment', async ({ onTestFinished }) => {
  const { stage, redisPid, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const [web, worker] = await Promise.all([
    stage.start({ ROLES: 'web' }),
    stage.start({ ROLES: 'worker', PORT: String(await freePort()) }),
  ]);
  const create = stage.newCreate();
  expect(await stage.ask('POST', '/interviews', { body: create })).toMatchObject({ status: 201 });
  await stage.takeInterview(create, 8);
  await stage.workable.control.waitFor(create.callback_url, undefined, recoversWithinMs);
  for (const bridge of [worker, web]) {
    bridge.signal('SIGTERM');
    expect(await bridge.exited).toEqual({ code: 0, signal: null });
  }
  expect(await redisPid()).toBeUndefined();
});

it.concurrent('starts although an earlier start was killed on its way', async ({ onTestFinished }) => {
  const { stage, directory, close } = await openStageWithoutRedis();
  onTestFinished(close);
  await mkdir(join(directory, 'starting'));
  await stage.start();
  expect(await stage.ask('GET', '/readyz')).toMatchObject({ status: 200 });
});

it.concurrent('waits for a Redis that hangs instead of starting a second one on its data', async ({
  onTestFinished,
}) => {
  const { stage, redisPid, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const killed = await stage.start();
  const pid = (await redisPid()) ?? 0;
  process.kill(pid, 'SIGSTOP');
  onTestFinished(() => void process.kill(pid, 'SIGCONT'));
  await killed.kill();

  const starting = stage.start();
  await sleep(3000);
  process.kill(pid, 'SIGCONT');
  await starting;
  expect(await redisPid()).toBe(pid);
});

it.concurrent('finishes the running PUT on Ctrl-C, which reaches all its processes', async ({ onTestFinished }) => {
  const { stage, close } = await openStageWithoutRedis();
  onTestFinished(close);
  const bridge = await stage.start();
  const { control } = stage.workable;
  const create = stage.newCreate();
  await stage.ask('POST', '/interviews', { body: create });
  control.answerWith({ status: 200, delayMs: 1500 });
  await stage.takeInterview(create, 8);
  await eventually('a PUT is in flight', () => control.inFlight > 0);
  process.kill(-bridge.pid, 'SIGINT');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
  await stage.start();
  await untilReady(stage);
  await stage.takeInterview(create, 9);
  await control.waitFor(create.callback_url, ({ interview }) => interview?.score === '90');
  expect(control.callbacks).toHaveLength(2);
});

async function openStageWithoutRedis() {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-data-'));
  const socket = join(directory, 'redis.sock');
  const stage: Stage = await openStage({
    REDIS_URL: undefined,
    DATA_DIR: directory,
    DELIVERY_RETRY_SCHEDULE: '1s',
  });

  /** Of the Redis that answers in the data directory. */
  async function redisPid(): Promise<number | undefined> {
    const info = await askRedis(socket, 'INFO', 'server').catch(() => '');
    const pid = /process_id:(\d+)/.exec(String(info))?.[1];
    return pid === undefined ? undefined : Number(pid);
  }

  async function close(): Promise<void> {
    await stage.close();
    const pid = await redisPid();
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
    await rm(directory, { recursive: true, force: true });
  }
  return { stage, directory, redisPid, close };
}
