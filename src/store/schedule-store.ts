import { isWaiting } from '../interviews/circuits.ts';
import type { Pause } from '../interviews/ports.ts';
import { accountKey } from './keys.ts';
import { pauseFrom, readPause } from './pause.ts';
import type { RejectedLife } from './rejected-webhooks.ts';
import { dueInterviews } from './scripts/due-interviews.ts';
import { endTokenWait } from './scripts/end-token-wait.ts';
import { postponeInterview } from './scripts/postpone-interview.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

type Kind = 'all' | 'failed';

/** `at`: when it was created, or when its delivery failed, epoch ms. */
export type Listed = { id: string; at: number };

/** Of the index of due work; `dueAt` in epoch ms. */
export type Entry = { id: string; dueAt: number };

export type Due = {
  /** Of clocks and of what is to be sent one by turns, of each the longest due first. */
  found: Entry[];
  /** Deliveries are left out until it is over; then all are there, or the next one where one goes out at a time. */
  pause?: Pause;
  /** Replays stand in line. */
  hasReplays?: true;
};

export type Outbox = { all: number; overdue: number; some: Listed[] };

export type Counts = {
  interviews: number;
  failed: number;
  /** Failed ones whose turn to be replayed has not come. */
  replays: number;
  /** Those whose work fails through a fault of ours. */
  parked: number;
  rejectedWebhooks: number;
  /** Interviews our token was refused for since the last success, three at most. */
  refused: number;
  /** Deliveries wait now, or go out one at a time. */
  isPaused: boolean;
};

/** When which interview is due, and how many there are of each kind. */
export function createScheduleStore(redis: StoreRedis, rejectedLifeOf: RejectedLife) {
  return available({
    /** Interviews to look at, so many clocks and so many deliveries at most; the deliveries are left out while the account waits. */
    async due(account: string, now: number, limit: number): Promise<Due> {
      const args = { now_ms: now, limit, oldest_ms: now - rejectedLifeOf(account) };
      const reply = await dueInterviews.run(redis, { account }, args);
      const pause = pauseFrom(reply.pause);
      return {
        found: listed(reply.found).map(({ id, at }) => ({ id, dueAt: at })),
        ...(pause ? { pause } : {}),
        ...(reply.hasReplays ? { hasReplays: true } : {}),
      };
    },

    /** After a refused token may have been put right: the next delivery probes at once instead of at the end of the wait. */
    async endTokenWait(account: string, now: number): Promise<void> {
      await endTokenWait.run(redis, { account }, { now_ms: now });
    },

    /** Ends whatever the account's deliveries wait for, and forgets why; replies what it was. */
    async closeCircuit(account: string): Promise<Pause | undefined> {
      const pause = await readPause(redis, account);
      await redis.del(['pause', 'refused', 'probed'].map((name) => accountKey(account, name)));
      return pause;
    },

    /** Lets an interview rest whose work fails, so that it neither is tried all the time nor hides what is due behind it. */
    async postpone(account: string, id: string, until: number): Promise<void> {
      await postponeInterview.run(redis, { account }, { id, until_ms: until });
    },

    /** Since when the longest of them was due, epoch ms; undefined when no work fails. */
    async parkedSince(account: string): Promise<number | undefined> {
      const [, since] = await redis.zrange(accountKey(account, 'parked'), '0', '0', 'WITHSCORES');
      return since === undefined ? undefined : Number(since);
    },

    async counts(account: string, now: number): Promise<Counts> {
      const [interviews, failed, replays, parked, rejectedWebhooks, refused, pause] = await Promise.all([
        redis.zcard(accountKey(account, 'all')),
        redis.zcard(accountKey(account, 'failed')),
        redis.zcard(accountKey(account, 'replays')),
        redis.zcard(accountKey(account, 'parked')),
        redis.zcard(accountKey(account, 'rejected')),
        redis.zcount(accountKey(account, 'refused'), '(0', '+inf'),
        readPause(redis, account),
      ]);
      return {
        interviews,
        failed,
        replays,
        parked,
        rejectedWebhooks,
        refused,
        isPaused: pause !== undefined && isWaiting(pause, now),
      };
    },

    /**
     * What is to be sent: how many there are in all and due before `before`, and the first and last few by when they are to be
     * sent.
     */
    async outbox(account: string, before: number, size: number): Promise<Outbox> {
      const key = accountKey(account, 'outbox');
      const [all, overdue, first, last] = await Promise.all([
        redis.zcard(key),
        redis.zcount(key, '-inf', `(${before}`),
        redis.zrange(key, '0', String(size - 1), 'WITHSCORES'),
        redis.zrange(key, String(-size), '-1', 'WITHSCORES'),
      ]);
      const some = new Map([...listed(first), ...listed(last)].map((entry) => [entry.id, entry]));
      return { all, overdue, some: [...some.values()] };
    },

    /** Whose next try is not due yet. */
    async waitingForTry(account: string, now: number): Promise<string[]> {
      return redis.zrange(accountKey(account, 'outbox'), `(${now}`, '+inf', 'BYSCORE');
    },

    /** When the oldest one failed, or rejected webhook came; undefined where there is none. */
    async oldest(account: string, kind: 'failed' | 'rejected'): Promise<number | undefined> {
      const [, at] = await redis.zrange(accountKey(account, kind), '0', '0', 'WITHSCORES');
      return at === undefined ? undefined : Number(at);
    },

    pauseOf: (account: string): Promise<Pause | undefined> => readPause(redis, account),

    /** The newest of one kind, oldest first. */
    async newest(account: string, kind: Kind, size: number): Promise<Listed[]> {
      return listed(await redis.zrange(accountKey(account, kind), String(-size), '-1', 'WITHSCORES'));
    },

    /**
     * Of one kind the next few between two times, oldest first, after the last of the page before; empty at the end. It
     * goes on by that one's time and id and not by its place, so nothing is left out when others leave the index meanwhile.
     */
    async page(account: string, kind: Kind, from: number, to: number, size: number, after?: Listed): Promise<Listed[]> {
      const isNext = ({ id, at }: Listed) => !after || at > after.at || id > after.id;
      // Of those with the time of the last one, all may have been seen.
      for (let limit = size; ; limit *= 2) {
        const range = [accountKey(account, kind), after?.at ?? from, to, 'WITHSCORES', 'LIMIT', 0, limit] as const;
        const found = listed(await redis.zrangebyscore(...range));
        const next = found.filter(isNext).slice(0, size);
        if (next.length > 0 || found.length < limit) return next;
      }
    },
  });
}

/** Members and scores by turns. */
function listed(reply: readonly string[]): Listed[] {
  const found: Listed[] = [];
  for (let i = 0; i < reply.length; i += 2) found.push({ id: reply[i] ?? '', at: Number(reply[i + 1]) });
  return found;
}

export type ScheduleStore = ReturnType<typeof createScheduleStore>;
