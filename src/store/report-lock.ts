import { interviewKey, reportLockMs, reportRestMs } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

export type ReportLocks = {
  /** True for the one request that may have the report of this interview made; no other may until it has finished, 30 s at most. */
  take(id: string): Promise<boolean>;
  /** The report was made: a request that finds it dead may have it made again. */
  release(id: string): Promise<void>;
  /** It was not made: no request tries again for a moment, however many there are. */
  rest(id: string): Promise<void>;
  /** The report is being made right now. */
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
