import type { Score } from '../../../interviews/observation.ts';
import type { Recommendation } from '../../../interviews/score.ts';
import type { SpokenTurn } from '../../../interviews/transcript.ts';

/**
 * What a timeline entry says, without its words. Times are epoch ms. Names and texts are as vendors, candidates and
 * Workable wrote them: rendering cleans them.
 */
export type EntryFacts =
  | InvitedFacts
  | BlockedFacts
  | ContinuesFacts
  | ReturnedFacts
  | ElsewhereFacts
  | MovedDateFacts
  | CancelledFacts
  | WithdrawnFacts
  | NotTakenFacts
  | TranscriptFacts
  | ResultFacts;

export type EntryKey = EntryFacts['key'];

export const entryKeys = [
  'invited',
  'transcript',
  'blocked',
  'continues',
  'returned',
  'elsewhere',
  'moved-date',
  'cancelled',
  'withdrawn',
  'not-taken',
  'result',
] as const satisfies readonly EntryKey[];

/** The names of the template and of the vendor, as recruiters know them. */
type Interview = { template: string; vendor: string };

/** A link of the bridge under which a person invites, once and until then. */
export type AgainLink = { url: string; until: number };

export type InvitedFacts = Interview & {
  key: 'invited';
  /** When the invitation expires. */
  until?: number;
  /** The candidate's link, where there is one. */
  link?: string;
  /** Who brings the invitation to the candidate; `person`: a recruiter passes the link on. */
  sentBy: 'vendor' | 'bridge' | 'person';
};

/**
 * `again` is not shown while the vendor is unavailable: it would not help. `isAskedNext`: once it is mended a person is
 * asked whether to interview the candidate again.
 */
export type BlockedFacts = Interview & { key: 'blocked'; cause: BlockedCause; again?: AgainLink; isAskedNext?: true };

/** `reason`: the words of the vendor or of the mail server. */
export type BlockedCause =
  | { is: 'missing'; what: 'e-mail address' | 'name' | 'phone number' }
  /** Of the address only the beginning is shown. */
  | { is: 'email-unusable'; email: string }
  | { is: 'vendor-refused'; reason?: string }
  | { is: 'template-gone' }
  | { is: 'no-credits' }
  /** Not reachable, or it does not accept the key: the bridge keeps trying. */
  | { is: 'vendor-unavailable' }
  /** The vendor may have taken the invitation or not. */
  | { is: 'outcome-unknown' }
  | { is: 'mail-refused'; reason?: string };

/** Back in the stage with an interview that is still open. */
export type ContinuesFacts = Interview & { key: 'continues'; until?: number; link?: string };

/**
 * Back in the stage after an interview. `before`: what came of it; absent where that is not known any more. `again` is
 * absent where no candidate is invited twice.
 */
export type ReturnedFacts = Interview & {
  key: 'returned';
  before?: 'completed' | 'cancelled' | 'not-taken';
  endedAt?: number;
  reportUrl?: string;
  again?: AgainLink;
};

export type ElsewhereFacts = Interview & {
  key: 'elsewhere';
  /**
   * Where the same interview of this person is: invited through the provider door, or open in another application,
   * which is not named, as that job may be confidential.
   */
  where: 'provider-door' | 'other-application';
  reportUrl?: string;
};

export type MovedDateFacts = Interview & { key: 'moved-date'; from?: number; to: number };

/** By the candidate, as the vendor says. */
export type CancelledFacts = Interview & { key: 'cancelled'; at?: number };

export type WithdrawnFacts = Interview & {
  key: 'withdrawn';
  why: 'left-stage' | 'disqualified' | 'withdrew';
  /** The vendor has cancelled it: the candidate's link no longer works. */
  isCancelledAtVendor: boolean;
};

export type NotTakenFacts = Interview & {
  key: 'not-taken';
  /**
   * The candidate said no, the time is over, the interview was begun and not finished, or an operator of the bridge
   * ended it.
   */
  why: 'declined' | 'expired' | 'failed' | 'called-off';
  at?: number;
  again?: AgainLink;
};

export type TranscriptFacts = Interview & {
  key: 'transcript';
  endedAt?: number;
  /** In the order of the interview. None: the link alone. */
  turns: readonly SpokenTurn[];
  /** The bridge's page with the whole transcript. */
  url: string;
};

export type ResultFacts = Interview & {
  key: 'result';
  score?: Score;
  /** Of a person at the vendor. */
  decision?: Recommendation;
  endedAt?: number;
  durationSeconds?: number;
  strengths: readonly string[];
  openPoints: readonly string[];
  reportUrl: string;
  hasTranscript: boolean;
  /** The candidate stands in another stage by now; both by their names. */
  meanwhile?: { movedTo: string; about: string };
  /** It came after the interview was withdrawn. */
  isLate?: boolean;
};
