import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { type HeardEvent, pageOf } from '../../../testing/events.ts';
import {
  during,
  eventually,
  openRedis,
  openSentinel,
  openStage,
  processTimeout,
  type RedisProcess,
  type Stage,
  untilReady,
} from '../../../testing/process.ts';
import { openTcpProxy } from '../../../testing/tcp-proxy.ts';
import { secrets } from '../../../testing/world.ts';

vi.setConfig({ testTimeout: processTimeout });

it.concurrent('does everything on a Redis Cluster', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openCluster());
  const [first, second] = ['a-first-key-of-32-characters-00000', 'a-second-key-of-32-characters-0000'];
  const settings = { REDIS_URL: `${redis.url}?cluster`, DATA_KEY: `${second},${first}` };
  const stage = await during(onTestFinished, openStage(settings));
  await stage.start({ DATA_KEY: `${first},${second}` });
  await untilReady(stage);

  const { id, email } = await expectJourney(stage);
  const { body } = await stage.ask('GET', `/interviews/${id}/shared-link`);
  expect((await fetch(body.url)).status).toBe(200);
  const events = async () => (await pageOf(stage, '?after=0')).body.items.map(({ event }: HeardEvent) => event);
  await eventually('all events are kept', async () => (await events()).includes('delivery'));
  expect(await events()).toEqual(['invitation', 'webhook', 'details', 'delivery']);
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  expect(await stage.ask('POST', '/webhooks/jobmojito', { headers, body: {} })).toMatchObject({ status: 400 });
  for (const words of [
    ['show', id],
    ['interviews'],
    ['failed'],
    ['replay', '--all'],
    ['rejected'],
    ['rotate-keys'],
    ['forget', email, '--yes'],
  ]) {
    const command = await stage.command(...words);
    expect(command.exit()).toEqual({ code: 0, signal: null });
    if (words[0] === 'rotate-keys') expect(command.stdout()).toMatch(/^default: re-encrypted 1 interview,/);
  }
  expect(await stage.ask('GET', `/interviews/${id}`)).toMatchObject({ status: 404 });
  // It named no interview, so it tells nothing of the person.
  expect(await events()).toEqual(['webhook']);
});

it.concurrent('goes on when a node of a Redis Cluster comes again after a crash', async ({ onTestFinished }) => {
  const redis = await during(onTestFinished, openCluster());
  const stage = await during(onTestFinished, openStage({ REDIS_URL: `${redis.url}?cluster` }));
  await stage.start();
  await untilReady(stage);
  await redis.kill();
  const startedAt = performance.now();
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 503 });
  expect(performance.now() - startedAt).toBeLessThan(8000);
  await redis.start();
  await untilReady(stage);
  await expectJourney(stage);
});

it.concurrent('stores nothing in a Redis Cluster of which one master alone is no safe memory', async ({
  onTestFinished,
}) => {
  const options = { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' };
  const safe = await during(onTestFinished, openRedis(options));
  const unsafe = await during(onTestFinished, openRedis({ ...options, 'maxmemory-policy': 'allkeys-lru' }));
  await safe.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16000');
  await unsafe.command('CLUSTER', 'ADDSLOTSRANGE', '16001', '16383');
  await safe.command('CLUSTER', 'MEET', '127.0.0.1', String(unsafe.port));
  await Promise.all([safe, unsafe].map(untilClusterServes));

  const stage = await during(onTestFinished, openStage({ REDIS_URL: `${safe.url}?cluster` }));
  await stage.start();
  const { status, body } = await stage.ask('GET', '/readyz');
  expect([status, body.missing]).toEqual([
    503,
    [expect.stringContaining(`redis: node 127.0.0.1:${unsafe.port}: it may evict keys`)],
  ]);
  expect(await stage.ask('POST', '/interviews', { body: stage.newCreate() })).toMatchObject({ status: 503 });
});

it.concurrent('finds the master through a Sentinel, and loses nothing in a failover', async ({ onTestFinished }) => {
  // Otherwise a former master that has not been demoted yet would accept writes that are lost.
  const options = { 'min-replicas-to-write': '1' };
  const master = await during(onTestFinished, openRedis(options));
  const replica = await during(onTestFinished, openRedis({ ...options, replicaof: `127.0.0.1 ${master.port}` }));
  const sentinel = await during(onTestFinished, openSentinel('mymaster', master.port));
  const isKnown = async () =>
    String(await sentinel.command('SENTINEL', 'replicas', 'mymaster')).includes('master-link-status,ok');
  await eventually('the Sentinel knows the replica', isKnown);
  const stage = await during(onTestFinished, openStage({ REDIS_URL: `${sentinel.url}?sentinel=mymaster` }));
  await stage.start();
  await untilReady(stage);
  const ids = [(await expectJourney(stage)).id];

  await eventually('it fails over', () => sentinel.command('SENTINEL', 'failover', 'mymaster').catch(() => false));
  const create = async () => stage.ask('POST', '/interviews', { body: stage.newCreate() });
  const roleOf = async () => String(await replica.command('ROLE').catch(() => ''));
  for (let answer = await create(); ; answer = await create()) {
    if (answer.status === 201) ids.push(answer.body.interview_id);
    if (answer.status === 201 && (await roleOf()).startsWith('master')) break;
    await sleep(100);
  }
  ids.push((await expectJourney(stage)).id);
  for (const id of ids) expect(await stage.ask('GET', `/interviews/${id}`)).toMatchObject({ status: 200 });
});

it.concurrent('leaves a Redis that has become a replica for the one behind the same address', async ({
  onTestFinished,
}) => {
  const old = await during(onTestFinished, openRedis());
  const next = await during(onTestFinished, openRedis({ replicaof: `127.0.0.1 ${old.port}` }));
  const proxy = await during(onTestFinished, openTcpProxy(old.port));
  const stage = await during(onTestFinished, openStage({ REDIS_URL: `redis://127.0.0.1:${proxy.port}` }));
  await stage.start();
  await untilReady(stage);
  await expectJourney(stage);
  await eventually('the replica has everything', async () =>
    String(await next.command('INFO', 'replication')).includes('master_link_status:up'),
  );

  await next.command('REPLICAOF', 'NO', 'ONE');
  proxy.redirect(next.port);
  await old.command('REPLICAOF', '127.0.0.1', String(next.port));
  const isAccepted = async () => (await stage.ask('POST', '/interviews', { body: stage.newCreate() })).status === 201;
  await eventually('creates are accepted again', isAccepted);
  await expectJourney(stage);
});

/** One node with all slots: enough to refuse whatever touches two of them at once. */
async function openCluster(): Promise<RedisProcess> {
  const redis = await openRedis({ 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' });
  await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await untilClusterServes(redis);
  return redis;
}

async function untilClusterServes(redis: RedisProcess): Promise<void> {
  const isServing = async () => String(await redis.command('CLUSTER', 'INFO')).includes('cluster_state:ok');
  await eventually('the cluster serves', isServing);
}

/** From a create to the result at Workable. */
async function expectJourney(stage: Stage): Promise<{ id: string; email: string }> {
  const create = stage.newCreate();
  const created = await eventually('the create is accepted', async () => {
    const answer = await stage.ask('POST', '/interviews', { body: create });
    return answer.status === 201 && answer;
  });
  await stage.takeInterview(create, 8);
  await stage.workable.control.waitFor(create.callback_url, undefined, 30_000);
  return { id: created.body.interview_id, email: create.candidate.email };
}
