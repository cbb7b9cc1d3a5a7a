import { Failure } from '../errors.ts';

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };

/** One item of a batch may fail alone. */
export type Outcome<Result> = { result: Result } | { error: unknown };

/**
 * A queue for each key, worked off in batches: one batch runs at a time, and the items that arrive meanwhile are the
 * next one, so many concurrent calls cost as much as two. At most `longest` items wait for each key; a call beyond that
 * is rejected with Failure `busy` and `message`. `work` resolves to one outcome for each item, in their order.
 */
export function batchPerKey<Item, Result>(
  longest: number,
  message: string,
  work: (key: string, items: readonly Item[]) => Promise<readonly Outcome<Result>[]>,
) {
  /** By key with a running batch: the items of the next one. */
  const queues = new Map<string, Waiting<Item, Result>[]>();

  return function runBatched(key: string, item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const queue = queues.get(key);
      if (!queue) {
        queues.set(key, []);
        void runBatches(key, [{ item, resolve, reject }]);
      } else if (queue.length < longest) queue.push({ item, resolve, reject });
      else reject(new Failure('busy', message));
    });
  };

  async function runBatches(key: string, first: Waiting<Item, Result>[]): Promise<void> {
    for (let batch = first; batch.length > 0; batch = queues.get(key)?.splice(0) ?? []) await runBatch(key, batch);
    queues.delete(key);
  }

  async function runBatch(key: string, batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const items = batch.map(({ item }) => item);
    const outcomes = await work(key, items).catch((error: unknown) => items.map(() => ({ error })));
    for (const [i, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[i];
      if (outcome && 'result' in outcome) resolve(outcome.result);
      else reject(outcome?.error);
    }
  }
}
