import type { DeliveryState } from '../outbox/delivery.ts';
import { type Attempt, type AttemptView, compareAttempts, joinAttempt, viewAttempt } from './attempt.ts';
import { compareReschedules, compareText, type Observation, type Reschedule } from './observation.ts';

/** Everything the bridge knows about one interview, from `POST /interviews` to its final result. All times epoch ms. */
export type InterviewRecord = {
  id: string;
  account: string;
  templateId: string;
  /** Unique within the account: what was created for the same origin is the same interview. */
  origin: Origin;
  /** The vendor of this interview, even if the account has switched to another one. */
  vendor: string;
  /** For `stage`: the id that the candidate has by now, where that is another one than in `origin`. */
  movedTo?: string;
  /** It shares the invitation of another interview, by whose id the vendor knows it. */
  invitedAs?: string;
  /** The interviews that share the invitation of this one. */
  sharedBy?: readonly string[];
  /** The vendor's reference of the invitation, if it gave one. */
  vendorRef?: string;
  /** References of invitations that others have replaced, because their links no longer worked; oldest first. */
  earlierRefs?: readonly string[];
  /** The link on which the candidate begins, if the vendor gave one. */
  candidateLink?: string;
  /** The vendor's ids of the invitation and of attempts, and links, by which it is found; the first few. */
  references?: readonly string[];
  /** When the candidate first followed that link by way of the bridge, epoch ms. */
  linkOpenedAt?: number;
  /** How many times the bridge is to mail the invitation: once, and again when an operator says so. */
  mailsWanted?: number;
  /** The newest time that the candidate has moved it to. */
  rescheduled?: Reschedule;
  cancellation?: Cancellation;
  candidate: Candidate;
  jobId?: string;
  jobTitle?: string;
  createdAt: number;
  /** The unguessable half of the report page's address. */
  reportKey: string;
  invitation: InvitationState;
  attempts: Record<string, Attempt>;
  /** The vendor's references to the candidate from all attempts, sorted: by them later webhooks are recognised. */
  candidateRefs: readonly string[];
  polled: PollState;
  /** The vendor's names of what could not be read in its answers, and was reported to it; each is reported once. */
  complaints?: readonly string[];
  concluded?: Conclusion;
  /** By destination and document, as `mail/invitation`. */
  deliveries: Readonly<Record<string, DeliveryState>>;
  /** What happened, for operators; oldest first, the newest lines only. */
  history: readonly HistoryLine[];
};

/**
 * The entry point of an interview and its key there: for `provider`, the URL that its result goes to; for `stage`, the
 * candidate's id and the number of their stay in the stage.
 */
export type Origin = { readonly door: 'provider' | 'stage'; readonly key: string };

/** No personal data, no address, no token. */
export type HistoryLine = { at: number; text: string };

/** At least one of the two names. */
export type Candidate = { firstName?: string; lastName?: string; email: string; phone?: string };

/**
 * `wanted`: the process that leases the interview calls the vendor, before `until`.
 * `inviting`: in flight: a call to the vendor has begun and its answer is not known. The bridge looks for the
 * invitation before it calls again.
 * `unclear`: the vendor may or may not have invited, and no process retries by itself; the next create looks for the
 * invitation.
 * `not-invited`: the vendor invited no one; the next create tries again.
 * `round` counts the tries that have ended: a caller that waits can tell a new failure from an earlier one.
 * `lackedCredits`: the last try found none.
 */
export type InvitationState =
  | { state: 'wanted' | 'inviting'; until: number; round: number; lackedCredits?: true }
  | { state: 'invited'; at: number; round: number }
  | { state: 'unclear' | 'not-invited'; at: number; round: number; failure: InvitationFailure };

/**
 * `remedy`: what an operator can do, a sentence without its stop. `lacksCredits`: the account at the vendor has none left.
 * `maybe`: it had none at the try before, and has some by now: they may have come right after this refusal.
 */
export type InvitationFailure = {
  kind: string;
  message: string;
  remedy?: string;
  retryAfterMs?: number;
  lacksCredits?: true | 'maybe';
};

/** When the vendor was last polled about this interview, and with what success. */
export type PollState = {
  /** Start of the last poll that the vendor answered. */
  answeredAt?: number;
  /** Start of the first unanswered poll since then. */
  unansweredSince?: number;
  /** After an unanswered poll: no poll before this time. */
  notBefore?: number;
  /** When the vendor last sent a hint; removed once a poll that began later is answered. */
  hintedAt?: number;
};

/**
 * The invitation is to end at the vendor too. `isOver`: nothing more is tried there. `endsInterview`: it was a person's
 * wish, and not the end of the interview's time. `isRefused`: the vendor will not end it.
 */
export type Cancellation = {
  at: number;
  endsInterview: boolean;
  tries: number;
  /** When to call the vendor next, epoch ms. */
  nextAt: number;
  isOver: boolean;
  isRefused?: true;
};

/** The final outcome; the only change that may follow is to `completed`. */
export type Conclusion = { status: 'completed' | 'declined' | 'expired'; at: number };

