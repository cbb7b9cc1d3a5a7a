import { readFileSync } from 'node:fs';
import { expect, it, test, vi } from 'vitest';
import { freeClusterPort } from '../../../testing/free-port.ts';
import { openPrivateCa, type PrivateCa } from '../../../testing/private-ca.ts';
import {
  during,
  eventually,
  freePort,
  openRedis,
  openSentinel,
  openStage,
  processTimeout,
  type Settings,
  type Stage,
  untilReady,
} from '../../../testing/process.ts';
import { expectDelivered } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

type Finish = Parameters<typeof during>[0];

async function expectServed(onTestFinished: Finish, settings: Settings): Promise<void> {
  const stage = await during(onTestFinished, openStage(settings));
  await stage.start();
  await untilReady(stage);
  const create = stage.newCreate();
  const created = await stage.ask('POST', '/interviews', { body: create });
  expect(created.status).toBe(201);
  await stage.takeInterview(create, 8);
  await expectDelivered(stage, create, created);
  expect((await stage.command('doctor')).stdout()).not.toContain('WRONG');
}

/** Why the bridge is not ready, by `/readyz` and its log. */
async function reasonsOf(onTestFinished: Finish, settings: Settings): Promise<{ missing: string; log: string }> {
  const stage: Stage = await during(onTestFinished, openStage(settings));
  const bridge = await stage.start();
  const { body } = await stage.ask('GET', '/readyz');
  return { missing: String(body.missing), log: bridge.stdout() };
}

it.concurrent('reaches one server whose certificate is of the authority in REDIS_TLS_CA_FILE', async ({
  onTestFinished,
}) => {
  const { ca, port } = await openServer(onTestFinished, 'DNS:localhost');
  const REDIS_URL = `rediss://localhost:${port}`;
  await expectServed(onTestFinished, { REDIS_URL, REDIS_TLS_CA_FILE: ca.file });
});

