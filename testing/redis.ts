import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Child, watch } from './child.ts';
import { freeClusterPort, freePort } from './free-port.ts';

/** A separate redis-server: to be killed, frozen, started again on the same port and data. */
export type RedisProcess = {
  url: string;
  port: number;
  /** The id of the server process that runs now. */
  pid(): number;
  start(): Promise<void>;
  /** Kills the server, as a crash would. */
  kill(): Promise<void>;
  /** Freezes the server: connections stay open, nothing is answered. */
  freeze(): void;
  thaw(): void;
  command(...words: string[]): Promise<unknown>;
  close(): Promise<void>;
};

export async function openRedis(options: Record<string, string> = {}): Promise<RedisProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-redis-'));
  const port = String(await ('cluster-enabled' in options ? freeClusterPort() : freePort()));
  return runRedis(directory, [], { port, bind: '127.0.0.1', appendonly: 'yes', save: '', ...options });
}

async function runRedis(
  directory: string,
  words: string[],
  options: Record<string, string> & { port: string },
): Promise<RedisProcess> {
  const url = `redis://127.0.0.1:${options.port}`;
  const args = Object.entries({ dir: directory, ...options }).flatMap(([name, value]) => [`--${name}`, value]);
  let server: Child | undefined;
  let hasAnswered = false;

  async function start(): Promise<void> {
    const started = watch(spawn(redisProgram(), [...words, ...args], { cwd: directory, stdio: 'ignore' }));
    server = started;
    // The first may lack a port, or know an option too few; later ones may be killed as they begin, and started again.
    await untilRedisAnswers(url, () => !hasAnswered && started.exit() !== undefined);
    hasAnswered = true;
  }
  await start();
  return {
    url,
    port: Number(options.port),
    pid: () => server?.pid ?? 0,
    start,
    kill: async () => server?.kill(),
    freeze: () => server?.signal('SIGSTOP'),
    thaw: () => server?.signal('SIGCONT'),
    command: (...words) => askRedis(url, ...words),
    async close() {
      await server?.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type SentinelOptions = {
  host?: string;
  /** How many Sentinels have to agree that the master is down. */
  quorum?: number;
  /** Of its file, besides. */
  lines?: readonly string[];
  options?: Record<string, string>;
};

/** A Sentinel that watches one master. */
export async function openSentinel(
  master: string,
  masterPort: number,
  { host = '127.0.0.1', quorum = 1, lines: more = [], options = {} }: SentinelOptions = {},
): Promise<RedisProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'bridge-sentinel-'));
  const file = join(directory, 'sentinel.conf');
  const lines = [
    `sentinel monitor ${master} ${host} ${masterPort} ${quorum}`,
    `sentinel down-after-milliseconds ${master} 1000`,
  ];
  await writeFile(file, [...lines, ...more].map((line) => `${line}\n`).join(''));
  return runRedis(directory, [file, '--sentinel'], { port: String(await freePort()), bind: '127.0.0.1', ...options });
}

/** One command to the Redis at a URL or Unix socket; rejects when there is no answer. */
export async function askRedis(address: string, name = 'PING', ...words: string[]): Promise<unknown> {
  const redis = new Redis(address, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 3000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.call(name, ...words);
  } finally {
    redis.disconnect();
  }
}

export function redisProgram(): string {
  const program = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!program) throw new Error('redis-server or valkey-server is needed; "npm test" installs it where it may');
  return program;
}

/** Rejects once `hasEnded` says that it never will. */
export async function untilRedisAnswers(url: string, hasEnded = () => false): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  for (;;) {
    try {
      await redis.connect();
      await redis.ping();
      redis.disconnect();
      return;
    } catch {
      if (hasEnded()) throw new Error(`The Redis of ${url} ended as it began`);
      await sleep(50);
    }
  }
}

/** How many commands a Redis has run, those inside scripts too. */
export async function commandsRun(redis: Redis): Promise<number> {
  const stats = await redis.info('commandstats');
  return [...stats.matchAll(/:calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0);
}
