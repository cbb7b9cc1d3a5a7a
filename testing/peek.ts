import { isUtf8 } from 'node:buffer';
import { Redis } from 'ioredis';

/** Everything in Redis as text, to check that something is, or is not, in there. */
export async function peek(redisUrl: string): Promise<string> {
  const redis = new Redis(redisUrl);
  const keys = await redis.keys('*');
  const values = await Promise.all(keys.toSorted().map(async (key) => `${key} ${await contentOf(redis, key)}`));
  await redis.quit();
  return values.join('\n');
}

/** The names of all keys. */
export async function namesOf(redisUrl: string): Promise<string[]> {
  const redis = new Redis(redisUrl);
  const keys = await redis.keys('*');
  await redis.quit();
  return keys;
}

/** Encrypted values are not text. */
function legible(bytes: Buffer): string {
  return isUtf8(bytes) ? bytes.toString() : bytes.toString('latin1').replaceAll('\n', ' ');
}

async function contentOf(redis: Redis, key: string): Promise<string> {
  switch (await redis.type(key)) {
    case 'string':
      return legible((await redis.getBuffer(key)) ?? Buffer.alloc(0));
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1));
    case 'set':
      return JSON.stringify(await redis.smembers(key));
    case 'zset':
      return JSON.stringify(await redis.zrange(key, '0', '-1', 'WITHSCORES'));
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    default:
      return '';
  }
}