test.concurrent.for([
  ['of an unknown authority', 'DNS:localhost', false],
  ['for another name', 'DNS:elsewhere.example', true],
] as const)('says that a certificate %s cannot be trusted', async ([, names, isKnown], { onTestFinished }) => {
  const { ca, port } = await openServer(onTestFinished, names);
  const REDIS_URL = `rediss://localhost:${port}`;
  const { missing, log } = await reasonsOf(onTestFinished, {
    REDIS_URL,
    ...(isKnown ? { REDIS_TLS_CA_FILE: ca.file } : {}),
  });
  expect(missing).toMatch(/^redis cannot be trusted \([A-Z_]*CERT[A-Z_]*\): is REDIS_TLS_CA_FILE right/);
  expect(log).toMatch(/"event":"redis","outcome":"away".*"code":"[A-Z_]*CERT/);
});

it.concurrent('reaches a Cluster that announces host names, with certificates of names alone', async ({
  onTestFinished,
}) => {
  const ca = await during(onTestFinished, openPrivateCa('DNS:localhost'));
  const nodes = [];
  for (const range of [
    ['0', '8000'],
    ['8001', '16383'],
  ]) {
    const port = await freeClusterPort();
    const node = await during(
      onTestFinished,
      openRedis({
        ...ca.redisOptions(port),
        'cluster-enabled': 'yes',
        'tls-cluster': 'yes',
        'cluster-announce-ip': '127.0.0.1',
        'cluster-announce-hostname': 'localhost',
        'cluster-preferred-endpoint-type': 'hostname',
      }),
    );
    await node.command('CLUSTER', 'ADDSLOTSRANGE', ...range);
    nodes.push({ node, port });
  }
  const [first, second] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
  await first.node.command('CLUSTER', 'MEET', '127.0.0.1', String(second.port));
  for (const { node } of nodes) {
    await eventually('the cluster serves', async () =>
      String(await node.command('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
  }
  const REDIS_URL = `rediss://localhost:${first.port}?cluster`;
  await expectServed(onTestFinished, { REDIS_URL, REDIS_TLS_CA_FILE: ca.file });
});

const operations = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
const leastOfSentinel = /^ACL SETUSER bridge on >password (.*switch-master.*)$/m.exec(operations)?.[1] ?? '';

type Watched = { tlsServer: boolean; tlsSentinel: boolean; login?: readonly [user: string, password: string] };

const combinations: [what: string, watched: Watched][] = [
  ['plain Sentinels of an encrypted server', { tlsServer: true, tlsSentinel: false }],
  ['encrypted Sentinels of an encrypted server', { tlsServer: true, tlsSentinel: true }],
  ['encrypted Sentinels of a plain server', { tlsServer: false, tlsSentinel: true }],
  ['Sentinels with a password', { tlsServer: false, tlsSentinel: false, login: ['default', 'watch-word'] }],
  ['encrypted Sentinels with a user', { tlsServer: true, tlsSentinel: true, login: ['watcher', 'watch-word'] }],
];

test.concurrent.for(combinations)('reaches the master through %s', async ([, watched], { onTestFinished }) => {
  const { settings } = await openWatched(onTestFinished, watched);
  await expectServed(onTestFinished, { ...settings, REDIS_REPLICAS: '0' });
});

it.concurrent('says that the Sentinels want a password', async ({ onTestFinished }) => {
  const login = ['default', 'watch-word'] as const;
  const { settings } = await openWatched(onTestFinished, { tlsServer: false, tlsSentinel: false, login });
  const { missing, log } = await reasonsOf(onTestFinished, { REDIS_URL: settings.REDIS_URL });
  expect(missing).toMatch(/^redis refuses this \(NOAUTH\)/);
  expect(log).toMatch(/"event":"redis","outcome":"away".*"code":"NOAUTH"/);
});

it.concurrent('says that the Sentinels speak TLS alone', async ({ onTestFinished }) => {
  const { settings } = await openWatched(onTestFinished, { tlsServer: false, tlsSentinel: true });
  const { missing } = await reasonsOf(onTestFinished, { REDIS_URL: settings.REDIS_URL });
  expect(missing).toMatch(/^redis does not answer/);
});

async function openServer(onTestFinished: Finish, names: string): Promise<{ ca: PrivateCa; port: number }> {
  const ca = await during(onTestFinished, openPrivateCa(names));
  const port = await freePort();
  await during(onTestFinished, openRedis(ca.redisOptions(port)));
  return { ca, port };
}

/** Sentinels name the host that they were given: addresses have to be in the certificate too. */
async function openWatched(onTestFinished: Finish, { tlsServer, tlsSentinel, login }: Watched) {
  const ca = await during(onTestFinished, openPrivateCa('DNS:localhost,IP:127.0.0.1'));
  const [serverPort, sentinelPort] = [await freePort(), await freePort()];
  const server = await during(onTestFinished, openRedis(ca.redisOptions(serverPort)));
  const sentinel = await during(
    onTestFinished,
    openSentinel('mymaster', tlsServer ? serverPort : server.port, {
      options: { ...ca.redisOptions(sentinelPort), 'tls-replication': tlsServer ? 'yes' : 'no' },
    }),
  );
  await eventually('the Sentinel reaches the server', async () =>
    String(await sentinel.command('SENTINEL', 'MASTER', 'mymaster')).includes('flags,master,link-pending-commands,0'),
  );
  if (login) {
    const rights = login[0] === 'default' ? ['+@all'] : leastOfSentinel.split(' ');
    await sentinel.command('ACL', 'SETUSER', login[0], 'on', 'resetpass', `>${login[1]}`, ...rights);
  }
  if (login && login[0] !== 'default') await sentinel.command('ACL', 'SETUSER', 'default', 'off');
  const port = tlsSentinel ? sentinelPort : sentinel.port;
  const settings = {
    REDIS_URL: `${tlsServer ? 'rediss' : 'redis'}://localhost:${port}?sentinel=mymaster`,
    REDIS_TLS_CA_FILE: ca.file,
    REDIS_SENTINEL_TLS: String(tlsSentinel),
    ...(login ? { REDIS_SENTINEL_USERNAME: login[0], REDIS_SENTINEL_PASSWORD: login[1] } : {}),
  };
  return { settings };
}
