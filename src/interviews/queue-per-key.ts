import { Failure } from '../errors.ts';

/**
 * A queue for each key: one task runs at a time, the others wait in the order of arrival. At most `longest` wait for
 * each key; a call beyond that throws Failure `busy` with `message`. The queue has no timeout: a task that has to give
 * up checks the time when it starts.
 */
export function queuePerKey(longest: number, message: string) {
  /** By key with a running task: what starts each task that waits. */
  const queues = new Map<string, (() => void)[]>();

  return async function runQueued<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const queue = queues.get(key);
    if (!queue) queues.set(key, []);
    else if (queue.length < longest) await new Promise<void>((start) => queue.push(start));
    else throw new Failure('busy', message);
    try {
      return await task();
    } finally {
      const startNext = queues.get(key)?.shift();
      if (startNext) startNext();
      else queues.delete(key);
    }
  };
}
