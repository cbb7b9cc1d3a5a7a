import { expect, it, vi } from 'vitest';
import {
  during,
  eventually,
  openRedis,
  openStage,
  processTimeout,
  type RedisProcess,
  type Stage,
  untilReady,
} from '../../../testing/process.ts';
import { openTcpProxy } from '../../../testing/tcp-proxy.ts';
import { type Answer, secrets } from '../../../testing/world.ts';
import { recoversWithinMs } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

const answersWithinMs = 8_000;

it.concurrent.for([
  {
    how: 'crashes and comes again',
    leave: (redis: RedisProcess) => redis.kill(),
    come: (redis: RedisProcess) => redis.start(),
  },
  {
    how: 'hangs and goes on',
    leave: (redis: RedisProcess) => redis.freeze(),
    come: (redis: RedisProcess) => redis.thaw(),
  },
])(
  'answers 503 while Redis is away and delivers all that was acknowledged when it $how',
  async ({ leave, come }, { onTestFinished }) => {
    const redis = await during(onTestFinished, openRedis());
    const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url, DELIVERY_RETRY_SCHEDULE: '1s' }));
    const bridge = await stage.start();
    await untilReady(stage);
    const { control } = stage.workable;
    const creates = await createSeveral(stage, 6);
    control.answerWith({ status: 200, delayMs: 500 });
    await Promise.all(creates.slice(0, 5).map((create) => stage.takeInterview(create, 8)));
    await eventually('PUTs are in flight', () => control.inFlight > 0);

    await leave(redis);
    const startedAt = performance.now();
    const unknown = stage.newCreate();
    const answers = await Promise.all([
      stage.ask('POST', '/interviews', { body: unknown }),
      stage.ask('POST', '/interviews', { body: creates[0] }),
      stage.ask('GET', `/interviews/default_${'0'.repeat(32)}`),
      sendWebhook(stage),
    ]);
    const outageMs = performance.now() - startedAt;
    for (const answer of answers) expectStorageAway(answer);
    expect(outageMs).toBeLessThan(answersWithinMs);
    // The vendor learns that its webhook was not accepted, and keeps it.
    await stage.takeInterview(creates[5]!, 8);

    await come(redis);
    await Promise.all(creates.map(({ callback_url }) => control.waitFor(callback_url, undefined, recoversWithinMs)));
    await untilReady(stage);
    expect(bridge.exit()).toBeUndefined();
    expect(control.maxInFlightPerInterview).toBe(1);
    const invited = stage.vendor.control.invitations.map(({ email }) => email);
    expect(new Set(invited).size).toBe(invited.length);
    // A Redis that hangs may have taken it in the end: then it is invited like any other, but only within 40 s.
    const known = invited.filter((email) => email !== unknown.candidate.email);
    expect(known).toHaveLength(6);
  },
);

it.concurrent('leaves connections that carry nothing any more and delivers over new ones', async ({
  onTestFinished,
}) => {
  const { stage, proxy } = await openBehindProxy(onTestFinished);
  const [before, after] = await createSeveral(stage, 2);
  await stage.takeInterview(before!, 8);
  await stage.workable.control.waitFor(before!.callback_url);

  proxy.forget();
  await stage.takeInterview(after!, 8);
  await stage.workable.control.waitFor(after!.callback_url, undefined, recoversWithinMs);
  await untilReady(stage);
});

it.concurrent('delivers after an outage that outlasts the patience of BullMQ (its issues 2964 and 4585)', async ({
  onTestFinished,
}) => {
  const { stage, bridge, proxy } = await openBehindProxy(onTestFinished);
  const [create] = await createSeveral(stage, 1);
  proxy.refuse();
  // Three connections try again once a second; BullMQ gives up a blocked read after 11 s.
  await eventually('it has tried for long', () => proxy.refused >= 45);
  proxy.accept();
  await untilReady(stage);
  await stage.takeInterview(create!, 8);
  await stage.workable.control.waitFor(create!.callback_url, undefined, recoversWithinMs);
  expect(bridge.exit()).toBeUndefined();
});

it.concurrent('delivers although its connections are reset half-way again and again', async ({ onTestFinished }) => {
  const { stage, bridge, proxy } = await openBehindProxy(onTestFinished);
  const { control } = stage.workable;
  const creates = await createSeveral(stage, 8);
  for (const create of creates) {
    proxy.cut();
    await stage.takeInterview(create, 8);
  }
  await Promise.all(creates.map(({ callback_url }) => control.waitFor(callback_url, undefined, recoversWithinMs)));
  await untilReady(stage);
  expect(bridge.exit()).toBeUndefined();
  expect(control.maxInFlightPerInterview).toBe(1);
});

it.concurrent('invites once although Redis hangs when the vendor has accepted', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openRedis());
  const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url }));
  await stage.start();
  await untilReady(stage);
  const { control } = stage.vendor;
  control.misbehave({ path: 'job-interview-register-users', how: 'late', delayMs: 500, times: 1 });
  const create = stage.newCreate();
  const answering = stage.ask('POST', '/interviews', { body: create });
  await eventually('the vendor is being called', () =>
    control.requests.some(({ path }) => path === 'job-interview-register-users'),
  );
  redis.freeze();
  expectStorageAway(await answering);
  expect(control.invitations).toHaveLength(1);

  redis.thaw();
  const again = await eventually('the create is accepted', async () => {
    const answer = await stage.ask('POST', '/interviews', { body: create });
    return answer.status === 201 && answer;
  });
  expect(control.invitations).toEqual([expect.objectContaining({ externalId: again.body.interview_id })]);
  await stage.takeInterview(create, 8);
  await stage.workable.control.waitFor(create.callback_url);
});

/** A ready bridge that reaches a separate Redis through a proxy. */
async function openBehindProxy(onTestFinished: Parameters<typeof during>[0]) {
  const redis = await during(onTestFinished, openRedis());
  const proxy = await during(onTestFinished, openTcpProxy(redis.port));
  const stage = await during(onTestFinished, openStage({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` }));
  const bridge = await stage.start();
  await untilReady(stage);
  return { stage, bridge, proxy };
}

async function createSeveral(stage: Stage, count: number) {
  const creates = Array.from({ length: count }, () => stage.newCreate());
  const answers = await Promise.all(creates.map((body) => stage.ask('POST', '/interviews', { body })));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  return creates;
}

function sendWebhook(stage: Stage): Promise<Answer> {
  return stage.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}` },
    body: { id: 'attempt', interview_id: 'template', status: 'active', interview_status: 'completed' },
  });
}

function expectStorageAway(answer: Answer): void {
  expect(answer).toMatchObject({ status: 503, body: { status: 503, message: expect.any(String) } });
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
}
