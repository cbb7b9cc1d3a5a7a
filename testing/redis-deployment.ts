import { setTimeout as sleep } from 'node:timers/promises';
import { openRedis, openSentinel, type RedisProcess } from './redis.ts';
import { openRedisNetwork } from './redis-network.ts';

/** Several servers that replicate each other, and fail over by themselves. */
export type RedisDeployment = {
  /** For `REDIS_URL`. */
  url: string;
  servers: RedisProcess[];
  /** The number of a server that is a master now, of the slot of a key where there are several. */
  masterOf(key: string): Promise<number>;
  /** The server that is the master of the same data now; undefined while it is still the one it was. */
  successorOf(server: number, key: string): Promise<number | undefined>;
  /** Cuts a server off from all others; the bridge still reaches it. */
  cut(server: number): void;
  heal(): void;
  /** Starts a server that was killed. */
  restart(server: number): Promise<void>;
  /** Resolves once every server that is no master follows one. */
  untilWhole(): Promise<void>;
  close(): Promise<void>;
};

export type RedisClusterDeployment = RedisDeployment & {
  /** Adds a master without slots. */
  addMaster(): Promise<number>;
  /** Moves the slot of a key, with all that is in it. */
  moveSlot(key: string, to: number): Promise<void>;
};

const masterName = 'mymaster';

/** One master with replicas, and Sentinels of which most have to agree. */
export async function openWatchedRedis(
  replicaCount: number,
  sentinelCount: number,
  options: Record<string, string> = {},
): Promise<RedisDeployment> {
  const network = openRedisNetwork();
  const servers: RedisProcess[] = [];
  const links: number[] = [];
  const start = async (number: number) => {
    const source = { 'bind-source-addr': network.addressOf(number) };
    const server = await openRedis({ ...source, 'repl-diskless-sync-delay': '0', ...options });
    servers.push(server);
    const link = await network.linkTo(number, server.port);
    links.push(link);
    await announce(number);
    if (number > 0) await server.command('REPLICAOF', '127.0.0.1', String(links[0]));
  };
  const announce = async (number: number) => {
    await servers[number]?.command('CONFIG', 'SET', 'replica-announce-ip', '127.0.0.1');
    await servers[number]?.command('CONFIG', 'SET', 'replica-announce-port', String(links[number]));
  };
  for (let i = 0; i <= replicaCount; i += 1) await start(i);
  const sentinels: RedisProcess[] = [];
  for (let i = 0; i < sentinelCount; i += 1) {
    const address = network.addressOf(servers.length + i);
    sentinels.push(
      await openSentinel(masterName, links[0] ?? 0, {
        quorum: Math.floor(sentinelCount / 2) + 1,
        lines: [`sentinel failover-timeout ${masterName} 10000`, 'sentinel announce-ip 127.0.0.1'],
        options: { 'bind-source-addr': address },
      }),
    );
  }
  const [first] = sentinels;
  if (!first) throw new Error('There is no Sentinel');
  await untilAll(sentinels, async (sentinel) => {
    const replicas = String(await sentinel.command('SENTINEL', 'REPLICAS', masterName));
    const others = (await sentinel.command('SENTINEL', 'SENTINELS', masterName)) as unknown[];
    return replicas.split('master-link-status,ok').length > replicaCount && others.length >= sentinelCount - 1;
  });
  const masterNow = async () => {
    const [, port] = (await first.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName)) as string[];
    return links.indexOf(Number(port));
  };
  return {
    url: `${sentinels.map(({ url }) => url).join(',')}?sentinel=${masterName}`,
    servers,
    masterOf: masterNow,
    async successorOf(server) {
      const now = await masterNow();
      return now === server ? undefined : now;
    },
    cut: network.cut,
    heal: network.heal,
    async restart(server) {
      await servers[server]?.start();
      await announce(server);
    },
    untilWhole: () => untilFollowing(servers, replicaCount),
    async close() {
      await Promise.all([network, ...sentinels, ...servers].map((each) => each.close()));
    },
  };
}

