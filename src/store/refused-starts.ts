import { limits } from '../limits.ts';
import { refusedStartsKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** A process that did not start, since it cannot use the data of this Redis. `at`: when it last tried, epoch ms. */
export type RefusedStart = { host: string; why: string; at: number };

/** A process that is started again and again is so more often. */
const keptMs = 15 * 60_000;

/** Processes that found a DATA_KEY or a version that does not fit: others can say so for them. */
export function createRefusedStarts(redis: StoreRedis) {
  return available({
    async note({ host, why, at }: RefusedStart): Promise<void> {
      const noting = redis
        .multi()
        .zadd(refusedStartsKey, at, `${host} ${why}`)
        .zremrangebyscore(refusedStartsKey, '-inf', at - keptMs)
        .zremrangebyrank(refusedStartsKey, 0, -1 - limits.refusedStarts)
        .pexpire(refusedStartsKey, keptMs);
      const [failed] = ((await noting.exec()) ?? []).flatMap(([error]) => error ?? []);
      if (failed) throw failed;
    },

    /** The newest first. */
    async all(): Promise<RefusedStart[]> {
      const reply = await redis.zrange(refusedStartsKey, '0', '-1', 'REV', 'WITHSCORES');
      return reply.flatMap((said, i) => {
        if (i % 2 === 1) return [];
        const end = said.indexOf(' ');
        return [{ host: said.slice(0, end), why: said.slice(end + 1), at: Number(reply[i + 1]) }];
      });
    },
  });
}
