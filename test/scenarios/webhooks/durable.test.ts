import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { putsOf, sendInterview } from '../../../testing/interviews.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { openRedis, type RedisProcess } from '../../../testing/process.ts';
import { monitorRedis } from '../../../testing/redis-monitor.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let redis: RedisProcess;
let world: World;
beforeAll(async () => {
  redis = await openRedis();
  world = await openWorld({ REDIS_URL: redis.url, ROLES: 'web', JOBMOJITO_DETAILS: 'false' });
});
afterAll(async () => {
  await world.close();
  await redis.close();
});
beforeEach(() => {
  world.vendor.control.webhookRetryDelaysMs = [100];
});

it('answers 503 while Redis does not answer, and takes the webhook when it comes again', async () => {
  const sent = await sendInterview(world);
  redis.freeze();
  const webhook = await world.vendor.control.sendWebhook(resultOf(sent)).finally(redis.thaw);
  expect(webhook.status).toBe(503);
  await until('the vendor was acknowledged', () => webhook.status === 200);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toMatchObject({ interview: { score: '78' } });
});

it('answers 503 while Redis is gone, and takes the webhook when it is back', async () => {
  const sent = await sendInterview(world);
  await redis.kill();
  const webhook = await world.vendor.control.sendWebhook(resultOf(sent));
  expect(webhook.status).toBe(503);
  await redis.start();
  await until('the vendor was acknowledged', () => webhook.status === 200);
});

it('sends a wake-up once the change is written: the worker that hears it finds it', async ({ onTestFinished }) => {
  const sent = await sendInterview(world);
  const said: string[] = [];
  const monitor = await monitorRedis(redis.url, (command) => {
    if (command.includes(sent.id)) said.push(command.includes(':wake-ups:') ? 'wake-up' : 'save');
  });
  onTestFinished(() => monitor.close());
  await world.vendor.control.sendWebhook(resultOf(sent));
  await until('a wake-up is sent', () => said.includes('wake-up'));
  // The first of them finds the interview.
  expect(said.slice(0, 3)).toEqual(['save', 'save', 'wake-up']);
});

it('delivers what was acknowledged before a restart', async () => {
  const sent = await sendInterview(world);
  const webhook = await world.vendor.control.sendWebhook(resultOf(sent, { score: 6.5 }));
  expect(webhook.status).toBe(200);
  expect(putsOf(world, sent)).toEqual([]);
  await world.restart({ ROLES: 'web,worker' });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '65' } });
});

it('delivers what was acknowledged before Redis was killed', async () => {
  await world.restart({ ROLES: 'web' });
  // Redis writes its append-only file every second by default; here every write counts.
  await redis.command('CONFIG', 'SET', 'appendfsync', 'always');
  const sent = await sendInterview(world);
  await world.vendor.control.sendWebhook(resultOf(sent, { score: 6.9 }));
  await redis.kill();
  await redis.start();
  await world.restart({ ROLES: 'web,worker' });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '69' } });
});
