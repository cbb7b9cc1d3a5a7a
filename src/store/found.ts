import type { Failure } from '../errors.ts';
import type { VersionedInterview } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { unreadable, unreadableCodeOf } from './unreadable.ts';

/** An entry of an index: an id, and the data stored under it; empty if there is none, or if it was found before. */
export type FoundBytes = { id: string; stored: Buffer };

/** Called for an interview that was left out of a result: its record cannot be read, or does not match the index. */
export type OnUnreadable = (id: string, failure: Failure) => void;

/** Interviews that were found together. */
export type Several = {
  /** Undefined if the record is missing, cannot be read, or does not match the index. */
  get(id: string | undefined, isRight?: (record: InterviewRecord) => boolean): VersionedInterview | undefined;
  /** Why the record, or the first unreadable one, cannot be read. */
  failureOf(id?: string): Failure | undefined;
};

/** From a flat list: an id, its data, the next id, and so on. */
export function foundIn(reply: readonly Buffer[]): FoundBytes[] {
  const found: FoundBytes[] = [];
  for (let i = 0; i + 1 < reply.length; i += 2) {
    found.push({ id: String(reply[i]), stored: reply[i + 1] as Buffer });
  }
  return found;
}

/** Reads each record once. An unreadable one does not affect the others. */
export async function readSeveral(
  found: readonly FoundBytes[],
  decrypt: (id: string, stored: Buffer) => Promise<VersionedInterview>,
  onUnreadable: OnUnreadable,
): Promise<Several> {
  const read = new Map<string, VersionedInterview>();
  const failures = new Map<string, Failure>();
  await Promise.all(
    found.map(async ({ id, stored }) => {
      if (stored.length === 0) return;
      try {
        read.set(id, await decrypt(id, stored));
      } catch (error) {
        if (unreadableCodeOf(error) === undefined) throw error;
        failures.set(id, error as Failure);
        onUnreadable(id, error as Failure);
      }
    }),
  );
  return {
    get(id = '', isRight) {
      const each = read.get(id);
      if (!each || !isRight || isRight(each.record)) return each;
      onUnreadable(id, misled(id));
      return undefined;
    },
    failureOf: (id) => (id === undefined ? failures.values().next().value : failures.get(id)),
  };
}

/** Write access to Redis can change an index, but not encrypted data. */
export function misled(id: string): Failure {
  return unreadable('MISPLACED', `An index names ${id}, but its record does not match the index`);
}
