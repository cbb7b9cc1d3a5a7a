import { publicUrlsKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** An address that a process has, and when such a process last said so, epoch ms. */
export type RunningUrl = { url: string; at: number };

export const beatEveryMs = 30_000;
const keptMs = 3 * beatEveryMs;

/** Which `PUBLIC_URL` the processes of a deployment have that run now. */
export function createPublicUrls(redis: StoreRedis) {
  return available({
    /** Says that a process with this address runs. Resolves to all that have been heard of lately. */
    async beat(url: string, now: number): Promise<RunningUrl[]> {
      const beating = redis
        .multi()
        .zadd(publicUrlsKey, now, url)
        .zremrangebyscore(publicUrlsKey, '-inf', now - keptMs)
        .pexpire(publicUrlsKey, keptMs);
      const [failed] = ((await beating.exec()) ?? []).flatMap(([error]) => error ?? []);
      if (failed) throw failed;
      return all();
    },

    all,
  });

  async function all(): Promise<RunningUrl[]> {
    const reply = await redis.zrange(publicUrlsKey, '0', '-1', 'WITHSCORES');
    return reply.flatMap((url, i) => (i % 2 === 0 ? [{ url, at: Number(reply[i + 1]) }] : []));
  }
}
