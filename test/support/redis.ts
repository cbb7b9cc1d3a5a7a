import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { inject } from 'vitest';

export function redisProgram(): string {
  const program = ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
  if (!program) throw new Error('The tests need redis-server or valkey-server; "npm test" installs it where it may');
  return program;
}

/** The address of an empty database that nobody else uses. */
export async function emptyDatabase(): Promise<string> {
  const port = inject('redisPort');
  const counter = new Redis(`redis://127.0.0.1:${port}/0`);
  const database = (await counter.incr('databases')) % 2000;
  await counter.quit();
  const url = `redis://127.0.0.1:${port}/${database}`;
  const redis = new Redis(url);
  await redis.flushdb();
  await redis.quit();
  return url;
}

export async function untilRedisAnswers(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  for (;;) {
    try {
      await redis.connect();
      await redis.ping();
      redis.disconnect();
      return;
    } catch {
      await sleep(50);
    }
  }
}
