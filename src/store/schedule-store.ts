import { applicationStandings } from '../applications/standing.ts';
import type { OpenCircuit } from '../outbox/circuits.ts';
import { type CircuitNames, circuitArgs, circuitKeys, readPause } from './circuits.ts';
import { accountKey } from './keys.ts';
import type { NextTimes } from './next-times.ts';
import { type Listed, listed, type PageOptions, pageOf } from './page.ts';
import { endTokenWait } from './scripts/end-token-wait.ts';
import { postponeRecord } from './scripts/postpone-record.ts';
import { probeNow } from './scripts/probe-now.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

type Kind = 'all' | 'failed' | 'conflicts';

/** So that no command keeps others waiting. */
const hastenedAtOnce = 1_000;

export type Outbox = { all: number; overdue: number; some: Listed[] };

/** When which interview is due, and how many there are of each kind. */
export function createScheduleStore(redis: StoreRedis, nextTimes: Pick<NextTimes, 'note'>, circuits: CircuitNames) {
  const keysOf = (account: string, of = circuits) => of.map((circuit) => circuitKeys({ account, circuit }));

  return available({
    /**
     * After a refused token may have been put right: the next delivery probes at once instead of at the end of the
     * wait. Resolves to the interviews that it was refused for, whose own next try may be hours away.
     */
    async endTokenWait(account: string, now: number): Promise<string[]> {
      const ended = await Promise.all(keysOf(account).map((keys) => endTokenWait.run(redis, keys, { now_ms: now })));
      if (ended.some(({ hasWaited }) => hasWaited)) nextTimes.note(account, now);
      return [...new Set(ended.flatMap(({ refused }) => refused))];
    },

    /** Makes every application due that waits for an invitation, or for what stands in its way. */
    async hastenInvitations(account: string, now: number): Promise<void> {
      const [from, to] = [applicationStandings.indexOf('waiting'), applicationStandings.indexOf('blocked')];
      const ids = await redis.zrange(accountKey(account, 'standings'), String(from), String(to), 'BYSCORE');
      for (let i = 0; i < ids.length; i += hastenedAtOnce) {
        const due = ids.slice(i, i + hastenedAtOnce).flatMap((id) => [now, id]);
        await redis.zadd(accountKey(account, 'due'), 'XX', 'LT', ...due);
      }
      if (ids.length > 0) nextTimes.note(account, now);
    },

    /** Has one delivery of a circuit try its luck now; false where the circuit lets all of them out. */
    async probeNow(account: string, circuit: string, now: number): Promise<boolean> {
      const isOpen = await probeNow.run(redis, circuitKeys({ account, circuit }), { now_ms: now });
      if (isOpen) nextTimes.note(account, now);
      return isOpen;
    },

    /** Ends whatever the account's deliveries wait for, and forgets why. */
    async closeCircuits(account: string, now: number, of?: CircuitNames): Promise<void> {
      await redis.del(
        keysOf(account, of).flatMap(({ pause, refused, probed, tried }) => [pause, refused, probed, tried]),
      );
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
    async waitingForTry(account: string, now: number, of?: CircuitNames): Promise<string[]> {
      const later = keysOf(account, of).map(({ outbox }) => redis.zrange(outbox, `(${now}`, '+inf', 'BYSCORE'));
      return [...new Set((await Promise.all(later)).flat())];
    },

    /** When the oldest one failed, or rejected webhook came; undefined where there is none. */
    async oldest(account: string, kind: 'failed' | 'rejected'): Promise<number | undefined> {
      const [, at] = await redis.zrange(accountKey(account, kind), '0', '0', 'WITHSCORES');
      return at === undefined ? undefined : Number(at);
    },

    pausesOf,

    /**
     * Interviews whose candidate ought to have an invitation, and has had none since a time from `from` to `to`: how
     * many, since when the first, and the newest few, oldest first.
     */
    async notInvited(account: string, { from, to, size }: { from: number; to: number; size: number }) {
      const key = accountKey(account, 'not-invited');
      const [count, first, last] = await Promise.all([
        redis.zcount(key, from, to),
        redis.zrange(key, String(from), String(to), 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES'),
        redis.zrange(key, String(to), String(from), 'BYSCORE', 'REV', 'LIMIT', 0, size, 'WITHSCORES'),
      ]);
      return { count, since: listed(first)[0]?.at, newest: listed(last).reverse() };
    },

    /** Records of any kind whose work has been due since before `before`: how many, and since when the first. */
    async late(account: string, before: number): Promise<{ count: number; since: number | undefined }> {
      const key = accountKey(account, 'due');
      const [count, [, since]] = await Promise.all([
        redis.zcount(key, '-inf', `(${before}`),
        redis.zrange(key, '0', '0', 'WITHSCORES'),
      ]);
      return { count, since: since === undefined ? undefined : Number(since) };
    },

    /** The newest of one kind, oldest first. */
    async newest(account: string, kind: Kind, size: number): Promise<Listed[]> {
      return listed(await redis.zrange(accountKey(account, kind), String(-size), '-1', 'WITHSCORES'));
    },

    /** Of one kind the next few, as `pageOf` has them. */
    page: (account: string, kind: Kind, options: PageOptions) => pageOf(redis, accountKey(account, kind), options),
  });

  /** Why deliveries of the account wait, by circuit; those that do not are left out. */
  async function pausesOf(account: string, of = circuits): Promise<OpenCircuit[]> {
    const pauses = await Promise.all(of.map((circuit) => readPause(redis, { account, circuit })));
    return pauses.flatMap((pause, i) => (pause ? [{ circuit: of[i] ?? '', pause }] : []));
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

export type ScheduleStore = ReturnType<typeof createScheduleStore>;
