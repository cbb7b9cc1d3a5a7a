import type { Listed, PageOptions } from '../records.ts';
import type { StoreRedis } from './scripts/script.ts';

export type { Listed, PageOptions };

/**
 * The next few members of an index between two times, in either order, after the last of the page before; empty at the
 * end. It goes on by that one's time and id and not by its place, so nothing is left out when others leave the index
 * meanwhile.
 */
export async function pageOf(
  redis: StoreRedis,
  key: string,
  { from, to, size, last, order }: PageOptions,
): Promise<Listed[]> {
  const isNext = ({ id, at }: Listed) => !last || at !== last.at || (order === 'oldest' ? id > last.id : id < last.id);
  // Of those with the time of the last one, all may have been seen.
  for (let limit = size; ; limit *= 2) {
    const rest = ['WITHSCORES', 'LIMIT', 0, limit] as const;
    const found = listed(
      order === 'oldest'
        ? await redis.zrangebyscore(key, last?.at ?? from, to, ...rest)
        : await redis.zrevrangebyscore(key, last?.at ?? to, from, ...rest),
    );
    const next = found.filter(isNext).slice(0, size);
    if (next.length > 0 || found.length < limit) return next;
  }
}

/** Members and scores by turns. */
export function listed(reply: readonly string[]): Listed[] {
  const found: Listed[] = [];
  for (let i = 0; i < reply.length; i += 2) found.push({ id: reply[i] ?? '', at: Number(reply[i + 1]) });
  return found;
}
