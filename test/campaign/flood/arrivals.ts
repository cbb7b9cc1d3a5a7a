import { setTimeout as sleep } from 'node:timers/promises';
import { type Told, textOf } from './sender.ts';

/** Waits until Workable has the newest change of every interview; the paths of those it has not, in the end. */
export async function missingArrivals(
  newest: ReadonlyMap<string, string>,
  expected: readonly { path: string; told: Told }[],
  withinMs: number,
): Promise<string[]> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const missing = expected.filter(({ path, told }) => !hasNewest(newest.get(path), told)).map(({ path }) => path);
    if (missing.length === 0 || performance.now() > giveUpAt) return missing;
    await sleep(50);
  }
}

/** Of a change whose connection broke nobody knows whether the bridge has it. */
function hasNewest(text: string | undefined, { acknowledged, unknown }: Told): boolean {
  if (acknowledged === 0 && text === undefined) return true;
  return [acknowledged, ...unknown].some((change) => text === textOf(change));
}
