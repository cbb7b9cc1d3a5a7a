import type { Outcomes } from './pace.ts';

export type Times = { count: number; p50: number; p99: number; max: number };

/** Whole milliseconds. */
export function timesOf(outcomes: Outcomes): Record<string, Times> {
  return Object.fromEntries(
    Object.entries(outcomes).map(([outcome, list]) => {
      const sorted = Float64Array.from(list).sort();
      const at = (part: number) =>
        Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
      return [outcome, { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }];
    }),
  );
}

export function describeTimes(times: Record<string, Times>): string[] {
  return Object.entries(times).map(
    ([outcome, { count, p50, p99, max }]) =>
      `  ${outcome}: ${count}, answered within ${p50} ms (half), ${p99} ms (99 %), ${max} ms (all)`,
  );
}
