import { limits } from '../limits.ts';
import { overload } from './load-shedding.ts';

type Parts = {
  /** Milliseconds on a clock that nobody sets. */
  monotonic: () => number;
  sleep: (ms: number) => Promise<void>;
};

export type Pace = {
  /**
   * Resolves when a body of so many bytes may be read; one that does not say how long it is waits for those before it.
   * Throws Failure `busy` where that would take too long.
   */
  enter(account: string, bytes: number | undefined): Promise<void>;
  /** What a body has come to that did not say so before. */
  note(account: string, bytes: number): void;
};

/**
 * Large bodies of one account come one after the other at a pace: to read, to take apart and to keep one is work that all
 * accounts would wait for. Those that say that they are small never wait.
 */
export function createPace({ monotonic, sleep }: Parts): Pace {
  /** By account: until when its pace is used up. */
  const usedUntil = new Map<string, number>();
  return { enter, note };

  async function enter(account: string, bytes: number | undefined): Promise<void> {
    if (bytes !== undefined && bytes <= limits.largeBodyBytes) return;
    const waitMs = freeAt(account) - monotonic();
    if (waitMs > limits.largeBodyWaitMs) throw overload;
    note(account, bytes ?? 0);
    if (waitMs > 0) await sleep(waitMs);
  }

  function note(account: string, bytes: number): void {
    if (bytes <= limits.largeBodyBytes) return;
    usedUntil.set(account, freeAt(account) + (1000 * bytes) / limits.largeBodiesBytesPerSecond);
  }

  function freeAt(account: string): number {
    return Math.max(monotonic(), usedUntil.get(account) ?? 0);
  }
}
