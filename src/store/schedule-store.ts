import type { OpenCircuit } from '../outbox/circuits.ts';
import { isWaiting } from '../outbox/circuits.ts';
import { type CircuitNames, circuitArgs, circuitKeys, readPause } from './circuits.ts';
import { accountKey } from './keys.ts';
import type { NextTimes } from './next-times.ts';
import { endTokenWait } from './scripts/end-token-wait.ts';
import { postponeRecord } from './scripts/postpone-record.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

type Kind = 'all' | 'failed';

/** `at`: when it was created, or when its delivery failed, epoch ms. */
export type Listed = { id: string; at: number };

export type Outbox = { all: number; overdue: number; some: Listed[] };

export type Counts = {
  interviews: number;
  failed: number;
  /** Failed ones whose turn to be replayed has not come. */
  replays: number;
  /** Those whose work fails through a fault of ours. */
  parked: number;
  rejectedWebhooks: number;
  /** Interviews that a token of ours was refused for since its last success, three at most for each circuit. */
  refused: number;
  /** A circuit is open or half-open. */
  isPaused: boolean;
};

/** When which interview is due, and how many there are of each kind. */
export function createScheduleStore(redis: StoreRedis, nextTimes: Pick<NextTimes, 'note'>, circuits: CircuitNames) {
  const keysOf = (account: string) => circuits.map((circuit) => circuitKeys({ account, circuit }));

  return available({
    /**
     * After a refused token may have been put right: the next delivery probes at once instead of at the end of the
     * wait.
     */
    async endTokenWait(account: string, now: number): Promise<void> {
      const ended = await Promise.all(keysOf(account).map((keys) => endTokenWait.run(redis, keys, { now_ms: now })));
      if (ended.includes(true)) nextTimes.note(account, now);
    },

    /** Ends whatever the account's deliveries wait for, and forgets why. */
    async closeCircuits(account: string, now: number): Promise<void> {
      await redis.del(keysOf(account).flatMap(({ pause, refused, probed, tried }) => [pause, refused, probed, tried]));
      nextTimes.note(account, now);
    },

    /**
     * Lets an interview rest whose work fails, so that it neither is tried all the time nor hides what is due behind
     * it.
     */
    async postpone(account: string, id: string, until: number): Promise<void> {
      await postponeRecord.run(redis, { account }, { ...circuitArgs(account, circuits), id, until_ms: until });
    },

    /** Since when the longest of them was due, epoch ms; undefined when no work fails. */
    async parkedSince(account: string): Promise<number | undefined> {
      const [, since] = await redis.zrange(accountKey(account, 'parked'), '0', '0', 'WITHSCORES');
      return since === undefined ? undefined : Number(since);
    },

    async counts(account: string, now: number): Promise<Counts> {
      const [interviews, failed, replays, parked, rejectedWebhooks, refused, pauses] = await Promise.all([
        redis.zcard(accountKey(account, 'all')),
        redis.zcard(accountKey(account, 'failed')),
        redis.zcard(accountKey(account, 'replays')),
        redis.zcard(accountKey(account, 'parked')),
        redis.zcard(accountKey(account, 'rejected')),
        Promise.all(keysOf(account).map((keys) => redis.zcount(keys.refused, '(0', '+inf'))),
        pausesOf(account),
      ]);
      return {
        interviews,
        failed,
        replays,
        parked,
        rejectedWebhooks,
        refused: sum(refused),
        isPaused: pauses.some(({ pause }) => isWaiting(pause, now)),
      };
    },

    /**
     * What is to be sent: how many there are in all and due before `before`, and the first and last few by when they
     * are to be sent.
     */
    async outbox(account: string, before: number, size: number, of: CircuitNames = circuits): Promise<Outbox> {
      const keys = of.map((circuit) => circuitKeys({ account, circuit }));
      const outboxes = await Promise.all(keys.map(({ outbox }) => lookInto(outbox, before, size)));
      const some = new Map(outboxes.flatMap((each) => each.some.map((entry) => [entry.id, entry])));
      return {
        all: sum(outboxes.map(({ all }) => all)),
        overdue: sum(outboxes.map(({ overdue }) => overdue)),
        some: [...some.values()],
      };
    },

    /** Whose next try is not due yet. */
    async waitingForTry(account: string, now: number): Promise<string[]> {
      const later = keysOf(account).map(({ outbox }) => redis.zrange(outbox, `(${now}`, '+inf', 'BYSCORE'));
      return [...new Set((await Promise.all(later)).flat())];
    },

    /** When the oldest one failed, or rejected webhook came; undefined where there is none. */
    async oldest(account: string, kind: 'failed' | 'rejected'): Promise<number | undefined> {
      const [, at] = await redis.zrange(accountKey(account, kind), '0', '0', 'WITHSCORES');
      return at === undefined ? undefined : Number(at);
    },

    pausesOf,

    /** The newest of one kind, oldest first. */
    async newest(account: string, kind: Kind, size: number): Promise<Listed[]> {
      return listed(await redis.zrange(accountKey(account, kind), String(-size), '-1', 'WITHSCORES'));
    },

    /**
     * Of one kind the next few between two times, in either order, after the last of the page before; empty at the end.
     * It goes on by that one's time and id and not by its place, so nothing is left out when others leave the index
     * meanwhile.
     */
    async page(
      account: string,
      kind: Kind,
      from: number,
      to: number,
      size: number,
      last?: Listed,
      order: 'oldest' | 'newest' = 'oldest',
    ): Promise<Listed[]> {
      const key = accountKey(account, kind);
      const isNext = ({ id, at }: Listed) =>
        !last || at !== last.at || (order === 'oldest' ? id > last.id : id < last.id);
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
    },
  });

  /** Why deliveries of the account wait, by circuit; those that do not are left out. */
  async function pausesOf(account: string): Promise<OpenCircuit[]> {
    const pauses = await Promise.all(circuits.map((circuit) => readPause(redis, { account, circuit })));
    return pauses.flatMap((pause, i) => (pause ? [{ circuit: circuits[i] ?? '', pause }] : []));
  }

  async function lookInto(outbox: string, before: number, size: number): Promise<Outbox> {
    const [all, overdue, first, last] = await Promise.all([
      redis.zcard(outbox),
      redis.zcount(outbox, '-inf', `(${before}`),
      redis.zrange(outbox, '0', String(size - 1), 'WITHSCORES'),
      redis.zrange(outbox, String(-size), '-1', 'WITHSCORES'),
    ]);
    return { all, overdue, some: [...listed(first), ...listed(last)] };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

/** Members and scores by turns. */
function listed(reply: readonly string[]): Listed[] {
  const found: Listed[] = [];
  for (let i = 0; i < reply.length; i += 2) found.push({ id: reply[i] ?? '', at: Number(reply[i + 1]) });
  return found;
}

export type ScheduleStore = ReturnType<typeof createScheduleStore>;
