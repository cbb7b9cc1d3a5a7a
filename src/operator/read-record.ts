import { asFailure, Failure } from '../errors.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Storage } from '../store/open.ts';

/** The record of an interview; undefined if there is none or it is unreadable. `onUnreadable` gets the reason. */
export async function readRecord(
  { interviews }: Pick<Storage, 'interviews'>,
  id: string,
  onUnreadable: (why: string) => void,
): Promise<InterviewRecord | undefined> {
  try {
    return (await interviews.read(id))?.record;
  } catch (error) {
    const { kind, cause } = asFailure(error);
    if (kind !== 'internal') throw error;
    onUnreadable(cause instanceof Error ? cause.message : 'its record is damaged');
    return undefined;
  }
}

/** For `catch`: skips an unreadable record, throws any other error again. */
export function unlessUnreadable(error: unknown): undefined {
  if (!(error instanceof Failure) || error.kind !== 'internal') throw error;
}
