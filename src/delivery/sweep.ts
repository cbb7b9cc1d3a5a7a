import { setTimeout as sleep } from 'node:timers/promises';

type Parts = {
  accounts: readonly string[];
  /** The longest-due interviews of an account, unless its deliveries wait together; epoch ms. */
  due: (account: string, now: number, limit: number) => Promise<{ id: string; dueAt: number }[]>;
  /** Makes due what is an account's turn to be replayed. */
  release: (account: string) => Promise<void>;
  /** Rings for them; somebody answers, here or elsewhere. */
  ringAll: (ids: readonly string[]) => Promise<void>;
  /** Takes jobs out of the queue that nobody answers. */
  unring: (ids: readonly string[]) => Promise<void>;
  /** Answers here, without the queue. */
  worker: { answer(account: string, id: string): void; isBusy(): boolean };
  now: () => number;
};

export type Sweep = {
  /** For how long the oldest due work waits although it could be done, in ms; undefined while Redis cannot tell. */
  lagMs(): number | undefined;
  close(): Promise<void>;
};

type Due = { account: string; id: string; dueAt: number };

const everyMs = 250;
/** So soon when there is more than one look shows, and nothing waits here for its turn any more. */
const soonMs = 20;
const afterErrorMs = 1000;
const mostPerAccount = 200;
/** Whatever is due for so long is answered without the queue, whose failures hold up nothing for longer. */
const silentMs = 5000;
/** Nobody is asked for the same again sooner: most of it is being done. */
const againMs = 1000;

/**
 * The clock of the bridge: looks through the index of due work several times a second and rings for all of it. Holds,
 * graces, expiries, retries, questions to the vendor and lost bells are all this one thing.
 */
export function openSweep({ accounts, due, release, ringAll, unring, worker, now }: Parts): Sweep {
  const closing = new AbortController();
  let lag: number | undefined;
  /** Work that came due while nobody could do it is late, but not stuck. */
  let ableSince = performance.now();
  /** When each entry that the last look found was asked for. */
  let asked = new Map<string, number>();
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
      // One account whose part of Redis is away keeps none of the others waiting.
      const looks = await Promise.all(accounts.map((account) => look(account).catch(() => undefined)));
      const found = looks.filter((each) => each !== undefined);
      ask(found.flat());
      if (found.length === looks.length) {
        lag = Math.min(ageOf(found.flat()), performance.now() - ableSince);
        await rest(found.some(({ length }) => length >= mostPerAccount));
      } else {
        lag = undefined;
        ableSince = performance.now();
        await pause(afterErrorMs);
      }
    }
  }

  async function look(account: string): Promise<Due[]> {
    await release(account);
    const found = await due(account, now(), mostPerAccount);
    return found.map((each) => ({ account, ...each }));
  }

  function ageOf(found: Due[]): number {
    return found.reduce((most, { dueAt }) => Math.max(most, now() - dueAt), 0);
  }

  function ask(found: Due[]): void {
    const at = performance.now();
    const fresh: Due[] = [];
    const times = new Map<string, number>();
    for (const each of found) {
      const entry = `${each.id} ${each.dueAt}`;
      const last = asked.get(entry);
      if (last !== undefined && at - last < againMs) times.set(entry, last);
      else {
        times.set(entry, at);
        fresh.push(each);
      }
    }
    asked = times;

    const silentSince = now() - silentMs;
    const silent = fresh.filter(({ dueAt }) => dueAt <= silentSince);
    for (const { account, id } of silent) worker.answer(account, id);
    // Whether the queue takes it or not, the next look finds what is still due.
    const quietly = () => undefined;
    unring(silent.map(({ id }) => id)).catch(quietly);
    ringAll(fresh.filter(({ dueAt }) => dueAt > silentSince).map(({ id }) => id)).catch(quietly);
  }

  /** Where one look does not show everything, only until this worker could do with more. */
  async function rest(isMore: boolean): Promise<void> {
    const until = performance.now() + everyMs;
    do await pause(isMore ? soonMs : everyMs);
    while (performance.now() < until && worker.isBusy() && !closing.signal.aborted);
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined);
  }
}
