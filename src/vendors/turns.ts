import { Failure } from '../errors.ts';

/**
 * Runs at most `maximum` tasks at a time. Others are queued, each until its signal aborts. If `mostWaiting` are queued
 * already, a further one is refused.
 */
export function takeTurns(maximum: number, mostWaiting = Number.POSITIVE_INFINITY) {
  let free = maximum;
  const queue: (() => void)[] = [];

  return async function inTurn<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (free > 0) free -= 1;
    else if (queue.length >= mostWaiting) throw new Failure('busy', 'Too many calls to the vendor at once');
    else await turn(signal);
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    }
  };

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(enter), 1);
        reject(new Failure('vendor-not-reached', 'Too many calls to the vendor at once'));
      };
      queue.push(enter);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
  }
}
