import { isWanted, nextTryAt } from '../outbox/delivery.ts';
import { type Destination, type Document, deliveryKey } from '../outbox/destination.ts';
import { type Schedule, scheduleOf, soonest } from '../records.ts';
import type { AttemptView } from './attempt.ts';
import { type Deadline, deadlineOf } from './deadline.ts';
import { type FinalOutcome, type Outcome, outcomeAt } from './outcome.ts';
import type { Policy } from './policy.ts';
import {
  hintedPollAt,
  isPolledSince,
  nextLatePollAt,
  nextPollAt,
  nextPollOfResultAt,
  patienceEndsAt,
} from './polling.ts';
import { attemptsOf, deliveryOf, type InterviewRecord, isReached } from './record.ts';

/** What destinations write about. */
export type Known = { record: InterviewRecord; outcome: Outcome };
/** An interview that has come to something. */
export type Concluded = { record: InterviewRecord; outcome: FinalOutcome };
/** A document that is to be written, where, and about what. */
export type Write = { destination: Destination<Known>; document: Document; subject: Known };

/** What has to be done next. */
export type Step =
  | { do: 'erase' }
  | { do: 'conclude'; status: FinalOutcome['status'] }
  | { do: 'invite' }
  | { do: 'details'; attemptId: string }
  | ({ do: 'write' } & Write)
  | { do: 'cancel' }
  | { do: 'poll' }
  | { do: 'wait' };

/** `isDue`: there is something to do now. */
export type Plan = { step: Step; schedule: Schedule; outcome: Outcome; isDue: boolean; clocks: Clocks };

/** When what is done next, but for invitations and deliveries, epoch ms; infinite where it is not. */
export type Clocks = Readonly<Record<'cancel' | 'poll' | 'settle' | 'erase', number>>;

/** What of an account decides. */
export type Planner = { policy: Policy; destinations: readonly Destination<Known>[] };

type MayWrite = (circuit: string) => boolean;

/**
 * Everything that follows from a record, its account and the time, in one pass. Pure. Where a circuit lets nothing out,
 * all else goes on.
 */
export function plan(
  record: InterviewRecord,
  { policy, destinations }: Planner,
  now: number,
  mayWrite: MayWrite = () => true,
): Plan {
  const attempts = attemptsOf(record);
  const deadline = deadlineOf(record, attempts, policy);
  const outcome = outcomeAt(record, attempts, deadline, now);
  const eraseAt = eraseAtOf(record, policy);
  const pollAt = Math.min(hintedPollAt(record.polled), pollAtOf(record, attempts, deadline, policy));
  const cancelAt = cancelAtOf(record);
  const isSaved = outcome.status === 'pending' || outcome.status === record.concluded?.status;
  const writes = isSaved ? writesOf({ record, outcome }, destinations, now) : [];
  const write = writes.find(({ at, destination }) => at <= now && mayWrite(destination.circuit));

  const step = stepOf();
  const isEnding = step.do === 'erase' || step.do === 'conclude';
  const isClockDue = isEnding || isInvitationDue(record, now) || Math.min(cancelAt, pollAt) <= now;
  const settlesAt = outcome.status === 'completed' ? Number.POSITIVE_INFINITY : settlesAtOf(record, deadline, now);
  const dueAt = isClockDue ? now : Math.min(eraseAt, cancelAt, pollAt, settlesAt);
  const schedule = scheduleOf(dueAt, writes);
  const clocks = { cancel: cancelAt, poll: pollAt, settle: settlesAt, erase: eraseAt };
  return { step, outcome, schedule, isDue: soonest(schedule) <= now, clocks };

  function stepOf(): Step {
    if (eraseAt <= now) return { do: 'erase' };
    const { status } = outcome;
    if (status !== 'pending' && status !== record.concluded?.status) return { do: 'conclude', status };
    if (write) return detailsBefore(outcome, policy) ?? { do: 'write', ...write };
    if (isInvitationDue(record, now)) return { do: 'invite' };
    if (cancelAt <= now) return { do: 'cancel' };
    return { do: pollAt <= now ? 'poll' : 'wait' };
  }
}

/** What is to be written, and when it is time, epoch ms. */
function writesOf(
  subject: Known,
  destinations: readonly Destination<Known>[],
  now: number,
): (Write & { at: number })[] {
  return destinations.flatMap((destination) =>
    destination.documents(subject).flatMap((document) => {
      const state = deliveryOf(subject.record, deliveryKey(destination, document));
      return isWanted(state, document) ? { subject, destination, document, at: nextTryAt(state, document, now) } : [];
    }),
  );
}

export function isConcluded(subject: Known): subject is Concluded {
  return subject.outcome.status !== 'pending';
}

/** A call that has begun is to be resolved, however late; no candidate is invited to what was cancelled. */
export function isInvitationDue({ invitation, cancellation }: InterviewRecord, now: number): boolean {
  if (cancellation) return false;
  return invitation.state === 'inviting' || (invitation.state === 'wanted' && now <= invitation.until);
}

/** What is asked once before a result is written. */
function detailsBefore(outcome: Outcome, policy: Policy): Step | undefined {
  if (outcome.status !== 'completed' || !policy.asksDetails || outcome.attempt.detailsAsked) return undefined;
  return { do: 'details', attemptId: outcome.attempt.attemptId };
}

/** When to have the vendor end the invitation; infinite when there is nothing to end. */
function cancelAtOf({ cancellation }: InterviewRecord): number {
  return cancellation && !cancellation.isOver ? cancellation.nextAt : Number.POSITIVE_INFINITY;
}

/** When to poll the vendor next; infinite when polling could teach nothing. */
function pollAtOf(
  record: InterviewRecord,
  attempts: readonly AttemptView[],
  deadline: Deadline,
  { askEveryMs, asksAfterResultMs }: Policy,
): number {
  const { invitation, concluded, polled } = record;
  if (concluded?.status === 'completed') return nextPollOfResultAt(polled, concluded.at, asksAfterResultMs);
  // A result that came late is held like any other.
  if (concluded && deadline.reason !== 'hold') return nextLatePollAt(polled, concluded.at, deadline, askEveryMs);
  if (invitation.state !== 'invited' && invitation.state !== 'unclear') return Number.POSITIVE_INFINITY;
  if (isPolledSince(polled, deadline, Number.NEGATIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  return nextPollAt(polled, idleSince(record, attempts), deadline, askEveryMs);
}

/** When waiting for a deadline, or for the vendor's answer at it, ends. */
function settlesAtOf({ invitation, polled }: InterviewRecord, deadline: Deadline, now: number): number {
  const ends = invitation.state === 'invited' ? [deadline.at, patienceEndsAt(polled, deadline) ?? now] : [];
  return ends.find((at) => at > now) ?? Number.POSITIVE_INFINITY;
}

function idleSince({ createdAt }: InterviewRecord, attempts: readonly AttemptView[]): number {
  return Math.max(createdAt, ...attempts.flatMap(({ since }) => Object.values(since)));
}

/** An invited interview will be concluded, so nothing is erased unreported; of one never invited nothing ever is. */
function eraseAtOf(record: InterviewRecord, policy: Policy): number {
  const { invitation, concluded, createdAt } = record;
  if (concluded) return concluded.at + policy.retentionMs;
  if (isReached(record)) return Number.POSITIVE_INFINITY;
  const eraseAt = createdAt + policy.invitationExpiresAfterMs + policy.retentionMs;
  return 'until' in invitation ? Math.max(eraseAt, invitation.until + 1) : eraseAt;
}
