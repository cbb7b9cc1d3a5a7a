import type { Entry } from '../../../applications/entries.ts';

export type ResultEntry = Extract<Entry, { key: 'result' }>;

/**
 * Of each stage the result of the newest stay that has one: what is known once for a stage, such as a rating, is about
 * that one. A late result has its comment alone.
 */
export function newestResults(entries: readonly Entry[]): ResultEntry[] {
  const byPlace = new Map<string, ResultEntry>();
  for (const entry of entries) {
    const { job, stage } = entry.enrolment;
    if (entry.key === 'result' && !entry.isLate) byPlace.set(`${job} ${stage}`, entry);
  }
  return [...byPlace.values()];
}
