import { asFailure, type Failure } from '../errors.ts';
import { type CircuitStates, isWaiting, type OpenCircuit } from '../outbox/circuits.ts';
import type { ClaimStore, Claims, Leased } from '../records.ts';
import type { NextTimes } from '../store/next-times.ts';
import { type Active, lagOf, newActive } from './active.ts';
import { createFairSlots } from './fair-slots.ts';
import { openPoller } from './poller.ts';

type Parts<Kept> = {
  accounts: {
    all: () => readonly { readonly name: string }[];
    /** False for one that is unknown here, or paused: other processes may see it otherwise for a moment. */
    isWorkedOn: (name: string) => boolean;
  };
  /** How much runs at the same time. */
  slots: number;
  claims: ClaimStore<Kept>;
  leaseMs: number;
  nextTimes: NextTimes;
  /** `leasedAt`: before the lease was asked for, on the clock that is never set. */
  work: (account: string, leased: Leased<Kept>, leasedAt: number) => Promise<void>;
  /** Makes due what is an account's turn to be replayed. */
  releaseReplays: (account: string) => Promise<void>;
  /** Parks a record whose work fails. */
  postpone: (account: string, id: string, ms: number) => Promise<void>;
  report: (failure: Failure, id: string) => void;
  now: () => number;
  /** Milliseconds on a clock that is never set. */
  monotonic: () => number;
};

export type Scheduler = ReturnType<typeof openScheduler<unknown>>;

/** Slots that get free within such a time are filled by one claim. */
const togetherMs = 2;
/** An account rests for so long after a failure. */
const restMs = 1_000;
/** Hints of accounts that are not worked on would stand before those of all others: they are put off for so long. */
const putOffMs = 60_000;
/** A record whose work failed through a fault of ours is parked for so long. */
const parkedMs = 30_000;

/**
 * Claims what is due of an account as far as there are slots for it, and has it worked on. An account is polled when
 * something of it is due or woken up, and again whenever work of it ends, until nothing is left: then it is forgotten
 * here.
 */
