/** Where an observation comes from. Each source says different things; the newest of each is kept. */
export type ObservationSource = 'webhook' | 'fetch' | 'details';

export type AttemptState = 'running' | 'failed' | 'finished';

/**
 * One vendor-neutral fact about an attempt, made from a verified webhook or from polling the vendor. An absent field
 * means that the source does not mention it; null means that the source says there is none.
 */
export type Observation = {
  attemptId: string;
  source: ObservationSource;
  /** The earliest time at which this was true, epoch ms: when the webhook was received, or when the poll started. */
  at: number;
  state: AttemptState;
  /** The candidate has submitted it: later changes are corrections, not drafts. */
  isSubmitted: boolean;
  /**
   * How the attempt ended, if the vendor says that it has: the bridge waits for nothing more. `cancelled`: the candidate
   * called it off.
   */
  final?: 'completed' | 'declined' | 'cancelled' | 'expired';
  /** The vendor's word for the state, for the history and the report page. */
  vendorStatus?: string | null;
  /** The vendor's reference to the candidate, by which later webhooks are recognised. */
  candidateRef?: string | null;
  score?: Score | null;
  /** Written for the recruiter, never the text for the candidate. */
  analysis?: string | null;
  /** A person's decision to advance the candidate; null while undecided. */
  decision?: boolean | null;
  reasonsToHire?: string[] | null;
  reasonsNotToHire?: string[] | null;
  report?: ReportLink | null;
  /** Whether the vendor has written down what was said. It is fetched when a recruiter reads it, and not kept here. */
  hasTranscript?: boolean;
  /** The result in the vendor's own application, for people with a login there. */
  resultPage?: string | null;
  /** When the vendor made the attempt, epoch ms: the candidate began then or later. */
  createdAt?: number | null;
  /** Epoch ms. */
  startedAt?: number | null;
  /** Epoch ms. */
  endedAt?: number | null;
  durationSeconds?: number | null;
  /** Parts of the score, in the vendor's words. */
  ratings?: Rating[] | null;
  questions?: Question[] | null;
  /** What else the vendor says of the result, in its own words and order. */
  remarks?: Remark[] | null;
  /** The vendor's names of fields whose meaning was not certain: they count as absent. */
  ignored?: readonly string[];
  /** The vendor's names of negative scores: they count as absent, and an operator has to check them. */
  belowMinimum?: readonly string[];
};

/** The candidate has moved an interview that has not begun. Epoch ms; `at` as in an observation. */
export type Reschedule = { from?: number; to: number; at: number };

export type Rating = { label: string; score: Score };

/** `isAnswered`: the vendor has an answer, which is not kept here. `language`: of question and answer, BCP 47. */
export type Question = {
  question: string;
  score?: Score;
  answer?: string;
  isAnswered?: true;
  comment?: string;
  language?: string;
};

export type Remark = { label: string; value: string | number | boolean };

/** Points on a scale up to `of`, or the vendor's word: words are never converted to numbers. */
export type Score = { points: number; of: number } | { word: string };

/** A PDF at the vendor; `validUntil` (epoch ms) when the vendor says how long the link lives. */
export type ReportLink = { url: string; validUntil?: number };

/**
 * How far the attempt has got, according to an observation. A lower rank never replaces a higher one, so a late or
 * repeated "answers collected" cannot undo a score, and a result that the vendor reset stands until a new one comes.
 */
function rankOf(observation: Observation): number {
  if (observation.state === 'running') return 0;
  if (observation.state === 'failed') return 1;
  // Where the vendor calls it the end, no score is missing: it has taken back the one it gave, or gives none.
  const isWhole = hasResultScore(observation) || observation.final === 'completed';
  return 2 + (isWhole ? 2 : 0) + (observation.isSubmitted ? 1 : 0);
}

export function hasResultScore({ state, score }: Observation): boolean {
  return state === 'finished' && isScore(score);
}

/** Negative scores are no longer accepted, but a record may still have one. */
export function isScore(score: Score | null | undefined): score is Score {
  return !!score && ('word' in score || score.points >= 0);
}

/** Total order of observations: rank, then time, then content, so that every order of arrival ends the same. */
export function compareObservations(a: Observation, b: Observation): number {
  return rankOf(a) - rankOf(b) || a.at - b.at || compareText(canonical(a), canonical(b));
}

function canonical(observation: Observation): string {
  return JSON.stringify(Object.entries(observation).sort(([a], [b]) => compareText(a, b)));
}

/** Total order, so that of two the same one counts whichever came first. */
export function compareReschedules(a: Reschedule, b: Reschedule): number {
  return a.at - b.at || a.to - b.to || (a.from ?? 0) - (b.from ?? 0);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
