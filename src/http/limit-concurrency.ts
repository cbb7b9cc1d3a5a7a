/** Why a task did not run: too many were waiting, or its signal aborted while it waited. */
export type Refused = 'full' | 'aborted';

/**
 * Runs at most `most` tasks at a time. Others wait in the order of arrival, each until its signal aborts; if
 * `mostWaiting` are waiting already, a further one is refused at once. `refuse` answers for a task that did not run, or
 * throws.
 */
export function limitConcurrency(most: number, mostWaiting = Number.POSITIVE_INFINITY) {
  let free = most;
  const queue: (() => void)[] = [];

  return async function inTurn<Result>(
    signal: AbortSignal,
    task: () => Promise<Result>,
    refuse: (why: Refused) => Result,
  ): Promise<Result> {
    if (free > 0) free -= 1;
    else if (queue.length >= mostWaiting) return refuse('full');
    else if (!(await hasTurn(signal))) return refuse('aborted');
    try {
      return await task();
    } finally {
      const next = queue.shift();
      if (next) next();
      else free += 1;
    }
  };

  function hasTurn(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(enter), 1);
        resolve(false);
      };
      queue.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
