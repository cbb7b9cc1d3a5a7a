import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { openPrivateRedis } from '../../src/store/private-redis.ts';
import type { SandboxClock } from './clock.ts';

/** A process that is started again whenever it ends. */
export type Owned = { isUp(): boolean; starts(): number; kill(): Promise<void>; close(): Promise<void> };

type BridgeOptions = {
  settings: Readonly<Record<string, string>>;
  clock: SandboxClock;
  log: (line: string) => void;
};

/** Long enough to be seen. */
const downForMs = 1_500;
const lookEveryMs = 100;
const startsWithinMs = 60_000;

/** Resolves once it is ready for the first time; rejects where it is not in time. */
export async function openBridgeProcess({ settings, clock, log }: BridgeOptions): Promise<Owned> {
  let child: ChildProcess;
  let starts = 0;
  let isUp = false;
  let isClosing = false;
  let lastLine = '';
  clock.onMove((aheadMs) => child.connected && child.send({ aheadMs }));
  start();
  for (const endsAt = Date.now() + startsWithinMs; !isUp; await wait(lookEveryMs)) {
    if (Date.now() < endsAt) continue;
    await close();
    throw new Error(`The bridge did not start: ${lastLine}`);
  }
  return {
    isUp: () => isUp,
    starts: () => starts,
    async kill() {
      isUp = false;
      child.kill('SIGKILL');
      await ended(child);
    },
    close,
  };

  function start(): void {
    starts += 1;
    const env = { PATH: process.env.PATH, SANDBOX_AHEAD_MS: String(clock.aheadMs()), ...settings };
    const started = fork(programOf('bridge/main'), { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        lastLine = chunk.toString();
        log(lastLine);
      });
    }
    started.once('exit', () => void startAgain());
    void watchReady(started);
  }

  async function startAgain(): Promise<void> {
    isUp = false;
    await wait(downForMs);
    if (!isClosing) start();
  }

  async function watchReady(watched: ChildProcess): Promise<void> {
    while (watched.exitCode === null && watched.signalCode === null) {
      const answer = await fetch(`http://127.0.0.1:${settings.PORT}/readyz`).catch(() => undefined);
      await answer?.arrayBuffer();
      if (watched === child) isUp = answer?.ok === true;
      await wait(isUp ? 5 * lookEveryMs : lookEveryMs);
    }
  }

  async function close(): Promise<void> {
    isClosing = true;
    child.kill('SIGTERM');
    await ended(child);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** Beside this file: a source, or as built. */
function programOf(name: string): string {
  return fileURLToPath(new URL(`${name}${import.meta.url.slice(-3)}`, import.meta.url));
}

/** The private Redis of a folder, which starts it again by itself. */
export async function openRedisProcess(dataDir: string): Promise<Owned> {
  const server = await openPrivateRedis(dataDir, 'owner');
  const redis = new Redis(join(resolve(dataDir), 'redis.sock'), { commandTimeout: 1_000, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  let starts = 1;
  return {
    isUp: () => redis.status === 'ready',
    starts: () => starts,
    async kill() {
      const [, pid] = /^process_id:(\d+)/m.exec(await redis.info('server')) ?? [];
      const hasEnded = once(redis, 'close');
      process.kill(Number(pid), 'SIGKILL');
      await hasEnded;
      starts += 1;
    },
    async close() {
      redis.disconnect();
      await server.close();
    },
  };
}
