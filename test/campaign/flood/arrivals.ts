import { setTimeout as sleep } from 'node:timers/promises';
import { type SentChanges, textOf } from './sender.ts';

/**
 * Waits until Workable has the newest change of every interview; resolves to the paths of those it does not have at the
 * end.
 */
export async function missingArrivals(
  newest: ReadonlyMap<string, string>,
  expected: readonly { path: string; sent: SentChanges }[],
  withinMs: number,
): Promise<string[]> {
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    const missing = expected.filter(({ path, sent }) => !hasNewest(newest.get(path), sent)).map(({ path }) => path);
    if (missing.length === 0 || performance.now() > giveUpAt) return missing;
    await sleep(50);
  }
}

/** The bridge may or may not have read a change whose connection broke. */
function hasNewest(text: string | undefined, { acknowledged, unknown }: SentChanges): boolean {
  if (acknowledged === 0 && text === undefined) return true;
  return [acknowledged, ...unknown].some((change) => text === textOf(change));
}
