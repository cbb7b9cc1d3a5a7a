import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWaiting } from '../interviews/circuits.ts';
import type { Pause } from '../interviews/ports.ts';
import type { Due, Entry } from '../store/schedule-store.ts';

type Parts = {
  accounts: readonly string[];
  /** The longest-due interviews of an account, without those whose delivery waits with all others of it. */
  due: (account: string, now: number, limit: number) => Promise<Due>;
  /** Makes due what is an account's turn to be replayed. */
  release: (account: string) => Promise<void>;
  /** More than the worker runs and keeps waiting of one account; a look shows so many of each index. */
  atOnce: number;
  worker: {
    /** Answers for an interview; false when it has enough of that account for now. */
    answer(account: string, id: string): boolean;
    isHungry(account: string): boolean;
  };
  now: () => number;
  /** Milliseconds on a clock that nobody sets. */
  monotonic: () => number;
};

export type Sweep = {
  /**
   * For how long the oldest due work waits although it could be done, in ms; undefined while Redis cannot tell. Work that
   * came due while Redis was away, or while its account's deliveries waited, could be done since then.
   */
  lagMs(): number | undefined;
  /** Of every account whose deliveries waited when it was last looked at. */
  pauses(): Pause[];
  /** Somebody has rung: there may be work of that account which is not for later. */
  look(account: string): void;
  /** The worker could do with more of that account. */
  lookForMore(account: string): void;
  close(): Promise<void>;
};

const everyMs = 250;
/** Looks for the same account are no closer, however often somebody rings. */
export const soonMs = 5;
const afterErrorMs = 1000;
/** Nobody is asked for the same again sooner: most of it is being done. */
const againMs = 1000;

/** How the looking after an account stands. */
type Watch = {
  /** When each entry that the last look found was asked for. */
  asked: ReadonlyMap<string, number>;
  /** How many of each index the next look shows. */
  limit: number;
  /** There is more than the last look showed, or than the worker took. */
  isMore: boolean;
  /** The last look showed something that nobody was busy with. */
  isNews: boolean;
  isRung: boolean;
  /** Why the deliveries wait, or waited last. */
  pause: Pause | undefined;
  /** Ends the rest between two looks. */
  wake: () => void;
};

function newWatch(limit: number): Watch {
  return {
    asked: new Map(),
    limit,
    isMore: false,
    isNews: false,
    isRung: false,
    pause: undefined,
    wake: () => undefined,
  };
}

/**
 * The clock of the bridge: looks through each account's index of due work several times a second, at once when somebody
 * has rung, and has all of it answered here. Holds, graces, expiries, retries, questions to the vendor and lost bells are
 * all this one thing.
 */
export function openSweep({ accounts, due, release, atOnce, worker, now, monotonic }: Parts): Sweep {
  const closing = new AbortController();
  // As many listen as there are accounts.
  setMaxListeners(0, closing.signal);
  /** By account; absent while its part of Redis cannot tell. */
  const lags = new Map<string, number>();
  const watches = new Map<string, Watch>(accounts.map((account) => [account, newWatch(atOnce)]));
  // One account whose part of Redis is away keeps none of the others waiting.
  const watching = Promise.all([...watches].map(([account, state]) => watch(account, state)));
  return {
    lagMs: () => (lags.size < accounts.length ? undefined : Math.max(0, ...lags.values())),
    pauses: () => [...watches.values()].flatMap(({ pause }) => (pause && isWaiting(pause, now()) ? [pause] : [])),
    look(account) {
      const state = watches.get(account);
      if (!state) return;
      state.isRung = true;
      state.wake();
    },
    lookForMore(account) {
      const state = watches.get(account);
      if (state?.isMore) state.wake();
    },
    async close() {
      closing.abort();
      for (const { wake } of watches.values()) wake();
      await watching;
    },
  };

  async function watch(account: string, state: Watch): Promise<void> {
    let readableSince = monotonic();
    let deliverableSince = readableSince;
    while (!closing.signal.aborted) {
      try {
        state.isRung = false;
        const { found, pause: waits, hasReplays } = await due(account, now(), state.limit);
        if (closing.signal.aborted) return;
        if (hasReplays) await release(account);
        ask(account, found, state);
        state.pause = waits;
        const pausedMs = (waits?.until ?? 0) - now();
        // While the deliveries wait, nothing but clocks was found.
        const ableSince = pausedMs > 0 ? readableSince : Math.max(readableSince, deliverableSince);
        lags.set(account, Math.min(ageOf(found), monotonic() - ableSince));
        if (pausedMs > 0) deliverableSince = monotonic();
        await rest(account, state, pausedMs);
      } catch {
        lags.delete(account);
        readableSince = monotonic();
        await pause(afterErrorMs);
      }
    }
  }

  function ageOf(found: Entry[]): number {
    return found.reduce((most, { dueAt }) => Math.max(most, now() - dueAt), 0);
  }

  function ask(account: string, found: Entry[], state: Watch): void {
    const at = monotonic();
    const asked = new Map<string, number>();
    let [isTaken, isRefused] = [false, false];
    for (const { id, dueAt } of found) {
      const entry = `${id} ${dueAt}`;
      const last = state.asked.get(entry);
      if (last !== undefined && at - last < againMs) asked.set(entry, last);
      else if (worker.answer(account, id)) {
        asked.set(entry, at);
        isTaken = true;
      } else isRefused = true;
    }
    const isFull = found.length >= state.limit;
    state.asked = asked;
    state.isMore = isFull || isRefused;
    state.isNews = isTaken || isRefused;
    // What somebody is busy with stays at the head until it is done.
    if (!isFull) state.limit = atOnce;
    else if (!state.isNews) state.limit *= 2;
  }

  /** Until somebody rings, the worker could do with more, the account may be delivered to again, or a moment has passed. */
  async function rest(account: string, state: Watch, pausedMs: number): Promise<void> {
    await pause(soonMs);
    const isWanted = state.isMore && state.isNews && worker.isHungry(account);
    if (state.isRung || isWanted || closing.signal.aborted) return;
    const restMs = pausedMs > 0 ? Math.min(pausedMs, everyMs) : everyMs;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.max(restMs - soonMs, soonMs));
      state.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined);
  }
}
