import type { AttemptView } from './attempt.ts';
import { type Deadline, deadlineOf } from './deadline.ts';
import type { Policy } from './policy.ts';
import { isPolledSince } from './polling.ts';
import { attemptsOf, type InterviewRecord, isReached } from './record.ts';

/** The state of an interview as it is to be reported now. */
export type Outcome = { status: 'pending' } | FinalOutcome;

export type FinalOutcome =
  | { status: 'declined' | 'expired' }
  /** `attempt`: the attempt whose result counts. */
  | { status: 'completed'; attempt: AttemptView; attempts: readonly AttemptView[] };

/** A pure function of the record, the settings and the time. */
export function outcomeOf(record: InterviewRecord, policy: Policy, now: number): Outcome {
  const attempts = attemptsOf(record);
  return outcomeAt(record, attempts, deadlineOf(record, attempts, policy), now);
}

/**
 * `outcomeOf` for a caller that has computed the attempts and the deadline. Never revokes `completed`, never swaps
 * declined and expired.
 */
export function outcomeAt(
  record: InterviewRecord,
  attempts: readonly AttemptView[],
  deadline: Deadline,
  now: number,
): Outcome {
  const scored = attempts.findLast((attempt) => attempt.isScored);
  if (scored) return { status: 'completed', attempt: scored, attempts };

  const newest = attempts.at(-1);
  const finished = attempts.findLast((attempt) => attempt.state === 'finished');
  const concluded = record.concluded?.status;
  if (finished && concluded === 'completed') return { status: 'completed', attempt: finished, attempts };
  const isDue = now >= deadline.at && isPolledSince(record.polled, deadline, now);
  if (finished && finished === newest && (isDue || finished.final === 'completed'))
    return { status: 'completed', attempt: finished, attempts };
  if (concluded === 'declined' || concluded === 'expired') return { status: concluded };

  if (record.cancellation?.endsInterview) return { status: 'declined' };
  const ended = newest?.final === 'cancelled' ? 'declined' : newest?.final;
  if (ended === 'declined' || ended === 'expired') return { status: ended };
  if (!isReached(record) || newest?.state === 'finished' || !isDue) return { status: 'pending' };
  return { status: deadline.reason === 'grace' ? 'declined' : 'expired' };
}