/** Masters that share the slots, each with as many replicas. */
export async function openRedisCluster(
  masterCount: number,
  replicasEach: number,
  options: Record<string, string> = {},
): Promise<RedisClusterDeployment> {
  const network = openRedisNetwork();
  const servers: RedisProcess[] = [];
  const links: number[] = [];
  const busLinks: number[] = [];
  const ids: string[] = [];
  const nodeTimeoutMs = 5_000;
  for (let i = 0; i < masterCount * (1 + replicasEach); i += 1) await start();
  const share = 16_384 / masterCount;
  for (let i = 0; i < masterCount; i += 1) {
    const range = [Math.ceil(i * share), Math.ceil((i + 1) * share) - 1].map(String);
    await servers[i]?.command('CLUSTER', 'ADDSLOTSRANGE', ...range);
  }
  await meetAll();
  for (const [i, server] of servers.entries()) {
    const master = ids[i % masterCount] ?? '';
    if (i >= masterCount) await server.command('CLUSTER', 'REPLICATE', master);
  }
  await untilServing();
  await untilFollowing(servers, masterCount * replicasEach);

  return {
    url: `${links
      .slice(0, masterCount)
      .map((port) => `redis://127.0.0.1:${port}`)
      .join(',')}?cluster`,
    servers,
    masterOf: (key) => masterAsSeenBy(key, servers),
    async successorOf(server, key) {
      const now = await masterAsSeenBy(
        key,
        servers.filter((_, i) => i !== server),
      );
      return now === server ? undefined : now;
    },
    cut: network.cut,
    heal: network.heal,
    async restart(server) {
      await servers[server]?.start();
      await announce(server);
    },
    async untilWhole() {
      await untilFollowing(servers, masterCount * replicasEach);
      await untilServing();
    },
    async addMaster() {
      const added = await start();
      await meetAll();
      await untilServing();
      return added;
    },
    async moveSlot(key, to) {
      const from = await masterAsSeenBy(key, servers);
      const [source, target] = [servers[from], servers[to]];
      const slot = String(await source?.command('CLUSTER', 'KEYSLOT', key));
      await target?.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', ids[from] ?? '');
      await source?.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', ids[to] ?? '');
      for (;;) {
        const keys = (await source?.command('CLUSTER', 'GETKEYSINSLOT', slot, '50')) as string[];
        if (keys.length === 0) break;
        const place = ['127.0.0.1', String(links[to]), '', '0', '5000'];
        // Some expire meanwhile.
        await source?.command('MIGRATE', ...place, 'KEYS', ...keys).catch(() => undefined);
      }
      await target?.command('CLUSTER', 'SETSLOT', slot, 'NODE', ids[to] ?? '');
      // A master that has given its last slot away may be a replica already.
      await source?.command('CLUSTER', 'SETSLOT', slot, 'NODE', ids[to] ?? '').catch(() => undefined);
    },
    async close() {
      await Promise.all([network, ...servers].map((each) => each.close()));
    },
  };

  async function start(): Promise<number> {
    const number = servers.length;
    const server = await openRedis({
      'bind-source-addr': network.addressOf(number),
      'cluster-enabled': 'yes',
      'cluster-node-timeout': String(nodeTimeoutMs),
      'repl-diskless-sync-delay': '0',
      ...options,
    });
    servers.push(server);
    const [link, busLink] = [
      await network.linkTo(number, server.port),
      await network.linkTo(number, server.port + 10_000),
    ];
    links.push(link);
    busLinks.push(busLink);
    await announce(number);
    ids.push(String(await server.command('CLUSTER', 'MYID')));
    return number;
  }

  async function announce(number: number): Promise<void> {
    const announced = { ip: '127.0.0.1', port: String(links[number]), 'bus-port': String(busLinks[number]) };
    for (const [name, value] of Object.entries(announced)) {
      await servers[number]?.command('CONFIG', 'SET', `cluster-announce-${name}`, value);
    }
  }

  async function meetAll(): Promise<void> {
    for (const [i, link] of links.entries()) {
      if (i > 0) await servers[0]?.command('CLUSTER', 'MEET', '127.0.0.1', String(link), String(busLinks[i]));
    }
    await untilAll(servers, async (server) =>
      String(await server.command('CLUSTER', 'INFO')).includes(`cluster_known_nodes:${servers.length}\r`),
    );
  }

  async function untilServing(): Promise<void> {
    await untilAll(servers, async (server) =>
      String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
  }

  async function masterAsSeenBy(key: string, seers: readonly RedisProcess[]): Promise<number> {
    for (const seer of seers) {
      const found = await lookUp(seer, key).catch(() => undefined);
      if (found !== undefined && found >= 0) return found;
    }
    throw new Error(`No server knows the master of ${key}`);
  }

  async function lookUp(seer: RedisProcess, key: string): Promise<number | undefined> {
    const slot = Number(await seer.command('CLUSTER', 'KEYSLOT', key));
    const ranges = (await seer.command('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
    const range = ranges.find(([from, to]) => slot >= from && slot <= to);
    return range && links.indexOf(range[2][1]);
  }
}

async function untilFollowing(servers: readonly RedisProcess[], count: number): Promise<void> {
  for (;;) {
    const infos = await Promise.all(
      servers.map((server) => server.command('INFO', 'replication').then(String, () => '')),
    );
    if (infos.filter((info) => info.includes('master_link_status:up')).length >= count) return;
    await sleep(100);
  }
}

async function untilAll(servers: readonly RedisProcess[], isSo: (server: RedisProcess) => Promise<boolean>) {
  for (const server of servers) while (!(await isSo(server).catch(() => false))) await sleep(100);
}
