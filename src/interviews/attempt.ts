import {
  type AttemptState,
  compareObservations,
  compareText,
  hasResultScore,
  type Observation,
  type ObservationSource,
  type ReportLink,
} from './observation.ts';

/**
 * One sitting of the candidate at the vendor: the highest observation of each source, and when each state was first
 * seen.
 */
export type Attempt = {
  id: string;
  observed: Partial<Record<ObservationSource, Observation>>;
  /** Epoch ms of the earliest observation in each state: grace and hold count from here. */
  since: Partial<Record<AttemptState, number>>;
  /** The vendor's details call was made for this attempt, with or without an answer. */
  detailsAsked?: true;
  /** A report made on request, newer than any link in `observed`. */
  madeReport?: ReportLink & { at: number };
};

/** What is known of an attempt, all sources taken together. */
export type AttemptView = Omit<Observation, 'source' | 'at' | 'ignored' | 'belowMinimum'> & {
  isScored: boolean;
  /** Epoch ms; decides which attempt is the newest. */
  beganAt: number;
  since: Attempt['since'];
  detailsAsked: boolean;
};

export function joinAttempt(attempt: Attempt | undefined, observation: Observation): Attempt {
  const base: Attempt = attempt ?? { id: observation.attemptId, observed: {}, since: {} };
  const known = base.observed[observation.source];
  const wins = known === undefined || compareObservations(observation, known) > 0;
  const seen = base.since[observation.state] ?? Number.POSITIVE_INFINITY;
  return {
    ...base,
    observed: wins ? { ...base.observed, [observation.source]: observation } : base.observed,
    since: { ...base.since, [observation.state]: Math.min(seen, observation.at) },
  };
}

export function viewAttempt(attempt: Attempt): AttemptView {
  const observations = Object.values(attempt.observed).sort(compareObservations);
  const highest = observations.at(-1);
  const said: Partial<Observation> = Object.assign({}, ...observations);
  const isScored = highest !== undefined && hasResultScore(highest);
  // A score from a time when the candidate was still in the interview does not count as the result.
  if (!isScored) delete said.score;
  // Nor does an end that a higher rank has revoked.
  if (highest?.final === undefined) delete said.final;
  return Object.assign(said, {
    attemptId: attempt.id,
    state: highest?.state ?? 'running',
    isSubmitted: highest?.isSubmitted ?? false,
    isScored,
    beganAt: said.startedAt ?? said.createdAt ?? Math.min(...Object.values(attempt.since)),
    since: attempt.since,
    detailsAsked: attempt.detailsAsked ?? false,
  });
}

/** The vendor's newest link to the report, from any source. */
export function reportLinkOf(attempt: Attempt): ReportLink | undefined {
  const speaking = Object.values(attempt.observed).filter(({ report }) => report !== undefined);
  const said = speaking.sort(compareObservations).at(-1);
  if (attempt.madeReport && !(said?.report && said.at > attempt.madeReport.at)) return attempt.madeReport;
  return said?.report ?? undefined;
}

export function compareAttempts(a: AttemptView, b: AttemptView): number {
  return a.beganAt - b.beganAt || compareText(a.attemptId, b.attemptId);
}
