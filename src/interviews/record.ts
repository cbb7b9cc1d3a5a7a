import { type DeliveryState, failedAt } from '../outbox/delivery.ts';
import { type Attempt, type AttemptView, compareAttempts, joinAttempt, viewAttempt } from './attempt.ts';
import { compareText, type Observation } from './observation.ts';

/** Everything the bridge knows about one interview, from `POST /interviews` to its final result. All times epoch ms. */
export type InterviewRecord = {
  id: string;
  account: string;
  templateId: string;
  /** Unique within the account: what was created for the same origin is the same interview. */
  origin: Origin;
  /** The vendor that it is held at, whatever the account's vendor is by now. */
  vendor: string;
  /** The vendor's own name of the invitation, where it gave one. */
  vendorRef?: string;
  /** Where the candidate begins, where the vendor said so. */
  candidateLink?: string;
  candidate: Candidate;
  jobId?: string;
  jobTitle?: string;
  createdAt: number;
  /** The unguessable half of the report page's address. */
  reportKey: string;
  invitation: InvitationState;
  attempts: Record<string, Attempt>;
  /** Every vendor's candidate that an attempt was ever said to be of, sorted: by them later webhooks are recognised. */
  profiles: readonly string[];
  polled: PollState;
  concluded?: Conclusion;
  /** By destination and document, as `mail/invitation`. */
  deliveries: Readonly<Record<string, DeliveryState>>;
  /** What happened, for operators; oldest first, the newest lines only. */
  history: readonly HistoryLine[];
};

/** The door that an interview came through, and what it is called there: for `provider`, the URL that its result goes to. */
export type Origin = { readonly door: 'provider'; readonly key: string };

/** No personal data, no address, no token. */
export type HistoryLine = { at: number; text: string };

/** One of the two names at least. */
export type Candidate = { firstName?: string; lastName?: string; email: string; phone?: string };

/**
 * `wanted`: the vendor is to be called until then, by whichever process leases the interview.
 * `inviting`: in flight: a call to the vendor has begun and its answer is not known. It is looked for before another call.
 * `unclear`: the vendor may have invited or not, and no process goes on by itself; the next create has it looked for.
 * `not-invited`: the vendor surely invited no one; the next create tries again.
 * `round` counts the tries that have ended: who waits for one can tell its failure from an earlier one.
 */
export type InvitationState =
  | { state: 'wanted' | 'inviting'; until: number; round: number }
  | { state: 'invited'; at: number; round: number }
  | { state: 'unclear' | 'not-invited'; at: number; round: number; failure: InvitationFailure };

export type InvitationFailure = { kind: string; message: string; retryAfterMs?: number };

/** When the vendor was last polled about this interview, and how it goes since. */
export type PollState = {
  /** Start of the last poll that the vendor answered. */
  answeredAt?: number;
  /** Start of the first unanswered poll since then. */
  unansweredSince?: number;
  /** Not before this time again, after an unanswered poll. */
  notBefore?: number;
  /** When the vendor last said that there is something to see; done with once a poll that began later is answered. */
  hintedAt?: number;
};

/** The final state once it is reached; only a step up, to `completed`, may still follow. */
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
    profiles: [],
    polled: {},
    deliveries: {},
    history: [],
  };
}

/** The candidate may have been invited without our knowing: only the vendor can say. */
export function isInDoubt({ invitation }: InterviewRecord): boolean {
  return invitation.state === 'inviting' || invitation.state === 'unclear';
}

/** The record as it is when an invitation is wanted, until then; undefined where it is, or is not needed. */
export function wantedUntil(record: InterviewRecord, until: number, now: number): InterviewRecord | undefined {
  const { invitation } = record;
  if (invitation.state === 'invited' || ('until' in invitation && invitation.until >= now)) return undefined;
  const state = isInDoubt(record) ? 'inviting' : 'wanted';
  return { ...record, invitation: { state, until, round: invitation.round } };
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
    profiles: joinProfile(record.profiles, observation.profileId),
  };
}

function joinProfile(known: readonly string[], said: string | null | undefined): readonly string[] {
  return said && !known.includes(said) ? [...known, said].sort(compareText) : known;
}

/** Oldest first. */
export function attemptsOf({ attempts }: Pick<InterviewRecord, 'attempts'>): readonly AttemptView[] {
  return Object.values(attempts).map(viewAttempt).sort(compareAttempts);
}

/** The record with one of its deliveries changed. */
export function withDelivery(record: InterviewRecord, key: string, delivery: DeliveryState): InterviewRecord {
  return { ...record, deliveries: { ...record.deliveries, [key]: delivery } };
}

/** The record with `change` applied to each of its deliveries. */
export function withDeliveries(
  record: InterviewRecord,
  change: (delivery: DeliveryState) => DeliveryState,
): InterviewRecord {
  const deliveries = Object.entries(record.deliveries).map(([key, delivery]) => [key, change(delivery)]);
  return { ...record, deliveries: Object.fromEntries(deliveries) };
}

/** Of its deliveries that are tried again, the one that comes next. */
export function tryingOf({ deliveries }: InterviewRecord): DeliveryState['trying'] {
  return Object.values(deliveries)
    .flatMap(({ trying }) => trying ?? [])
    .sort((a, b) => a.nextAt - b.nextAt)[0];
}

/** When the first of its deliveries failed that a person has to look at; undefined where there is none. */
export function firstFailedAt({ deliveries }: InterviewRecord): number | undefined {
  const times = Object.values(deliveries).flatMap((delivery) => failedAt(delivery) ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** Open interviews may still get their first result. */
export function isOpen(record: InterviewRecord): boolean {
  return record.concluded?.status !== 'completed';
}

export function fullName(candidate: Candidate): string {
  return [candidate.firstName, candidate.lastName].filter(Boolean).join(' ');
}
