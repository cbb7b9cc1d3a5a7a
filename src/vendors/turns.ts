import { Failure } from '../errors.ts';

/**
 * Runs at most `maximum` tasks at a time. Others are queued, each no longer than it says. If `mostWaiting` are queued
 * already, a further one is refused.
 */
export function takeTurns(maximum: number, mostWaiting = Number.POSITIVE_INFINITY) {
  let free = maximum;
  const queue: (() => void)[] = [];

  return async function inTurn<Result>(waitMs: number, work: () => Promise<Result>): Promise<Result> {
    if (free > 0) free -= 1;
    else if (queue.length >= mostWaiting) throw new Failure('busy', 'Too many calls to the vendor at once');
    else await turn(waitMs);
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    }
  };

  function turn(waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(clock);
        resolve();
      };
      const clock = setTimeout(() => {
        queue.splice(queue.indexOf(enter), 1);
        reject(new Failure('vendor-not-reached', 'Too many calls to the vendor at once'));
      }, waitMs);
      queue.push(enter);
    });
  }
}
