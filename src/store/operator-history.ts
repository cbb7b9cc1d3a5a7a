import { limits } from '../limits.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** Something that an operator did; ids and counts, nothing personal. */
export type OperatorLine = { at: number; text: string };

/** What operators did with an account, the newest lines only. */
export function createOperatorHistory(redis: StoreRedis) {
  return available({
    async add(account: string, { at, text }: OperatorLine): Promise<void> {
      const key = accountKey(account, 'history');
      await redis.multi().rpush(key, `${at} ${text}`).ltrim(key, -limits.historyLines, -1).exec();
    },

    /** Oldest first. */
    async list(account: string): Promise<OperatorLine[]> {
      const lines = await redis.lrange(accountKey(account, 'history'), 0, -1);
      return lines.map((line) => {
        const at = line.indexOf(' ');
        return { at: Number(line.slice(0, at)), text: line.slice(at + 1) };
      });
    },
  });
}
