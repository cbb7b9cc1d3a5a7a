import { queuePerKey } from '../interviews/queue-per-key.ts';
import { limits } from '../limits.ts';
import { overload } from './load-shedding.ts';

type Parts = {
  /** Milliseconds of a monotonic clock. */
  monotonic: () => number;
  sleep: (ms: number) => Promise<void>;
};

export type Pace = {
  /**
   * Resolves when reading of a large body may go on; `bytes` of it have arrived. First come, first served. Throws
   * Failure `busy` where that would take too long.
   */
  enter(account: string, bytes: number): Promise<void>;
  /** Counts further bytes of a body after its `enter`. */
  note(account: string, bytes: number): void;
};

/**
 * A rate limit for large bodies, one at a time within an account: reading, parsing and storing one blocks all accounts.
 * Bytes count as they arrive: a large Content-Length alone delays no other body.
 */
export function createPace({ monotonic, sleep }: Parts): Pace {
  /** By account: when its rate allows the next bytes. */
  const usedUntil = new Map<string, number>();
  const runQueued = queuePerKey(limits.requestsOfAccount, overload.message);
  return { enter, note };

  async function enter(account: string, bytes: number): Promise<void> {
    const giveUpAt = monotonic() + limits.largeBodyWaitMs;
    await runQueued(account, async () => {
      // Meanwhile more bytes of earlier bodies may have arrived.
      while (freeAt(account) > monotonic()) {
        if (freeAt(account) > giveUpAt) throw overload;
        await sleep(freeAt(account) - monotonic());
      }
      note(account, bytes);
    });
  }

  function note(account: string, bytes: number): void {
    usedUntil.set(account, freeAt(account) + (1000 * bytes) / limits.largeBodiesBytesPerSecond);
  }

  function freeAt(account: string): number {
    return Math.max(monotonic(), usedUntil.get(account) ?? 0);
  }
}
