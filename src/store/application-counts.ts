import { applicationStandings } from '../applications/standing.ts';
import { circuitKeys } from './circuits.ts';
import { accountKey } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** Of applications: what each number is of says `read`. */
export type ApplicationCounts = {
  standings: readonly number[];
  waiting: number;
  inDoubt: number;
  inDoubtSince?: number;
  failed: number;
};

/** What is known of all applications of an account together, and when the last webhook about any came. */
export function createApplicationCounts(redis: StoreRedis) {
  return available({
    /**
     * How many there are of each standing, in the order of those; with something to write by way of a circuit; with a
     * write whose outcome has been unknown since before `before`, and since when the first; with an entry that failed.
     */
    async read(account: string, { circuit, before }: { circuit: string; before: number }): Promise<ApplicationCounts> {
      const inFlight = accountKey(account, 'in-flight');
      const [waiting, inDoubt, [, inDoubtSince], failed, standings] = await Promise.all([
        redis.zcard(circuitKeys({ account, circuit }).outbox),
        redis.zcount(inFlight, '-inf', `(${before}`),
        redis.zrange(inFlight, '0', '0', 'WITHSCORES'),
        redis.zcard(accountKey(account, 'failed-entries')),
        Promise.all(applicationStandings.map((_, i) => redis.zcount(accountKey(account, 'standings'), i, i))),
      ]);
      const since = inDoubt > 0 ? { inDoubtSince: Number(inDoubtSince) } : {};
      return { standings, waiting, inDoubt, ...since, failed };
    },

    /** How many there are in all. */
    count: (account: string): Promise<number> => redis.zcard(accountKey(account, 'applications')),

    /** A webhook came then, epoch ms. */
    async noteHeard(account: string, at: number): Promise<void> {
      await redis.set(accountKey(account, 'heard'), at);
    },

    /** When the last webhook came, epoch ms. */
    async heardAt(account: string): Promise<number | undefined> {
      const at = await redis.get(accountKey(account, 'heard'));
      return at === null ? undefined : Number(at);
    },
  });
}
