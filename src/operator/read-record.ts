import { asFailure, Failure } from '../errors.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Storage } from '../store/open.ts';

/** The record of an interview; undefined where there is none, or where it cannot be read, which hides no other: `fault` says why. */
export async function readRecord(
  { interviews }: Pick<Storage, 'interviews'>,
  id: string,
  fault: (why: string) => void,
): Promise<InterviewRecord | undefined> {
  try {
    return (await interviews.read(id))?.record;
  } catch (error) {
    const { kind, cause } = asFailure(error);
    if (kind !== 'internal') throw error;
    fault(cause instanceof Error ? cause.message : 'its record is damaged');
    return undefined;
  }
}

/** A record that cannot be read hinders nothing else. */
export function unlessUnreadable(error: unknown): void {
  if (!(error instanceof Failure) || error.kind !== 'internal') throw error;
}
