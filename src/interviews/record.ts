import { type Attempt, type AttemptView, compareAttempts, joinAttempt, viewAttempt } from './attempt.ts';
import { compareText, type Observation } from './observation.ts';

/** Everything the bridge knows about one interview, from `POST /interviews` to its final result. All times epoch ms. */
export type InterviewRecord = {
  id: string;
  account: string;
  templateId: string;
  callbackUrl: string;
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
  asked: AskState;
  concluded?: Conclusion;
  delivery: DeliveryState;
  /** What happened, for operators; oldest first, the newest lines only. */
  story: readonly StoryLine[];
};

/** No personal data, no address, no token. */
export type StoryLine = { at: number; text: string };

/** One of the two names at least. */
export type Candidate = { firstName?: string; lastName?: string; email: string; phone?: string };

/**
 * `waiting`: the vendor has not been told yet.
 * `inviting`: a process is telling the vendor, or died doing so.
 * `unclear`: the vendor may or may not have heard; it is asked before it is told again.
 * `not-invited`: the vendor surely invited nobody; the next create tries again.
 * `round` counts the tries that have ended: who waits for one can tell its failure from an earlier one.
 */
export type InvitationState =
  | { state: 'waiting' | 'inviting'; round: number }
  | { state: 'invited'; at: number; round: number }
  | { state: 'unclear' | 'not-invited'; at: number; round: number; failure: { kind: string; message: string } };

/** When the vendor was last asked about this interview, and how the trying goes since. */
export type AskState = {
  /** Start of the last question that the vendor answered. */
  answeredAt?: number;
  /** Start of the first question without an answer since then. */
  inVainSince?: number;
  /** Not before this time again, after a question without an answer. */
  notBefore?: number;
};

/** The final state once it is reached; only a step up, to `completed`, may still follow. */
export type Conclusion = { status: 'completed' | 'declined' | 'expired'; at: number };

/** What Workable answered, in short: a status, or why there was none; at most 2 KiB of its words. */
export type Answer = { status?: number; error?: string; text?: string };

/** A payload as it is remembered: short values as they are, long texts as their length and a digest. */
export type Outline = string | number | boolean | readonly [characters: number, digest: string] | OutlineOfObject;
type OutlineOfObject = { readonly [key: string]: Outline };

export type DeliveryState = {
  /** The payload that Workable last answered 2xx to. It has that, unless `unsureSince`. */
  acknowledged?: { digest: string; status: Conclusion['status']; outline?: Outline; at: number };
  /** The first try after that which Workable may have taken although no answer came: nobody knows what it has. */
  unsureSince?: number;
  /** What Workable would not have any more: it holds a final state (409). */
  refused?: { digest: string; at: number };
  /** Tries of this payload are going on. */
  trying?: { digest: string; since: number; tries: number; nextAt: number; answer: Answer };
  /** Tries have ended without success; an operator may replay, or has dismissed it: then nobody is alarmed any more. */
  failed?: { digest: string; at: number; answer: Answer; dismissedAt?: number };
};

export function newRecord(
  given: Pick<InterviewRecord, 'id' | 'account' | 'templateId' | 'callbackUrl' | 'candidate' | 'reportKey'> &
    Partial<Pick<InterviewRecord, 'jobId' | 'jobTitle'>>,
  now: number,
): InterviewRecord {
  return {
    ...given,
    createdAt: now,
    invitation: { state: 'waiting', round: 0 },
    attempts: {},
    profiles: [],
    asked: {},
    delivery: {},
    story: [],
  };
}

/** Somebody may have been invited without our knowing: while nobody tells the vendor, only it can say. */
export function isDoubtful({ invitation }: InterviewRecord): boolean {
  return invitation.state === 'inviting' || invitation.state === 'unclear';
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

/** Records are never changed, and one decision looks at the attempts many times. */
const views = new WeakMap<InterviewRecord['attempts'], readonly AttemptView[]>();

/** Oldest first. */
export function attemptsOf({ attempts }: InterviewRecord): readonly AttemptView[] {
  const known = views.get(attempts);
  if (known) return known;
  const viewed = Object.values(attempts).map(viewAttempt).sort(compareAttempts);
  views.set(attempts, viewed);
  return viewed;
}

/** Open interviews may still get their first result. */
export function isOpen(record: InterviewRecord): boolean {
  return record.concluded?.status !== 'completed';
}

export function fullName(candidate: Candidate): string {
  return [candidate.firstName, candidate.lastName].filter(Boolean).join(' ');
}
