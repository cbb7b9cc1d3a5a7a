import { sleepByClock } from '../../../sandbox/sleep-by-clock.ts';

/** The one clock of a run: of the bridge's processes, of Workable and of the vendor. It is faster than the real one. */
export type FastClock = ReturnType<typeof startClock>;

const tickMs = 100;

/** `speed`: so many seconds pass in one. `onTick` hears how far it is ahead of the real time, in ms. */
export function startClock(speed: number) {
  const listeners = new Set<(aheadMs: number) => void>();
  let aheadMs = 0;
  const ticking = setInterval(() => {
    aheadMs += tickMs * (speed - 1);
    for (const listener of listeners) listener(aheadMs);
  }, tickMs);
  const now = () => Date.now() + aheadMs;
  return {
    now,
    aheadMs: () => aheadMs,
    follow(listener: (aheadMs: number) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** By this clock. */
    sleep: sleepByClock(now),
    stop: () => clearInterval(ticking),
  };
}
