import { Redis } from 'ioredis';
import { inject } from 'vitest';

/** The address of an empty database for one test alone. */
export async function emptyDatabase(): Promise<string> {
  const port: number | undefined = inject('redisPort');
  if (port === undefined) throw new Error('Unit tests have no Redis: name this file in vitest.config.ts');
  const counter = new Redis(`redis://127.0.0.1:${port}/0`);
  const database = (await counter.incr('databases')) % 2000;
  await counter.quit();
  const url = `redis://127.0.0.1:${port}/${database}`;
  const redis = new Redis(url);
  await redis.flushdb();
  await redis.quit();
  return url;
}
