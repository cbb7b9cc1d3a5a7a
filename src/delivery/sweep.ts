import { setTimeout as sleep } from 'node:timers/promises';

type Parts = {
  accounts: readonly string[];
  /** The longest-due interviews of an account, unless its deliveries wait together; epoch ms. */
  due: (account: string, now: number, limit: number) => Promise<{ id: string; dueAt: number }[]>;
  ringAll: (ids: readonly string[]) => Promise<void>;
  now: () => number;
};

export type Sweep = {
  /** For how long the oldest due work waits although it could be done, in ms; undefined while Redis cannot tell. */
  lagMs(): number | undefined;
  close(): Promise<void>;
};

const everyMs = 250;
const afterErrorMs = 1000;
const mostPerAccount = 100;

/**
 * The clock of the bridge: looks through the index of due work several times a second and rings for all of it. Holds,
 * graces, expiries, retries, questions to the vendor and lost bells are all this one thing.
 */
export function openSweep({ accounts, due, ringAll, now }: Parts): Sweep {
  const closing = new AbortController();
  let lag: number | undefined;
  /** Work that came due while nobody could do it is late, but not stuck. */
  let ableSince = performance.now();
  const running = run();
  return {
    lagMs: () => lag,
    async close() {
      closing.abort();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const isDone = await sweep().then(
        () => true,
        () => false,
      );
      if (!isDone) {
        lag = undefined;
        ableSince = performance.now();
      }
      await sleep(isDone ? everyMs : afterErrorMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  async function sweep(): Promise<void> {
    const at = now();
    const found = (await Promise.all(accounts.map((account) => due(account, at, mostPerAccount)))).flat();
    const longest = found.reduce((most, { dueAt }) => Math.max(most, at - dueAt), 0);
    lag = Math.min(longest, performance.now() - ableSince);
    await ringAll(found.map(({ id }) => id));
  }
}
