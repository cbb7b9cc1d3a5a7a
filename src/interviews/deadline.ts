import type { AttemptView } from './attempt.ts';
import type { Policy } from './policy.ts';
import type { InterviewRecord } from './record.ts';

export type Deadline = {
  reason: 'hold' | 'grace' | 'expiry';
  /** Epoch ms. */
  at: number;
  /** Length of the whole wait in milliseconds; decides how often the vendor is polled meanwhile. */
  windowMs: number;
};

/** When an outcome has to be reported even without a score. `attempts`: oldest first. */
export function deadlineOf(
  { createdAt }: Pick<InterviewRecord, 'createdAt'>,
  attempts: readonly AttemptView[],
  policy: Policy,
): Deadline {
  const newest = attempts.at(-1);
  const expiry: Deadline = {
    reason: 'expiry',
    at: createdAt + policy.invitationExpiresAfterMs,
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
