import { expect, it, vi } from 'vitest';
import { hear } from '../../../testing/events.ts';
import {
  type BridgeProcess,
  during,
  eventually,
  openRedis,
  openStage,
  processTimeout,
  untilReady,
} from '../../../testing/process.ts';

vi.setConfig({ testTimeout: processTimeout });

it.concurrent('finishes the running request and refuses new connections on SIGTERM, then ends with 0', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  const { control } = stage.vendor;
  control.misbehave({ path: 'job-interview-register-users', how: 'late', delayMs: 1500 });

  const running = stage.ask('POST', '/interviews', { body: stage.newCreate() });
  await eventually('the vendor is being called', () =>
    control.requests.some(({ path }) => path.endsWith('register-users')),
  );
  bridge.signal('SIGTERM');
  await eventually('it refuses connections', () =>
    stage.ask('GET', '/livez').then(
      () => false,
      () => true,
    ),
  );
  expect(control.invitations).toHaveLength(0);

  expect(await running).toMatchObject({ status: 201 });
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
});

it.concurrent('finishes the running PUT on SIGTERM and remembers its acknowledgement', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  const { control } = stage.workable;
  const create = stage.newCreate();
  const created = await stage.ask('POST', '/interviews', { body: create });
  control.answerWith({ status: 200, delayMs: 2000 });
  await stage.takeInterview(create, 8);
  await eventually('a PUT is in flight', () => control.inFlight > 0);

  await expectOrderlyEnd(bridge);
  expect(control.latest(create.callback_url)).toMatchObject({ status: 'completed' });

  await stage.start();
  const metrics = await stage.ask('GET', `/interviews/${created.body.interview_id}`);
  expect(metrics.body).toMatchObject({ status: 'completed' });
  expect(control.callbacks).toHaveLength(1);
});

it.concurrent('ends with 0 on SIGTERM although a listener hears events', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  await untilReady(stage);
  const heard = await hear(stage);
  await expectOrderlyEnd(bridge);
  await heard.ended;
  expect(bridge.stdout()).not.toContain('too slow');
});

it.concurrent('ends with 0 within 25 s of SIGTERM while Redis is away', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url }));
  const bridge = await stage.start();
  await eventually('it is ready', async () => (await stage.ask('GET', '/readyz')).status === 200);
  await redis.kill();
  await eventually('it has noticed', async () => (await stage.ask('GET', '/readyz')).status === 503);

  await expectOrderlyEnd(bridge);
});

it.concurrent('ends with 0 within 25 s of SIGTERM when Redis never came', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage({ REDIS_URL: 'redis://127.0.0.1:1' }));
  const bridge = await stage.start();

  await expectOrderlyEnd(bridge);
});

it.concurrent('ends with 0 within 25 s of SIGTERM while Redis hangs', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url }));
  const bridge = await stage.start();
  await eventually('it is ready', async () => (await stage.ask('GET', '/readyz')).status === 200);
  redis.freeze();

  await expectOrderlyEnd(bridge);
});

async function expectOrderlyEnd(bridge: BridgeProcess): Promise<void> {
  const signalledAt = performance.now();
  bridge.signal('SIGTERM');
  expect(await bridge.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - signalledAt).toBeLessThan(25_000);
}
