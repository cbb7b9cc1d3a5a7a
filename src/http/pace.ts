import { inLine } from '../interviews/line.ts';
import { limits } from '../limits.ts';
import { overload } from './load-shedding.ts';

type Parts = {
  /** Milliseconds on a clock that nobody sets. */
  monotonic: () => number;
  sleep: (ms: number) => Promise<void>;
};

export type Pace = {
  /**
   * Resolves in its turn, when a large body of which so many bytes have come may be read on. Throws Failure `busy` where that
   * would take too long.
   */
  enter(account: string, bytes: number): Promise<void>;
  /** What more has come of a body that has entered. */
  note(account: string, bytes: number): void;
};

/**
 * Large bodies of one account come one after the other at a pace: to read, to take apart and to keep one is work that all
 * accounts would wait for. Bytes count as they come: who announces many and stops keeps nobody waiting.
 */
export function createPace({ monotonic, sleep }: Parts): Pace {
  /** By account: until when its pace is used up. */
  const usedUntil = new Map<string, number>();
  const inTurn = inLine(limits.requestsOfAccount, overload.message);
  return { enter, note };

  async function enter(account: string, bytes: number): Promise<void> {
    const giveUpAt = monotonic() + limits.largeBodyWaitMs;
    await inTurn(account, async () => {
      // Meanwhile more may have come of those before.
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
