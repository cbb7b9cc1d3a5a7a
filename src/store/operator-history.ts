import { limits } from '../limits.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** An action of an operator, with ids and counts and no personal data. */
export type OperatorLine = { at: number; text: string };

/** The newest actions of operators on an account. */
export function createOperatorHistory(redis: StoreRedis) {
  return available({
    async add(account: string, { at, text }: OperatorLine): Promise<void> {
      const key = accountKey(account, 'history');
      const adding = redis.multi().rpush(key, `${at} ${text}`).ltrim(key, -limits.historyLines, -1);
      const [failed] = ((await adding.exec()) ?? []).flatMap(([error]) => error ?? []);
      if (failed) throw failed;
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