export function newRecord(
  given: Pick<InterviewRecord, 'id' | 'account' | 'templateId' | 'origin' | 'vendor' | 'candidate' | 'reportKey'> &
    Partial<Pick<InterviewRecord, 'jobId' | 'jobTitle'>>,
  now: number,
  /** Until when the invitation is wanted, epoch ms. */
  until = now,
): InterviewRecord {
  return {
    ...given,
    createdAt: now,
    invitation: { state: 'wanted', until, round: 0 },
    attempts: {},
    candidateRefs: [],
    polled: {},
    deliveries: {},
    history: [],
  };
}

/** The delivery that takes an invitation to the candidate where the vendor sends none. */
export const invitationMail = 'mail/invitation';

/**
 * The candidate knows of the invitation, as far as the bridge knows. Not so where the bridge was to mail it and could
 * not, unless there is an attempt.
 */
export function isReached({ invitation, deliveries, attempts }: InterviewRecord): boolean {
  if (invitation.state !== 'invited') return false;
  return deliveries[invitationMail]?.failed === undefined || Object.keys(attempts).length > 0;
}

/**
 * Since when the candidate ought to have been invited and is not, as far as the bridge knows, epoch ms: in the future
 * while a call to the vendor may still succeed. Undefined where they are, or need not be.
 */
export function notInvitedSince(record: InterviewRecord): number | undefined {
  const { invitation, deliveries, concluded, cancellation } = record;
  if (concluded || cancellation || isReached(record)) return undefined;
  if (invitation.state === 'invited') return deliveries[invitationMail]?.failed?.at;
  return 'until' in invitation ? invitation.until : invitation.at;
}

/** The candidate may have been invited, and only the vendor knows. */
export function isInDoubt({ invitation }: InterviewRecord): boolean {
  return invitation.state === 'inviting' || invitation.state === 'unclear';
}

/** The record with an invitation wanted until `until`; undefined if it already is, or is not needed. */
export function wantedUntil(record: InterviewRecord, until: number, now: number): InterviewRecord | undefined {
  const { invitation } = record;
  if (invitation.state === 'invited' || ('until' in invitation && invitation.until >= now)) return undefined;
  const state = isInDoubt(record) ? 'inviting' : 'wanted';
  const lackedCredits = 'failure' in invitation && invitation.failure.lacksCredits === true;
  return {
    ...record,
    invitation: { state, until, round: invitation.round, ...(lackedCredits ? { lackedCredits } : {}) },
  };
}

/**
 * The record of an invitation that is wanted no more: what is in flight is still resolved, and nothing is begun again.
 * Undefined where that is so already.
 */
export function notWanted(record: InterviewRecord, now: number): InterviewRecord | undefined {
  const { invitation } = record;
  if (!('until' in invitation) || invitation.until < now) return undefined;
  return { ...record, invitation: { ...invitation, until: now - 1 } };
}

/** A call that invites is in flight, and its invitation is wanted no more. */
export function isGivenUp({ invitation }: InterviewRecord, now: number): boolean {
  return invitation.state === 'inviting' && invitation.until < now;
}

/** Joins an observation to the record: the order and number of calls do not matter, only the set of observations. */
export function observe(record: InterviewRecord, observation: Observation): InterviewRecord {
  const attempt = joinAttempt(record.attempts[observation.attemptId], observation);
  const { invitation } = record;
  return {
    ...record,
    // An attempt proves the invitation, whatever the vendor's first answer was.
    invitation:
      invitation.state === 'invited' ? invitation : { state: 'invited', at: observation.at, round: invitation.round },
    attempts: { ...record.attempts, [observation.attemptId]: attempt },
    candidateRefs: joinCandidateRef(record.candidateRefs, observation.candidateRef),
  };
}

/** Joins another time: of those that were said the newest counts. */
export function reschedule(record: InterviewRecord, said: Reschedule): InterviewRecord {
  const { rescheduled } = record;
  return rescheduled && compareReschedules(said, rescheduled) <= 0 ? record : { ...record, rescheduled: said };
}

export function joinCandidateRef(known: readonly string[], said: string | null | undefined): readonly string[] {
  return said && !known.includes(said) ? [...known, said].sort(compareText) : known;
}

/** Oldest first. */
export function attemptsOf({ attempts }: Pick<InterviewRecord, 'attempts'>): readonly AttemptView[] {
  return Object.values(attempts).map(viewAttempt).sort(compareAttempts);
}

/** The record with one of its deliveries changed. */
export function withDelivery(
  record: InterviewRecord,
  key: string,
  change: (delivery: DeliveryState) => DeliveryState,
): InterviewRecord {
  return { ...record, deliveries: { ...record.deliveries, [key]: change(deliveryOf(record, key)) } };
}

/** How a delivery stands; one that was never begun has nothing to say. */
export function deliveryOf({ deliveries }: InterviewRecord, key: string): DeliveryState {
  return deliveries[key] ?? {};
}

/** An open interview may still get its first result. */
export function isOpen(record: InterviewRecord): boolean {
  return record.concluded?.status !== 'completed';
}

/** The interviews that one invitation of the vendor serves, the one that it was made for first. */
export function sharersOf({ id, sharedBy = [] }: InterviewRecord): readonly string[] {
  return [id, ...sharedBy];
}

/** By which id the vendor knows the invitation of this interview. */
export function idAtVendor({ id, invitedAs = id }: InterviewRecord): string {
  return invitedAs;
}

export function fullName(candidate: Candidate): string {
  return [candidate.firstName, candidate.lastName].filter(Boolean).join(' ');
}
