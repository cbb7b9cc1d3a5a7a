import { accountKey } from './keys.ts';
import { type CallClass, callClasses } from './scripts/call-queues.ts';
import { noteCall } from './scripts/note-call.ts';
import type { StoreRedis } from './scripts/script.ts';
import { takeCall } from './scripts/take-call.ts';
import { available } from './unavailable.ts';

type Call = { id: string; priority: CallClass };

/** A call that has not asked again for so long has ended: its process died. */
const patienceMs = 15_000;
/** Longer than windows and calls that wait are of use. */
const lifeMs = 120_000;
const dayMs = 24 * 3_600_000;
const minuteWindows = 6;
/** Until the other side has told its limit. */
const defaultLimit = 10;
/** Five windows begin within 50 s: truth that comes first from here on has one place a minute. */
const truthMs = 40_000;

/**
 * The calls of each account to an API that counts requests in windows, kept by all processes together. The window of a
 * call and all times are those of the server's clock, epoch ms, which the caller knows.
 */
export function createRateLimits(redis: StoreRedis) {
  return available({
    /** Takes a place in a window, or lets the call wait. Without a window it only waits. */
    async take(
      account: string,
      { id, priority, since, now, window, share }: Call & TakenAt,
    ): Promise<'taken' | 'soon' | 'next-window' | { stoppedUntil: number }> {
      const args = {
        id,
        class: priority,
        score: since + callClasses.indexOf(priority) * 60_000,
        now_ms: now,
        number: window ?? '',
        share,
        default_limit: defaultLimit,
        patience_ms: patienceMs,
        life_ms: lifeMs,
        day_life_ms: 2 * dayMs,
        truth_ms: truthMs,
      };
      const keys = { account, window: windowKey(account, window ?? 'none'), day: dayKey(account, now) };
      return takeCall.run(redis, keys, args);
    },

    /** Ends a wait. */
    async leave(account: string, { id, priority }: Call): Promise<void> {
      const member = `${priority}:${id}`;
      await redis.zrem(accountKey(account, `rate-waiting-${priority}`), member);
      await redis.zrem(accountKey(account, 'rate-asked'), member);
    },

    async note(account: string, { now, window, answeredIn, limit, remaining, stopUntil }: Noted): Promise<void> {
      const keys = {
        account,
        window: windowKey(account, window),
        answered: windowKey(account, answeredIn),
        day: dayKey(account, now),
      };
      const args = {
        limit: limit ?? '',
        remaining: remaining ?? '',
        default_limit: defaultLimit,
        stop_ms: stopUntil ?? '',
        now_ms: now,
        life_ms: lifeMs,
        day_life_ms: 2 * dayMs,
      };
      await noteCall.run(redis, keys, args);
    },

    /** The counts of the minute up to `window` and of the day of `now`, and who waits. */
    async use(account: string, { now, window }: { now: number; window: number }) {
      const [limit, today, waiting, ...minute] = await Promise.all([
        redis.hget(accountKey(account, 'rate'), 'limit'),
        redis.hmget(dayKey(account, now), 'ours', 'others', 'refused'),
        redis.zrange(accountKey(account, 'rate-asked'), now - patienceMs, '+inf', 'BYSCORE'),
        ...Array.from({ length: minuteWindows }, (_, i) =>
          redis.hmget(windowKey(account, window - i), 'sent', 'others'),
        ),
      ]);
      const sum = (counts: readonly (string | null | undefined)[]) =>
        counts.reduce((total, each) => total + Number(each ?? 0), 0);
      return {
        limit: Number(limit ?? defaultLimit),
        lastMinute: { ours: sum(minute.map(([ours]) => ours)), others: sum(minute.map(([, others]) => others)) },
        today: { ours: sum([today[0]]), others: sum([today[1]]), refused: sum([today[2]]) },
        waiting: countsByClass(waiting),
      };
    },
  });
}

type TakenAt = { since: number; now: number; window: number | undefined; share: number };

type Noted = {
  now: number;
  /** Of the place that was taken, and the one in which the answer came. */
  window: number;
  answeredIn: number;
  limit?: number;
  remaining?: number;
  /** The call was one too many: none has a place before then. */
  stopUntil?: number;
};

function windowKey(account: string, window: number | string): string {
  return accountKey(account, `rate-window:${window}`);
}

function dayKey(account: string, now: number): string {
  return accountKey(account, `rate-day:${Math.floor(now / dayMs)}`);
}

function countsByClass(members: readonly string[]): Record<CallClass, number> {
  const counts = callClasses.map((each) => [each, members.filter((member) => member.startsWith(`${each}:`)).length]);
  return Object.fromEntries(counts) as Record<CallClass, number>;
}
