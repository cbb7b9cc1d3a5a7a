import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, test, vi } from 'vitest';
import {
  askRedis,
  during,
  eventually,
  openRedis,
  openStage,
  processTimeout,
  untilReady,
} from '../../../testing/process.ts';
import { secrets } from '../../../testing/world.ts';
import { recoversWithinMs } from './expect-delivered.ts';

vi.setConfig({ testTimeout: 3 * processTimeout });

const refusals: [code: string, refuse: string[][], mend: string[][], why: RegExp][] = [
  [
    'NOREPLICAS',
    [['CONFIG', 'SET', 'min-replicas-to-write', '1']],
    [['CONFIG', 'SET', 'min-replicas-to-write', '0']],
    /too few of its replicas/,
  ],
  ['OOM', [['CONFIG', 'SET', 'maxmemory', '1mb']], [['CONFIG', 'SET', 'maxmemory', '0']], /its memory is full/],
];

test.concurrent.for(refusals)(
  'a Redis that refuses writes with %s is named by readyz, doctor and the log, until it takes them again',
  async ([code, refuse, mend, why], { onTestFinished }) => {
    const redis = await during(onTestFinished, openRedis());
    const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url }));
    const bridge = await stage.start();
    await untilReady(stage);
    for (const command of refuse) await redis.command(...command);

    const sick = await eventually('it is not ready', async () => {
      const answer = await stage.ask('GET', '/readyz');
      return answer.status === 503 && answer;
    });
    expect(sick.body.missing).toEqual([expect.stringMatching(why)]);
    expect(sick.body.missing[0]).toContain(`redis refuses writes (${code})`);
    const create = stage.newCreate();
    expect((await stage.ask('POST', '/interviews', { body: create })).status).toBe(503);
    expect((await stage.ask('GET', '/livez')).status).toBe(200);
    const doctor = await stage.command('doctor');
    expect(doctor.exit()?.code).toBe(1);
    expect(doctor.stdout()).toMatch(new RegExp(`^WRONG {2}redis: refuses writes \\(${code}\\): ${why.source}`, 'm'));
    await eventually('the log says so', () =>
      bridge.stdout().includes(`"event":"redis","outcome":"refuses-writes","code":"${code}"`),
    );
    expect(bridge.stdout()).toMatch(new RegExp(`"outcome":"store-unavailable".*"code":"${code}"`));

    for (const command of mend) await redis.command(...command);
    await untilReady(stage);
    expect((await stage.ask('POST', '/interviews', { body: create })).status).toBe(201);
    await eventually('the log says so', () => bridge.stdout().includes('"outcome":"accepts-writes"'));
    expectJsonLines(bridge.stdout());
    expect(bridge.stderr()).toBe('');
  },
);

