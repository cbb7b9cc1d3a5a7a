import type { Silence } from './kept.ts';
import type { ProcessName } from './plan.ts';

/**
 * Webhooks that a living process did not answer. Of one that was killed meanwhile the client may not hear. `killedAt`: the
 * times at which each process was killed.
 */
export function unexplained(
  silences: readonly Silence[],
  webs: ReadonlyMap<string, ProcessName>,
  killedAt: ReadonlyMap<ProcessName, readonly number[]>,
): string[] {
  return silences.flatMap(({ bridge, since, until }) => {
    const name = webs.get(bridge);
    const times = (name && killedAt.get(name)) ?? [];
    const isExplained = times.some((at) => since <= at && at <= until);
    return isExplained ? [] : [`${name} did not answer a webhook within ${until - since} ms`];
  });
}
