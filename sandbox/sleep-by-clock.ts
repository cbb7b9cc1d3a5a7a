import { setTimeout as sleep } from 'node:timers/promises';

const lookMs = 10;

/** A wait that is over once that clock says so, however it is moved. */
export function sleepByClock(now: () => number) {
  return async (ms: number, signal?: AbortSignal): Promise<void> => {
    for (const until = now() + ms; now() < until && !signal?.aborted; ) await sleep(lookMs);
  };
}
