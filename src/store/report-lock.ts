import { interviewKey, reportLockMs } from './keys.ts';
import type { StoreRedis } from './scripts.ts';
import { available } from './unavailable.ts';

export type ReportLocks = {
  /** True for the one who may have the report of this interview made; nobody else may for the next 30 s, whatever comes of it. */
  take(id: string): Promise<boolean>;
  /** Says that the trying has ended, well or badly, without letting anybody try again sooner. */
  finish(id: string): Promise<void>;
  /** Somebody is having the report made right now. */
  isBusy(id: string): Promise<boolean>;
};

export function createReportLocks(redis: StoreRedis): ReportLocks {
  return available<ReportLocks>({
    async take(id) {
      return (await redis.set(interviewKey(id, 'report'), 'busy', 'PX', reportLockMs, 'NX')) === 'OK';
    },
    async finish(id) {
      await redis.set(interviewKey(id, 'report'), 'done', 'KEEPTTL', 'XX');
    },
    async isBusy(id) {
      return (await redis.get(interviewKey(id, 'report'))) === 'busy';
    },
  });
}
