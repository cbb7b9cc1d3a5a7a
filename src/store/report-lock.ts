import { interviewKey, reportLockMs, reportRestMs } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

export type ReportLocks = {
  /**
   * True for the one request that may ask the vendor for this report; others may not until it has finished, 30 s at
   * most.
   */
  take(id: string): Promise<boolean>;
  /** The report was made: a request that finds its link expired may ask for another one. */
  release(id: string): Promise<void>;
  /** The report was not made: for a moment no request tries again. */
  rest(id: string): Promise<void>;
  /** Another request is having the report made. */
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
