import { askedSince, nextAskAt, nextLateAskAt, patienceEndsAt } from './asking.ts';
import { isKnownToHave, relies } from './delivery.ts';
import type { Policy } from './policy.ts';
import { deadlineOf, type Publication, publish } from './publication.ts';
import { attemptsOf, type InterviewRecord, type Outline } from './record.ts';

/** A publication in the words of the applicant tracking system, ready to be sent. */
export type Rendered = {
  body: string;
  digest: string;
  /** What to remember of the body. */
  outline(): Outline;
  /** The vendor's score lies above the top of its scale: the setting is wrong. */
  isScoreAboveMaximum: boolean;
};

/** What the one who answers the bell has to do next. */
export type Step =
  | { do: 'erase' }
  | { do: 'conclude'; status: 'completed' | 'declined' | 'expired' }
  | { do: 'details'; attemptId: string }
  /** Before a change is sent: whoever comes after a crash must know that it may have been. */
  | { do: 'doubt' }
  | { do: 'send'; publication: Told }
  | { do: 'ask' }
  | { do: 'wait'; until: number };

export type Told = Exclude<Publication, { status: 'pending' }>;

type Render = (record: InterviewRecord, publication: Told) => Rendered;

/**
 * Pure: everything that follows from a record, its settings and the time. `render` is pure too. Where nothing may be sent
 * because the account's deliveries wait, everything else goes on.
 */
export function nextStep(record: InterviewRecord, policy: Policy, render: Render, now: number, maySend = true): Step {
  const eraseAt = eraseAtOf(record, policy);
  if (eraseAt <= now) return { do: 'erase' };

  const wakeAt = [eraseAt];
  const publication = publish(record, policy, now);
  if (publication.status !== 'pending') {
    if (record.concluded?.status !== publication.status) return { do: 'conclude', status: publication.status };
    if (maySend && isNews(record, () => render(record, publication))) {
      const nextAt = record.delivery.trying?.nextAt ?? now;
      if (nextAt > now) wakeAt.push(nextAt);
      else if (publication.status === 'completed' && policy.asksDetails && !publication.attempt.detailsAsked) {
        return { do: 'details', attemptId: publication.attempt.attemptId };
      } else if (relies(record.delivery)) return { do: 'doubt' };
      else return { do: 'send', publication };
    }
  }

  const askAt = askAtOf(record, policy);
  if (askAt !== undefined && askAt <= now) return { do: 'ask' };
  if (askAt !== undefined) wakeAt.push(askAt);
  const settlesAt = settlesAtOf(record, policy, now);
  if (publication.status !== 'completed' && settlesAt !== undefined) wakeAt.push(settlesAt);
  return { do: 'wait', until: Math.min(...wakeAt) };
}

/** The record with the final state that it has reached; the same one where it has not, or is to be erased. */
export function conclude(record: InterviewRecord, policy: Policy, render: Render, now: number): InterviewRecord {
  const step = nextStep(record, policy, render, now);
  return step.do === 'conclude' ? { ...record, concluded: { status: step.status, at: now } } : record;
}

/**
 * When somebody has to look at an interview next, epoch ms. Two times, since the deliveries of an account may have to
 * wait while its clocks go on.
 */
export type Schedule = {
  /** For everything but sending. */
  dueAt: number;
  /** Absent when Workable has all there is. */
  sendAt?: number;
};

export function scheduleOf(record: InterviewRecord, policy: Policy, render: Render, now: number): Schedule {
  const clock = nextStep(record, policy, render, now, false);
  const dueAt = clock.do === 'wait' ? clock.until : now;
  const publication = publish(record, policy, now);
  if (publication.status === 'pending' || record.concluded?.status !== publication.status) return { dueAt };
  if (!isNews(record, () => render(record, publication))) return { dueAt };
  return { dueAt, sendAt: record.delivery.trying?.nextAt ?? now };
}

export function isNow({ dueAt, sendAt }: Schedule, now: number): boolean {
  return Math.min(dueAt, sendAt ?? dueAt) <= now;
}

/** Workable neither has this payload, nor refused it, nor have tries of it ended. Renders only where there is something to compare with. */
export function isNews({ delivery }: InterviewRecord, render: () => Rendered): boolean {
  const { acknowledged, refused, failed } = delivery;
  if (!acknowledged && !refused && !failed) return true;
  const { digest } = render();
  return !isKnownToHave(delivery, digest) && ![refused, failed].some((past) => past?.digest === digest);
}

/** When to ask the vendor next; undefined when there is nothing left to learn by asking. */
function askAtOf(record: InterviewRecord, policy: Policy): number | undefined {
  const { invitation, concluded, asked } = record;
  const deadline = deadlineOf(record, policy);
  if (concluded?.status === 'completed') return undefined;
  // A result that came late is held like any other.
  if (concluded && deadline.reason !== 'hold') return nextLateAskAt(asked, concluded.at, deadline);
  if (invitation.state !== 'invited' && invitation.state !== 'unclear') return undefined;
  if (askedSince(asked, deadline, Number.NEGATIVE_INFINITY)) return undefined;
  return nextAskAt(asked, quietSince(record), deadline);
}

/** When waiting for a deadline, or for the vendor's answer at it, ends. */
function settlesAtOf(record: InterviewRecord, policy: Policy, now: number): number | undefined {
  if (record.invitation.state !== 'invited') return undefined;
  const deadline = deadlineOf(record, policy);
  return [deadline.at, patienceEndsAt(record.asked, deadline)].find((at) => at !== undefined && at > now);
}

function quietSince(record: InterviewRecord): number {
  const heard = attemptsOf(record).flatMap((attempt) => Object.values(attempt.since));
  return Math.max(record.createdAt, ...heard);
}

/** Whoever is invited will be concluded, so nothing is erased untold; nobody invited, nothing will ever be told. */
function eraseAtOf(record: InterviewRecord, policy: Policy): number {
  const { invitation, concluded, createdAt } = record;
  if (concluded) return concluded.at + policy.retentionMs;
  if (invitation.state === 'invited') return Number.POSITIVE_INFINITY;
  return createdAt + policy.invitationExpiresAfterMs + policy.retentionMs;
}
