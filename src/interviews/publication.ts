import { askedSince } from './asking.ts';
import type { AttemptView } from './attempt.ts';
import type { Policy } from './policy.ts';
import { attemptsOf, type InterviewRecord } from './record.ts';

/** What Workable should be told about an interview now. */
export type Publication =
  | { status: 'pending' }
  | { status: 'declined' | 'expired' }
  | { status: 'completed'; attempt: AttemptView; attempts: readonly AttemptView[] };

/** A pure function of the record, the settings and the time. Never takes back a `completed`, nor swaps declined and expired. */
export function publish(record: InterviewRecord, policy: Policy, now: number): Publication {
  const attempts = attemptsOf(record);
  const scored = attempts.findLast((attempt) => attempt.isScored);
  if (scored) return { status: 'completed', attempt: scored, attempts };

  const newest = attempts.at(-1);
  const finished = attempts.findLast((attempt) => attempt.state === 'finished');
  const concluded = record.concluded?.status;
  if (finished && concluded === 'completed') return { status: 'completed', attempt: finished, attempts };
  if (finished && finished === newest && isDue(record, deadlineOf(record, policy), now)) {
    return { status: 'completed', attempt: finished, attempts };
  }
  if (concluded === 'declined' || concluded === 'expired') return { status: concluded };

  if (record.invitation.state !== 'invited' || newest?.state === 'finished') return { status: 'pending' };
  const deadline = deadlineOf(record, policy);
  if (!isDue(record, deadline, now)) return { status: 'pending' };
  return { status: deadline.reason === 'grace' ? 'declined' : 'expired' };
}

export type Deadline = {
  reason: 'hold' | 'grace' | 'expiry';
  /** Epoch ms. */
  at: number;
  /** How long the waiting lasts in all, in milliseconds: the measure for how often the vendor is asked meanwhile. */
  windowMs: number;
};

/** By when something has to be told although no score came. */
export function deadlineOf(record: InterviewRecord, policy: Policy): Deadline {
  const newest = attemptsOf(record).at(-1);
  const expiry: Deadline = {
    reason: 'expiry',
    at: record.createdAt + policy.invitationExpiresAfterMs,
    windowMs: policy.invitationExpiresAfterMs,
  };
  if (newest?.state === 'finished') {
    const since = newest.since.finished ?? newest.beganAt;
    return { reason: 'hold', at: since + policy.resultHoldMs, windowMs: policy.resultHoldMs };
  }
  if (newest?.state === 'failed') {
    const at = (newest.since.failed ?? newest.beganAt) + policy.retryGraceMs;
    if (at <= expiry.at) return { reason: 'grace', at, windowMs: policy.retryGraceMs };
  }
  return expiry;
}

/** The deadline has passed and the vendor has been asked once more, or could not be asked for long enough. */
function isDue(record: InterviewRecord, deadline: Deadline, now: number): boolean {
  return now >= deadline.at && askedSince(record.asked, deadline, now);
}
