import type { NextTimes } from '../store/next-times.ts';

type Parts = {
  accounts: () => readonly { readonly name: string }[];
  /** So many of the soonest accounts are read of each shard: more than can be kept waiting for slots. */
  most: number;
  nextTimes: Pick<NextTimes, 'first' | 'note'>;
  /** When something of an account is due, as it says itself; epoch ms. */
  peek: (account: string) => Promise<number>;
  /** Accounts that other processes may let go on. */
  paused: () => readonly string[];
  /** Something of an account is due, since that time. */
  onDue: (account: string, at: number) => void;
  now: () => number;
  monotonic: () => number;
};

/** However far off the next time is: other processes may note an earlier one. */
const everyMs = 1_000;
const leastMs = 10;
/** All accounts are gone through one by one, in case a hint was lost: the pace is the same however many they are. */
const walkEveryMs = 500;
const walkAtOnce = 100;

/**
 * The clock of a worker process: reads which accounts are due, and sleeps until the next one is. Holds, graces,
 * expiries, retries, polling and lost wake-ups are all this one thing.
 */
export function openPoller({ accounts, most, nextTimes, peek, paused, onDue, now, monotonic }: Parts) {
  let isClosed = false;
  let wakesAt = Number.POSITIVE_INFINITY;
  let wake: () => void = () => undefined;
  /** On the clock that is never set; undefined while Redis cannot tell. */
  let readableSince: number | undefined;
  const polling = poll();
  let next = 0;
  const walking = setInterval(walkOn, walkEveryMs);

  return {
    readableSince: () => readableSince,

    /** Polls at that time at the latest. */
    pollBy(at: number): void {
      if (at >= wakesAt) return;
      wakesAt = at;
      wake();
    },

    async close(): Promise<void> {
      isClosed = true;
      clearInterval(walking);
      wake();
      await polling;
    },
  };

  async function poll(): Promise<void> {
    while (!isClosed) {
      wakesAt = now() + everyMs;
      const shards = await nextTimes.first(most);
      if (isClosed) return;
      for (const { account, at } of shards.flatMap((times) => times ?? [])) {
        if (at <= now()) onDue(account, at);
        else wakesAt = Math.min(wakesAt, at);
      }
      if (shards.includes(undefined)) readableSince = undefined;
      else if (readableSince === undefined) {
        readableSince = monotonic();
        // Whatever it is now may know less than it did, or nothing.
        void walkAll();
      }
      await sleep();
    }
  }

  function sleep(): Promise<void> {
    return new Promise((resolve) => {
      const begin = () => setTimeout(resolve, isClosed ? 0 : Math.min(everyMs, Math.max(leastMs, wakesAt - now())));
      let timer = begin();
      wake = () => {
        clearTimeout(timer);
        timer = begin();
      };
    });
  }

  function walkOn(): void {
    if (readableSince === undefined) return;
    const all = accounts();
    for (const account of [all[next % Math.max(1, all.length)]?.name, paused()[next % Math.max(1, paused().length)]]) {
      if (account !== undefined) void visit(account);
    }
    next += 1;
  }

  async function walkAll(): Promise<void> {
    const all = accounts();
    for (let i = 0; i < all.length && !isClosed; i += walkAtOnce) {
      await Promise.all(all.slice(i, i + walkAtOnce).map(({ name }) => visit(name)));
    }
  }

  async function visit(account: string): Promise<void> {
    const at = await peek(account).catch(() => now());
    if (at <= now()) onDue(account, at);
    else nextTimes.note(account, at);
  }
}