const more: [code: string, suffix: string, options: Record<string, string>, refuse: string[], mend: string[]][] = [
  ['NOPERM', '', {}, ['ACL', 'SETUSER', 'default', '-set'], ['ACL', 'SETUSER', 'default', '+set']],
  ['READONLY', '', {}, ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE']],
  [
    'CLUSTERDOWN',
    '?cluster',
    { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' },
    ['CLUSTER', 'DELSLOTS', '0'],
    ['CLUSTER', 'ADDSLOTS', '0'],
  ],
];

test.concurrent.for(more)(
  'a Redis that refuses writes with %s is counted, and the bridge is not ready all the while',
  async ([code, suffix, options, refuse, mend], { onTestFinished }) => {
    const redis = await during(onTestFinished, openRedis(options));
    if (suffix !== '') await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    const stage = await during(onTestFinished, openStage({ REDIS_URL: `${redis.url}${suffix}` }));
    const bridge = await stage.start();
    await untilReady(stage);
    await redis.command(...refuse);
    const missing = async () => String((await stage.ask('GET', '/readyz')).body.missing);
    await eventually('it says why', async () => (await missing()).includes(`refuses writes (${code})`));
    const headers = { authorization: `Bearer ${secrets.operatorToken}` };
    await eventually('it is counted', async () => {
      const { status } = await stage.ask('POST', '/interviews', { body: stage.newCreate() });
      expect(status).toBe(503);
      expect((await stage.ask('GET', '/readyz')).status).toBe(503);
      const { text } = await stage.ask('GET', '/metrics', { headers });
      return text.includes(`bridge_redis_refusals_total{code="${code}"}`);
    });
    await redis.command(...mend);
    await untilReady(stage);
    expect(bridge.exit()).toBeUndefined();
  },
);

/** The rights that docs/operations.md gives a dedicated user, and on a Cluster besides. */
const operations = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
const least = /^ACL SETUSER bridge on >password (.*~bridge:.*)$/m.exec(operations)?.[1] ?? '';
const onCluster = /On a Cluster it also needs `([^`]+)`/.exec(operations)?.[1] ?? '';

async function openRedisWithUser(onTestFinished: Parameters<typeof during>[0], rights: string) {
  const redis = await during(onTestFinished, openRedis());
  await redis.command('ACL', 'SETUSER', 'bridge', 'on', '>secret', ...rights.split(' '));
  const url = redis.url.replace('redis://', 'redis://bridge:secret@');
  return during(onTestFinished, openStage({ REDIS_URL: url }));
}

/** A master with a replica, or a Cluster of one, and the address for a user with the least rights. */
const places = {
  async 'a server with a replica'(onTestFinished: Finish) {
    const redis = await during(onTestFinished, openRedis());
    const replica = await during(onTestFinished, openRedis({ replicaof: `127.0.0.1 ${redis.port}` }));
    await eventually('the replica has everything', async () =>
      String(await replica.command('INFO', 'replication')).includes('master_link_status:up'),
    );
    return { redis, rights: least, suffix: '', REDIS_REPLICAS: '1' };
  },
  async 'a Cluster'(onTestFinished: Finish) {
    const options = { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' };
    const redis = await during(onTestFinished, openRedis(options));
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await eventually('the cluster serves', async () =>
      String(await redis.command('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
    return { redis, rights: `${least} ${onCluster}`, suffix: '?cluster', REDIS_REPLICAS: '0' };
  },
};

type Finish = Parameters<typeof during>[0];

test.concurrent.for(Object.entries(places))(
  'does everything as a user with the least rights, on %s',
  async ([, open], { onTestFinished }) => {
    const { redis, rights, suffix, REDIS_REPLICAS } = await open(onTestFinished);
    await redis.command('ACL', 'SETUSER', 'bridge', 'on', '>secret', ...rights.split(' '));
    const url = redis.url.replace('redis://', 'redis://bridge:secret@');
    const stage = await during(
      onTestFinished,
      openStage({ REDIS_URL: `${url}${suffix}`, REDIS_REPLICAS, DATA_KEY: 'a-data-key-of-32-characters-000000' }),
    );
    const bridge = await stage.start();
    await untilReady(stage);
    const create = stage.newCreate();
    const created = await stage.ask('POST', '/interviews', { body: create });
    expect(created.status).toBe(201);
    await stage.takeInterview(create, 8);
    await stage.workable.control.waitFor(create.callback_url, undefined, recoversWithinMs);
    const id: string = created.body.interview_id;
    expect((await stage.ask('GET', `/interviews/${id}/shared-link`)).status).toBe(200);
    const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
    expect((await stage.ask('POST', '/webhooks/jobmojito', { headers, body: {} })).status).toBe(400);
    const doctor = (await stage.command('doctor')).stdout();
    expect(doctor).toMatch(/^ok {5}redis: .*appendfsync is unknown, since its user may not run CONFIG/m);
    const commands = [
      ...['interviews', 'failed', 'rejected', 'history', 'rotate-keys', `show ${id}`, `replay ${id}`, 'replay --all'],
      ...['replay-rejected --all', 'discard --all', `cancel ${id}`, `resend ${id}`, 'close-circuit default'],
      `forget ${create.candidate.email} --yes`,
    ];
    for (const command of commands) {
      const { stderr } = await stage.command(...command.split(' '));
      expect([command, stderr()]).toEqual([command, expect.not.stringMatching(/refuses|NOPERM/)]);
    }
    await askRedis(url, 'PUBLISH', 'bridge:accounts', '1');
    await expect(askRedis(url, 'PUBLISH', 'another', '1')).rejects.toThrow('NOPERM');
    await expect(askRedis(url, 'FLUSHALL')).rejects.toThrow('NOPERM');

    const denied = ((await redis.command('ACL', 'LOG')) as unknown[]).map(String).join('\n');
    const known = /object,(config\|get|another|flushall),/g;
    expect(denied).toContain('object,another,');
    expect(denied.replaceAll(known, '').match(/object,[^,]+,/g)).toBeNull();
    expect(bridge.stdout()).not.toMatch(/"event":"redis"(?!,"outcome":"ready")|"error":"ReplyError"/);
    expectJsonLines(bridge.stdout());
    expect(bridge.stderr()).toBe('');
  },
);

test.concurrent.for([
  ['INFO', `${least} -info`, /may not run INFO: ACL SETUSER <user> \+info\./],
  ['scripts', `${least} -@scripting`, /may not run EVALSHA, EVAL: ACL SETUSER <user> \+evalsha \+eval\./],
  ['a command of its scripts', `${least} -hset -zadd`, /may not run HSET, ZADD: ACL SETUSER <user> \+hset \+zadd\./],
  ['what the queue waits with', `${least} -bzpopmin`, /may not run BZPOPMIN: ACL SETUSER <user> \+bzpopmin\./],
  [
    'its own keys',
    least.replace('~bridge:* ', ''),
    /may not use keys such as bridge:\*: ACL SETUSER <user> ~bridge:\*\./,
  ],
])(
  'a user without the right to %s is a refusal to start that says so',
  async ([, rights, words], { onTestFinished }) => {
    const stage = await openRedisWithUser(onTestFinished, rights as string);
    const bridge = stage.launch();
    expect(await bridge.exited).toEqual({ code: 1, signal: null });
    expect(bridge.stderr()).toMatch(/^This Redis cannot be used: its user /);
    expect(bridge.stderr()).toMatch(words as RegExp);
    expectJsonLines(bridge.stdout());
    const doctor = await stage.command('doctor');
    expect(doctor.exit()?.code).toBe(1);
    expect(doctor.stdout()).toMatch(/^WRONG {2}redis: its user may not/m);
  },
);

it.concurrent('refuses a database that it cannot select, where it would write to the first one', async ({
  onTestFinished,
}) => {
  const redis = await during(onTestFinished, openRedis());
  await redis.command('ACL', 'SETUSER', 'bridge', 'on', '>secret', ...`${least} -select`.split(' '));
  const url = redis.url.replace('redis://', 'redis://bridge:secret@');
  for (const [address, words] of [
    [`${url}/3`, 'cannot select database 3: ACL SETUSER <user> +select'],
    [`${redis.url}/99`, 'cannot select database 99: name one that exists in REDIS_URL'],
  ] as const) {
    const stage = await during(onTestFinished, openStage({ REDIS_URL: address }));
    const bridge = stage.launch();
    expect(await bridge.exited).toEqual({ code: 1, signal: null });
    expect(bridge.stderr()).toContain(words);
  }
});

it.concurrent('is not ready, and says why, when a right is taken away, until it is given back', async ({
  onTestFinished,
}) => {
  const redis = await during(onTestFinished, openRedis());
  await redis.command('ACL', 'SETUSER', 'bridge', 'on', '>secret', ...least.split(' '));
  const url = redis.url.replace('redis://', 'redis://bridge:secret@');
  const stage = await during(onTestFinished, openStage({ REDIS_URL: url }));
  const bridge = await stage.start();
  await untilReady(stage);
  await redis.command('ACL', 'SETUSER', 'bridge', '-hset');
  await redis.command('CLIENT', 'KILL', 'USER', 'bridge');
  const missing = 'redis: its user may not run HSET: ACL SETUSER <user> +hset';
  await eventually('it says why', async () => (await stage.ask('GET', '/readyz')).body.missing?.includes(missing));
  expect((await stage.ask('POST', '/interviews', { body: stage.newCreate() })).status).toBe(503);
  expect(bridge.stdout()).toContain('"outcome":"unfit","reasons":["its user may not run HSET');
  await redis.command('ACL', 'SETUSER', 'bridge', '+hset');
  await untilReady(stage);
  expect(bridge.exit()).toBeUndefined();
  expectJsonLines(bridge.stdout());
});

it.concurrent('writes what its libraries say into the log', async ({ onTestFinished }) => {
  // It speaks once the bridge has taken the console over.
  const speak = "setInterval(()=>{if(console.warn!==before)console.warn('deprecated')},100).unref()";
  const library = `data:text/javascript,globalThis.before=console.warn;${speak}`;
  const redis = await during(onTestFinished, openRedis());
  const stage = await during(onTestFinished, openStage({ REDIS_URL: redis.url, NODE_OPTIONS: `--import=${library}` }));
  const bridge = await stage.start();
  await eventually('they say something', () => bridge.stdout().includes('"event":"library"'));
  expectJsonLines(bridge.stdout());
  expect(bridge.stderr()).toBe('');
});

it.concurrent('keeps DATA_DIR and all in it for its own user, though it was open to others', async ({
  onTestFinished,
}) => {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-data-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await chmod(directory, 0o755);
  const stage = await during(onTestFinished, openStage({ REDIS_URL: undefined, DATA_DIR: directory }));
  const bridge = await stage.start();
  await untilReady(stage);
  expect((await stage.ask('POST', '/interviews', { body: stage.newCreate() })).status).toBe(201);
  const names = await readdir(directory, { recursive: true });
  expect(names.length).toBeGreaterThan(3);
  for (const name of ['', ...names]) {
    expect([name, (await stat(join(directory, name))).mode & 0o077]).toEqual([name, 0]);
  }
  expect(await askRedis(join(directory, 'redis.sock'))).toBe('PONG');
  bridge.signal('SIGTERM');
  await bridge.exited;
});

function expectJsonLines(text: string): void {
  const odd = text.split('\n').filter((line) => line !== '' && !/^\{.*\}$/.test(line));
  expect(odd).toEqual([]);
}
