import { setTimeout as sleep } from 'node:timers/promises';
import { openRedis, openSentinel, type RedisProcess } from '../../../testing/redis.ts';
import { openTcpProxy, type TcpProxy } from '../../../testing/tcp-proxy.ts';
import { pauseQueue, spoilQueue } from './queue.ts';
import type { Stage } from './stage.ts';

/** The place of a fault: the Redis that the bridge uses. */
export type Place = { url: string; close(): Promise<void> };

export type Fault<P extends Place = Place> = {
  name: string;
  workers: number;
  open(): Promise<P>;
  /** Resolves at the end of the fault, or, where it stays for good, once it is there. */
  strike(place: P, stage: Stage, lastsMs: number): Promise<void>;
};

type Server = Place & { redis: RedisProcess };
type Proxied = Server & { proxy: TcpProxy };
type Watched = Place & { sentinel: RedisProcess; master: RedisProcess };

export const faults: Fault[] = [
  direct('Redis gone', async ({ redis }, _stage, lastsMs) => {
    await redis.kill();
    await sleep(lastsMs);
    await redis.start();
  }),
  direct('Redis crashed and started again', async ({ redis }) => {
    await redis.kill();
    await redis.start();
  }),
  direct('Redis frozen', async ({ redis }, _stage, lastsMs) => {
    redis.freeze();
    await sleep(lastsMs);
    redis.thaw();
  }),
  fault('Redis crashed, a replica takes over', openWatched, async ({ sentinel, master }) => {
    await master.kill();
    const masterNow = () => sentinel.command('SENTINEL', 'get-master-addr-by-name', masterName);
    while (String(await masterNow()).endsWith(`,${master.port}`)) await sleep(100);
  }),
  proxied('network refused', async ({ proxy }, _stage, lastsMs) => {
    proxy.refuse();
    await sleep(lastsMs);
    proxy.accept();
  }),
  proxied('connections cut half-way each second', async ({ proxy }, _stage, lastsMs) => {
    for (let passedMs = 0; passedMs < lastsMs; passedMs += 1000) {
      proxy.cut();
      await sleep(1000);
    }
  }),
  proxied('connections carry nothing any more', async ({ proxy }) => proxy.forget()),
  proxied('worker never hears of a job', async ({ proxy }) => {
    proxy.swallow('bzpopmin');
    proxy.forget();
  }),
  direct('queue paused for good', ({ url }) => pauseQueue(url)),
  direct('queue overwritten with rubbish', ({ url }) => spoilQueue(url)),
  direct('worker frozen', async (_place, { workers }, lastsMs) => freeze(workers, lastsMs)),
  {
    ...direct('one worker of two frozen', (_place, { workers }, lastsMs) => freeze(workers.slice(1), lastsMs)),
    workers: 2,
  },
];

async function freeze(workers: Stage['workers'], lastsMs: number): Promise<void> {
  for (const worker of workers) worker.signal('SIGSTOP');
  await sleep(lastsMs);
  for (const worker of workers) worker.signal('SIGCONT');
}

function direct(name: string, strike: Fault<Server>['strike']): Fault {
  return fault(name, openServer, strike);
}

function proxied(name: string, strike: Fault<Proxied>['strike']): Fault {
  return fault(name, openProxied, strike);
}

/** The place that a fault is given is the one it has opened. */
function fault<P extends Place>(name: string, open: () => Promise<P>, strike: Fault<P>['strike']): Fault {
  return { name, workers: 1, open, strike: (place, stage, lastsMs) => strike(place as P, stage, lastsMs) };
}

async function openServer(): Promise<Server> {
  const redis = await openRedis();
  return { redis, url: redis.url, close: redis.close };
}

async function openProxied(): Promise<Proxied> {
  const redis = await openRedis();
  const proxy = await openTcpProxy(redis.port);
  const close = async () => void (await Promise.all([proxy.close(), redis.close()]));
  return { redis, proxy, url: `redis://127.0.0.1:${proxy.port}`, close };
}

const masterName = 'campaign';

/** A master that takes no write without a replica, two of these, and a Sentinel. */
async function openWatched(): Promise<Watched> {
  const options = { 'min-replicas-to-write': '1' };
  const master = await openRedis(options);
  const replicaOptions = { ...options, replicaof: `127.0.0.1 ${master.port}` };
  const replicas = [await openRedis(replicaOptions), await openRedis(replicaOptions)];
  const sentinel = await openSentinel(masterName, master.port);
  const known = async () => String(await sentinel.command('SENTINEL', 'replicas', masterName));
  while ((await known()).split('master-link-status,ok').length <= replicas.length) await sleep(100);
  return {
    sentinel,
    master,
    url: `redis://127.0.0.1:${sentinel.port}?sentinel=${masterName}`,
    async close() {
      await Promise.all([sentinel, master, ...replicas].map((each) => each.close()));
    },
  };
}
