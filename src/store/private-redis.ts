import { spawn } from 'node:child_process';
import { mkdir, rmdir, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { RedisAddress } from '../settings/redis-address.ts';
import { closeToOthers, createDataDir } from './data-dir.ts';
import { findRedisProgram, howToGetRedis } from './redis-program.ts';

export type PrivateRedis = {
  address: RedisAddress;
  close(): Promise<void>;
};

/** The longest path a Unix socket may have on every system (macOS: 104 with its end). */
const longestSocketPath = 103;
const startWithinMs = 20_000;
/** A server listens well before this time, so the process that took the lock was killed. */
const staleLockMs = 5_000;

// With `everysec` Redis may answer before it has written, while the last fsync runs: a kill then loses acknowledged
// data.
const configuration = `
port 0
unixsocket redis.sock
unixsocketperm 700
dir .
logfile redis.log
appendonly yes
appendfsync always
save ""
maxmemory-policy noeviction
`;

/**
 * A private Redis in `dataDir`, with an append-only file, reachable through a socket that only this user may open. A
 * Redis that already runs there (started by another process, or left by a crash) is used. An owner keeps it running and
 * stops it at the end. A guest uses it without stopping it, and starts one only if none runs.
 */
export async function openPrivateRedis(dataDir: string, role: 'owner' | 'guest'): Promise<PrivateRedis> {
  const directory = resolve(dataDir);
  const socket = join(directory, 'redis.sock');
  if (Buffer.byteLength(socket) > longestSocketPath) {
    throw new Error(`DATA_DIR ${directory} is too long for the socket of a private Redis: shorten it or set REDIS_URL`);
  }
  await createDataDir(directory);
  await closeToOthers(directory);
  const program = findProgram();

  const isBorrowed = role === 'guest' && (await answers(socket));
  const closing = new AbortController();
  const running = isBorrowed ? Promise.resolve() : keepRunning(program, directory, socket, closing.signal);
  await untilAnswers(socket, directory).catch(async (error) => {
    await close();
    throw error;
  });
  // ioredis accepts the path of a Unix socket as a URL.
  return { address: { kind: 'single', url: socket }, close };

  async function close(): Promise<void> {
    closing.abort();
    if (!isBorrowed) await shutDown(socket);
    await running;
  }
}

function findProgram(): string {
  const found = findRedisProgram();
  if (found !== undefined) return found;
  throw new Error(
    `REDIS_URL is not set, and neither redis-server nor valkey-server is on the PATH: set REDIS_URL or install one of them\n${howToGetRedis('REDIS_URL')}`,
  );
}

/** Starts it whenever no server listens, until it is aborted. */
async function keepRunning(program: string, directory: string, socket: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const server = await alone(directory, async () => {
      // A server that loads its data or hangs listens too: a second one would corrupt its files.
      if (signal.aborted || (await listens(socket))) return undefined;
      return startServer(program, directory, socket);
    });
    const stop = () => server?.child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    await server?.ended;
    signal.removeEventListener('abort', stop);
    await sleep(300, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves once the server listens or has ended. */
async function startServer(program: string, directory: string, socket: string) {
  // In a separate process group: Ctrl-C must reach the bridge alone, which still has to save data. The umask keeps all
  // files private to this user.
  const command = ['-c', 'umask 077; exec "$0" -', program];
  const child = spawn('sh', command, { cwd: directory, stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    for (const event of ['exit', 'error'] as const) {
      child.once(event, () => {
        hasEnded = true;
        resolve();
      });
    }
  });
  child.stdin.on('error', () => undefined).end(configuration);
  while (!hasEnded && !(await listens(socket))) await sleep(20);
  return { child, ended };
}

/** Lets one process at a time check and start; does nothing while another process does. */
async function alone<T>(directory: string, work: () => Promise<T>): Promise<T | undefined> {
  const lock = join(directory, 'starting');
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > staleLockMs) await rmdir(lock).catch(() => undefined);
  const isMine = await mkdir(lock).then(
    () => true,
    () => false,
  );
  if (!isMine) return undefined;
  try {
    return await work();
  } finally {
    await rmdir(lock).catch(() => undefined);
  }
}

function listens(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    const end = (isListening: boolean) => {
      connection.destroy();
      resolve(isListening);
    };
    connection.once('connect', () => end(true)).once('error', () => end(false));
  });
}

async function untilAnswers(socket: string, directory: string): Promise<void> {
  for (const start = performance.now(); performance.now() - start < startWithinMs; await sleep(50)) {
    if (await answers(socket)) return;
  }
  throw new Error(`The private Redis in ${directory} did not start; see redis.log there`);
}

async function answers(socket: string): Promise<boolean> {
  return withConnection(socket, async (redis) => {
    await redis.ping();
  });
}

async function shutDown(socket: string): Promise<void> {
  await withConnection(socket, async (redis) => {
    await redis.call('SHUTDOWN');
  });
}

/** False if no server answers, or the connection is lost. */
async function withConnection(socket: string, talk: (redis: Redis) => Promise<void>): Promise<boolean> {
  const redis = new Redis(socket, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 2000 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await talk(redis);
    return true;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
