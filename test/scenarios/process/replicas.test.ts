import { expect, it, vi } from 'vitest';
import { makeAccount, openShell } from '../../../testing/managed.ts';
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
import { openWatchedRedis } from '../../../testing/redis-deployment.ts';
import { secrets } from '../../../testing/world.ts';
import { expectDelivered } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

type Finish = Parameters<typeof during>[0];

/** A bridge whose acknowledgements need the one replica. */
async function openReplicated(onTestFinished: Finish) {
  const master = await during(onTestFinished, openRedis());
  const replica = await during(onTestFinished, openRedis({ replicaof: `127.0.0.1 ${master.port}` }));
  await untilReplicated(replica);
  const stage = await during(onTestFinished, openStage({ REDIS_URL: master.url, REDIS_REPLICAS: '1' }));
  await stage.start();
  await untilReady(stage);
  return { master, replica, stage };
}

async function untilReplicated(replica: RedisProcess): Promise<void> {
  await eventually('the replica has everything', async () =>
    String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
  );
}

const metricsOf = async (stage: Stage) => {
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  return (await stage.ask('GET', '/metrics', { headers })).text;
};

it.concurrent('acknowledges no create that no replica has, and invites once when it is repeated', async ({
  onTestFinished,
}) => {
  const { replica, stage } = await openReplicated(onTestFinished);
  replica.freeze();
  const create = stage.newCreate();
  expect(await stage.ask('POST', '/interviews', { body: create })).toMatchObject({ status: 503 });
  expect(stage.vendor.control.invitations).toEqual([]);
  const sick = await eventually('it is not ready', async () => {
    const answer = await stage.ask('GET', '/readyz');
    return answer.status === 503 && answer;
  });
  expect(sick.body.missing).toEqual([expect.stringContaining('redis refuses writes (UNCONFIRMED): too few of its')]);
  expect((await stage.ask('GET', '/livez')).status).toBe(200);
  expect(await metricsOf(stage)).toMatch(/bridge_redis_refusals_total\{code="UNCONFIRMED"\} [1-9]/);

  replica.thaw();
  await untilReady(stage);
  const created = await eventually('the create is accepted', async () => {
    const answer = await stage.ask('POST', '/interviews', { body: create });
    return answer.status === 201 && answer;
  });
  await stage.takeInterview(create, 8);
  await expectDelivered(stage, create, created);
});

it.concurrent('acknowledges no webhook that no replica has, however often it comes', async ({ onTestFinished }) => {
  const { replica, stage } = await openReplicated(onTestFinished);
  const create = stage.newCreate();
  const created = await stage.ask('POST', '/interviews', { body: create });
  expect(created.status).toBe(201);
  replica.freeze();
  stage.vendor.control.webhookRetryDelaysMs = Array.from({ length: 5 }, () => 500);
  const attempt = await stage.vendor.control.start(create.candidate.email, create.interview_template_id);
  await stage.vendor.control.score(attempt, 8);
  const { webhooks } = stage.vendor.control;
  // The second finds what the first wrote.
  await eventually('each has come several times', () => webhooks.every(({ tries }) => tries >= 3));
  expect(webhooks.map(({ status }) => status)).toEqual(webhooks.map(() => 503));
  expect(stage.workable.control.callbacks).toEqual([]);
  replica.thaw();
  await expectDelivered(stage, create, created);
});

it.concurrent('is not ready while a replica would lose data as master, before and after it becomes one, and never ends', async ({
  onTestFinished,
}) => {
  const redis = await during(onTestFinished, openWatchedRedis(1, 1));
  const replica = redis.servers[1] as RedisProcess;
  await replica.command('CONFIG', 'SET', 'appendonly', 'no');
  const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url }));
  const bridge = await stage.start();
  const missing = async () => String((await stage.ask('GET', '/readyz')).body.missing);
  expect(await missing()).toMatch(
    /^redis: replica 127\.0\.0\.1:\d+: it keeps no append-only file .*CONFIG SET appendonly/,
  );
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 503 });
  expect((await stage.command('doctor')).stdout()).toMatch(/^WRONG {2}redis: replica 127\.0\.0\.1:\d+: it keeps no/m);

  await replica.command('CONFIG', 'SET', 'appendonly', 'yes');
  await untilReady(stage);
  const doctor = (await stage.command('doctor')).stdout();
  expect(doctor).toMatch(/^ok {5}redis: .*writes need a replica, and it has 1: with 2, one may be away/m);
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 201 });

  await replica.command('CONFIG', 'SET', 'appendonly', 'no');
  await redis.servers[0]?.kill();
  await eventually('it says what the new master lacks', async () =>
    (await missing()).includes('redis: it keeps no append'),
  );
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 503 });
  expect(bridge.exit()).toBeUndefined();
  await replica.command('CONFIG', 'SET', 'appendonly', 'yes');
  await redis.restart(0);
  await untilReady(stage);
});

it.concurrent('a command that no replica confirms says that its change may have been made', async ({
  onTestFinished,
}) => {
  const { url } = await during(onTestFinished, openRedis());
  const shell = await openShell({ REDIS_URL: url });
  await makeAccount(shell, 'acme');
  expect(await shell('accounts set acme LANGUAGE=de', { REDIS_REPLICAS: '1' })).toMatchObject({
    code: 1,
    text: expect.stringMatching(
      /^Redis refuses this \(UNCONFIRMED\): .*\. The change may have been made all the same, /,
    ),
  });
});