export function openScheduler<Kept>(parts: Parts<Kept>) {
  const { claims: store, nextTimes, leaseMs, now, monotonic } = parts;
  const { all, isWorkedOn } = parts.accounts;
  const active = new Map<string, Active>();
  /** Of the accounts that had an open circuit when they were polled last. */
  const pauses = new Map<string, readonly OpenCircuit[]>();
  const slots = createFairSlots({ slots: parts.slots, accounts: () => all().length });
  const running = new Set<Promise<void>>();
  let isClosed = false;
  let isPollingSoon = false;
  const poller = openPoller({
    accounts: all,
    most: parts.slots + 100,
    nextTimes,
    peek,
    paused: () => [...pauses.keys()],
    onDue,
    now,
    monotonic,
  });

  return {
    wakeUp,
    lagMs,
    pauses: () => [...pauses.values()].flatMap((each) => each.filter(({ pause }) => isWaiting(pause, now()))),

    /** Lets what runs come to its end. */
    async close(): Promise<void> {
      isClosed = true;
      await poller.close();
      while (running.size > 0) await Promise.all(running);
    },
  };

  /** There may be something to do, of that record too if one is named. */
  function wakeUp(name: string, id?: string): void {
    if (isClosed || !isWorkedOn(name)) return;
    const account = activeOf(name);
    if (id !== undefined) account.ids.add(id);
    account.wantedSince ??= monotonic();
    pollWanted();
  }

  function onDue(name: string, at: number): void {
    if (isWorkedOn(name)) {
      activeOf(name).dueSince = at;
      wakeUp(name);
    } else nextTimes.putOff(name, now() + putOffMs);
  }

  function activeOf(name: string): Active {
    const known = active.get(name);
    if (known) return known;
    const account = newActive(now());
    active.set(name, account);
    return account;
  }

  /** Each account in its turn, as far as there are slots. */
  function pollWanted(): void {
    if (isClosed) return;
    for (const [name, account] of active) {
      if (account.wantedSince === undefined || account.isPolling || account.isResting) continue;
      const limit = slots.take(name);
      if (limit === 0) continue;
      // To the end of the queue.
      active.delete(name);
      active.set(name, account);
      track(poll(name, account, limit));
    }
  }

  /** What ends at about the same time is followed by one poll. */
  function pollSoon(): void {
    if (isPollingSoon) return;
    isPollingSoon = true;
    setTimeout(() => {
      isPollingSoon = false;
      pollWanted();
    }, togetherMs);
  }

  async function poll(name: string, account: Active, limit: number): Promise<void> {
    account.isPolling = true;
    account.wantedSince = undefined;
    const ids = [...account.ids].slice(0, limit);
    for (const id of ids) account.ids.delete(id);
    try {
      const claims = await claim(name, limit, ids);
      account.isUnreadable = false;
      account.leftSince = claims.leftSince;
      if (isDue(claims.replayAt)) {
        await parts.releaseReplays(name);
        account.wantedSince ??= monotonic();
      }
      const isMore = claims.claimed.length > 0 && claims.leftSince !== undefined;
      if (isMore || account.ids.size > 0) account.wantedSince ??= monotonic();
      else await lookAhead(name, claims);
    } catch {
      account.isUnreadable = true;
      account.readableSince = monotonic();
      account.wantedSince ??= monotonic();
      rest(account);
    }
    account.isPolling = false;
    if (account.wantedSince === undefined && !slots.isTaken(name)) active.delete(name);
    pollWanted();
  }

  /** Has worked on what it claims; frees the slots that are not needed. */
  async function claim(name: string, limit: number, ids: readonly string[]): Promise<Claims<Kept>> {
    const leasedAt = monotonic();
    let unused = limit;
    try {
      const claims = await store.claim(name, { now: now(), limit, ms: leaseMs, ids });
      notePauses(name, claims.circuits);
      unused -= claims.claimed.length;
      for (const leased of claims.claimed) track(run(name, leased, leasedAt));
      for (const each of claims.unreadable) track(handleUnreadable(name, each));
      return claims;
    } finally {
      if (unused > 0) slots.giveBack(name, unused);
    }
  }

  /**
   * Sees to it that the account is polled when there is something again. While any of it is leased its hint stays, so
   * that it is polled every moment: the process that leases it may die. A hint is moved to a later time only by
   * forgetting it first.
   */
  async function lookAhead(name: string, { isLeased, replayAt, nextAt }: Claims<Kept>): Promise<void> {
    if (isLeased) {
      nextTimes.note(name, now());
      poller.pollBy(Math.min(nextAt, replayAt ?? nextAt));
      return;
    }
    await nextTimes.forget(name);
    const at = await peek(name);
    nextTimes.note(name, at);
    poller.pollBy(at);
  }

  /** When something of the account is due, of what other processes have leased too. */
  async function peek(name: string): Promise<number> {
    const claims = await store.claim(name, { now: now(), limit: 0, ms: leaseMs });
    notePauses(name, claims.circuits);
    const { leftSince, replayAt, nextAt } = claims;
    return Math.min(leftSince ?? nextAt, replayAt ?? nextAt, nextAt);
  }

  function notePauses(name: string, circuits: CircuitStates): void {
    const waiting = Object.entries(circuits).flatMap(([circuit, { pause }]) =>
      pause && isWaiting(pause, now()) ? { circuit, pause } : [],
    );
    if (waiting.length > 0) pauses.set(name, waiting);
    else pauses.delete(name);
  }

  async function run(name: string, leased: Leased<Kept>, leasedAt: number): Promise<void> {
    try {
      if (isClosed) await store.release(leased.lease).catch(() => undefined);
      else await parts.work(name, leased, leasedAt);
    } catch (error) {
      await handle(name, leased.id, asFailure(error));
    }
    slots.giveBack(name);
    activeOf(name).wantedSince ??= monotonic();
    pollSoon();
  }

  /** It is parked before another process can have it. */
  async function handleUnreadable(
    name: string,
    { id, failure, lease }: Claims<Kept>['unreadable'][number],
  ): Promise<void> {
    await handle(name, id, failure);
    await store.release(lease).catch(() => undefined);
  }

  async function handle(name: string, id: string, failure: Failure): Promise<void> {
    parts.report(failure, id);
    if (failure.kind === 'internal') await parts.postpone(name, id, parkedMs).catch(() => undefined);
    else rest(activeOf(name));
  }

  function rest(account: Active): void {
    account.isResting = true;
    setTimeout(() => {
      account.isResting = false;
      pollWanted();
    }, restMs).unref();
  }

  function track(work: Promise<void>): void {
    const tracked: Promise<void> = work.finally(() => void running.delete(tracked));
    running.add(tracked);
  }

  function isDue(at: number | undefined): boolean {
    return at !== undefined && at <= now();
  }

  function lagMs(): number | undefined {
    return lagOf([...active.values()], poller.readableSince(), { now: now(), monotonic: monotonic() });
  }
}
