import type { ApplicationRecord } from '../applications/record.ts';
import { asFailure, Failure } from '../errors.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Storage } from '../store/open.ts';

/** The record of an interview; undefined if there is none or it is unreadable. `onUnreadable` gets the reason. */
export async function readRecord(
  { interviews }: Pick<Storage, 'interviews'>,
  id: string,
  onUnreadable: (why: string) => void,
): Promise<InterviewRecord | undefined> {
  return (await readOr(onUnreadable, () => interviews.read(id)))?.record;
}

/** The same of an application. */
export async function readApplication(
  { applications }: Pick<Storage, 'applications'>,
  id: string,
  onUnreadable: (why: string) => void,
): Promise<ApplicationRecord | undefined> {
  return (await readOr(onUnreadable, () => applications.read(id)))?.record;
}

async function readOr<Found>(
  onUnreadable: (why: string) => void,
  read: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  try {
    return await read();
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
