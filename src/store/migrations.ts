/**
 * One change of what is stored that an older version would misread; each makes the next format. Add to the list, never
 * change what a release has had.
 */
export type Migration = {
  /** The oldest format whose versions may read what is written from now on; older ones do not start. */
  oldestReader: number;
  /**
   * An interview's record of the format before, in this format. One that is in this format already comes out as it is:
   * both lie side by side, since a record is rewritten with its next change.
   */
  record(before: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
};

/** From format 1 on; none so far. */
export const migrations: readonly Migration[] = [];

/** What was stored in any format, in the newest one. */
export function migrated(stored: unknown, steps = migrations): unknown {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return stored;
  return steps.reduce((record, { record: next }) => next(record), stored as Readonly<Record<string, unknown>>);
}
