import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Due, Entry } from '../store/agenda.ts';

type Parts = {
  accounts: readonly string[];
  /** The longest-due interviews of an account, without those whose delivery waits with all others of it. */
  due: (account: string, now: number, limit: number) => Promise<Due>;
  /** Makes due what is an account's turn to be replayed. */
  release: (account: string) => Promise<void>;
  /** Rings for them; somebody answers, here or elsewhere. */
  ringAll: (ids: readonly string[]) => Promise<void>;
  /** Takes jobs out of the queue that nobody answers. */
  unring: (ids: readonly string[]) => Promise<void>;
  /** Answers here, without the queue. */
  worker: {
    /** False when it has enough of that account for now. */
    answer(account: string, id: string): boolean;
    isBusy(account: string): boolean;
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
  close(): Promise<void>;
};

const everyMs = 250;
/** So soon when there is more than one look shows, and nothing of that account waits here for its turn any more. */
const soonMs = 20;
const afterErrorMs = 1000;
const mostAtOnce = 200;
/** Whatever is due for so long is answered without the queue, whose failures hold up nothing for longer. */
const silentMs = 5000;
/** Nobody is asked for the same again sooner: most of it is being done. */
const againMs = 1000;

/**
 * The clock of the bridge: looks through each account's index of due work several times a second and rings for all of it.
 * Holds, graces, expiries, retries, questions to the vendor and lost bells are all this one thing.
 */
export function openSweep({ accounts, due, release, ringAll, unring, worker, now, monotonic }: Parts): Sweep {
  const closing = new AbortController();
  // As many listen as there are accounts.
  setMaxListeners(0, closing.signal);
  /** By account; absent while its part of Redis cannot tell. */
  const lags = new Map<string, number>();
  // One account whose part of Redis is away keeps none of the others waiting.
  const watching = Promise.all(accounts.map(watch));
  return {
    lagMs: () => (lags.size < accounts.length ? undefined : Math.max(0, ...lags.values())),
    async close() {
      closing.abort();
      await watching;
    },
  };

  async function watch(account: string): Promise<void> {
    let readableSince = monotonic();
    let deliverableSince = readableSince;
    /** When each entry that the last look found was asked for. */
    let asked: ReadonlyMap<string, number> = new Map();
    while (!closing.signal.aborted) {
      try {
        const { found, pausedUntil = 0, hasReplays } = await due(account, now(), mostAtOnce);
        if (hasReplays) await release(account);
        asked = ask(account, found, asked);
        const pausedMs = pausedUntil - now();
        // While the deliveries wait, nothing but clocks was found.
        const ableSince = pausedMs > 0 ? readableSince : Math.max(readableSince, deliverableSince);
        lags.set(account, Math.min(ageOf(found), monotonic() - ableSince));
        if (pausedMs > 0) deliverableSince = monotonic();
        await rest(account, found.length >= mostAtOnce, pausedMs);
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

  /** Answers when each of them was last asked for. */
  function ask(account: string, found: Entry[], asked: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const at = monotonic();
    const silentSince = now() - silentMs;
    const times = new Map<string, number>();
    const silent: string[] = [];
    const fresh: string[] = [];
    for (const { id, dueAt } of found) {
      const entry = `${id} ${dueAt}`;
      const last = asked.get(entry);
      if (last !== undefined && at - last < againMs) times.set(entry, last);
      else if (dueAt > silentSince) {
        fresh.push(id);
        times.set(entry, at);
      } else if (worker.answer(account, id)) {
        silent.push(id);
        times.set(entry, at);
      }
    }
    // Whether the queue takes it or not, the next look finds what is still due.
    const quietly = () => undefined;
    unring(silent).catch(quietly);
    ringAll(fresh).catch(quietly);
    return times;
  }

  /** A moment, or less: until the account may be delivered to again, or this worker could do with more than one look shows. */
  async function rest(account: string, isMore: boolean, pausedMs: number): Promise<void> {
    const until = monotonic() + everyMs;
    const resumesMs = pausedMs > 0 ? Math.max(pausedMs, soonMs) : everyMs;
    do await pause(isMore ? soonMs : Math.min(resumesMs, everyMs));
    while (isMore && monotonic() < until && worker.isBusy(account) && !closing.signal.aborted);
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined);
  }
}
