import { interviewKey, reportLockMs, reportRestMs } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

export type ReportLocks = {
  /** True for the one who may have the report of this interview made; nobody else may until it has finished, 30 s at most. */
  take(id: string): Promise<boolean>;
  /** The report was made: whoever finds it dead may have it made again. */
  release(id: string): Promise<void>;
  /** It was made in vain: nobody tries again for a moment, however many ask. */
  rest(id: string): Promise<void>;
  /** Somebody is having the report made right now. */
  isBusy(id: string): Promise<boolean>;
};

export function createReportLocks(redis: StoreRedis): ReportLocks {
  return available<ReportLocks>({
    async take(id) {
      return (await redis.set(interviewKey(id, 'report'), 'busy', 'PX', reportLockMs, 'NX')) === 'OK';
    },
    async release(id) {
      await redis.del(interviewKey(id, 'report'));
    },
    async rest(id) {
      await redis.set(interviewKey(id, 'report'), 'resting', 'PX', reportRestMs);
    },
    async isBusy(id) {
      return (await redis.get(interviewKey(id, 'report'))) === 'busy';
    },
  });
}
