import { Failure } from '../errors.ts';

type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };

/** What came of one item: some fail alone. */
export type Outcome<Result> = { result: Result } | { error: unknown };

/**
 * Work on one thing at a time for each key, all that came meanwhile in one go: what many ask at once costs twice what one
 * does. `most` may wait for each key; who comes then is told `busy`.
 */
export function joined<Item, Result>(
  most: number,
  work: (key: string, items: readonly Item[]) => Promise<readonly Outcome<Result>[]>,
) {
  const lines = new Map<string, Waiting<Item, Result>[]>();

  return function join(key: string, item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const line = lines.get(key);
      if (!line) {
        lines.set(key, []);
        void workOff(key, [{ item, resolve, reject }]);
      } else if (line.length < most) line.push({ item, resolve, reject });
      else reject(new Failure('busy', 'Too many webhooks about one interview at once'));
    });
  };

  async function workOff(key: string, first: Waiting<Item, Result>[]): Promise<void> {
    for (let batch = first; batch.length > 0; batch = lines.get(key)?.splice(0) ?? []) await workOn(key, batch);
    lines.delete(key);
  }

  async function workOn(key: string, batch: readonly Waiting<Item, Result>[]): Promise<void> {
    const items = batch.map(({ item }) => item);
    const outcomes = await work(key, items).catch((error: unknown) => items.map(() => ({ error })));
    for (const [i, { resolve, reject }] of batch.entries()) {
      const outcome = outcomes[i];
      if (outcome && 'result' in outcome) resolve(outcome.result);
      else reject(outcome?.error);
    }
  }
}
