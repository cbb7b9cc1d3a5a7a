import { hash } from 'node:crypto';
import { stringifyInOrder } from '../http/ordered-json.ts';
import type { AttemptView } from '../interviews/attempt.ts';
import { clockTime } from '../interviews/clock-time.ts';
import { isScore, type Score } from '../interviews/observation.ts';
import type { FinalOutcome } from '../interviews/outcome.ts';
import type { Concluded } from '../interviews/plan.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import {
  describeOfHundred,
  isAboveMaximum,
  percentageOf,
  type Recommendation,
  recommendationOf,
} from '../interviews/score.ts';
import { shorten } from '../interviews/shorten.ts';
import { limits } from '../limits.ts';
import type { Document } from '../outbox/destination.ts';
import type { Details, DetailsGroup, ResultPayload } from './contract.ts';
import { outlineOf } from './outline.ts';
import { withRemarks } from './remarks.ts';

export type ResultSettings = {
  declinedStatus: 'declined' | 'rejected';
  /** Percentage from which a positive decision is `excelled`. */
  excelledFrom: number;
  /** Attach the PDF only if the vendor sent one, or always: then it is made when first opened. */
  reports: 'as-sent' | 'on-demand';
  /** The bridge's own pages for an interview. */
  reportUrl: (record: InterviewRecord) => string;
  pdfUrl: (record: InterviewRecord) => string;
};

const grades = { no: 'failed', yes: 'passed', 'strong-yes': 'excelled' } as const satisfies Record<
  Recommendation,
  string
>;

const longestSummary = 2000;
const longestKey = 120;
const longestReason = 500;
const mostReasons = 20;
const mostParts = limits.questions;

/** A rating or a question, with its score. */
type Part = [name: string, score: Score | undefined];

/** The outcome in Workable's format, to be written in order. Pure; equal content gives equal bytes. */
export function resultPayload(record: InterviewRecord, outcome: FinalOutcome, settings: ResultSettings): ResultPayload {
  if (outcome.status !== 'completed') {
    return { status: outcome.status === 'declined' ? settings.declinedStatus : outcome.status };
  }
  const { attempt, attempts } = outcome;
  const interview = interviewOf(attempt, attempts, settings);
  const hasReport = settings.reports === 'on-demand' || hasReportOf(record, attempt);
  const payload: ResultPayload = {
    status: 'completed',
    results_url: settings.reportUrl(record),
    ...(isEmpty(interview) ? {} : { interview }),
    ...(hasReport ? { attachments: [{ description: 'Interview Report', url: settings.pdfUrl(record) }] } : {}),
  };
  return withRemarks(payload, attempt.remarks ?? [], (label) => wholeWords(label, longestKey));
}

/** The result as a document. Expensive parts are computed on first access. */
export function resultDocument({ record, outcome }: Concluded, settings: ResultSettings): Document {
  let body: string | undefined;
  let digest: string | undefined;
  const bodyNow = () => {
    body ??= stringifyInOrder(resultPayload(record, outcome, settings));
    return body;
  };
  return {
    key: 'result',
    label: outcome.status,
    get body() {
      return bodyNow();
    },
    get digest() {
      // Where the bridge's own pages are is no content: with another PUBLIC_URL nothing is sent again.
      digest ??= hash('sha256', bodyNow().replaceAll(settings.reportUrl(record), ''), 'base64url').slice(0, 22);
      return digest;
    },
    outline: () => outlineOf(JSON.parse(bodyNow())),
    get isScoreAboveMaximum() {
      return outcome.status === 'completed' && scoresOf(outcome.attempt).some(isAboveMaximum);
    },
  };
}

function scoresOf({ score, ratings, questions }: AttemptView): (Score | null | undefined)[] {
  return [score, ...[...(ratings ?? []), ...(questions ?? [])].map((part) => part.score)];
}

function interviewOf(attempt: AttemptView, attempts: readonly AttemptView[], settings: ResultSettings) {
  const { score, decision, analysis, durationSeconds } = attempt;
  const percentage = isScore(score) ? percentageOf(score) : undefined;
  const recommendation = recommendationOf(decision, percentage, settings.excelledFrom);
  const summary = shorten(analysis?.trim() ?? '', longestSummary);
  const details = detailsOf(attempt, attempts);

  const interview: NonNullable<ResultPayload['interview']> = {};
  if (percentage !== undefined) interview.score = String(percentage);
  if (recommendation) interview.grade = grades[recommendation];
  if (summary) interview.summary = summary;
  if (!isEmpty(details)) interview.details = details;
  if (typeof durationSeconds === 'number') interview.duration = clockTime(durationSeconds);
  return interview;
}

function detailsOf(attempt: AttemptView, attempts: readonly AttemptView[]): Details {
  const { ratings, questions } = attempt;
  const details: Details = {};
  add('Reasons to hire', numbered(attempt.reasonsToHire));
  add('Reasons not to hire', numbered(attempt.reasonsNotToHire));
  add('Ratings', partScores(ratings?.map(({ label, score }) => [label, score])));
  add('Question scores', partScores(questions?.map(({ question, score }) => [question, score])));
  add('Interview', timesOf(attempt, attempts));
  return details;

  function add(title: string, values: DetailsGroup): void {
    if (!isEmpty(values)) details[title] = values;
  }
}

function numbered(reasons: readonly string[] | null | undefined): DetailsGroup {
  const told: DetailsGroup = {};
  for (const [i, reason] of (reasons ?? []).slice(0, mostReasons).entries()) {
    told[i + 1] = shorten(reason, longestReason);
  }
  return told;
}

/** By number and name: two may read the same. */
function partScores(parts: readonly Part[] | undefined): DetailsGroup {
  const scores: DetailsGroup = {};
  for (const [i, [name, score]] of (parts ?? []).slice(0, mostParts).entries()) {
    if (isScore(score)) scores[`${i + 1}. ${wholeWords(name, longestKey)}`] = describeOfHundred(score);
  }
  return scores;
}

/** The day alone: the contract wants dates in ISO 8601, and shows them as they are. */
function timesOf({ attemptId, startedAt }: AttemptView, attempts: readonly AttemptView[]): DetailsGroup {
  // An attempt that begins after the one that counts does not change the result.
  const sittings = attempts.findIndex((attempt) => attempt.attemptId === attemptId) + 1;
  const times: DetailsGroup = {};
  if (typeof startedAt === 'number') times.Date = new Date(startedAt).toISOString().slice(0, 10);
  if (sittings > 1) times.Attempts = sittings;
  return times;
}

function isEmpty(values: object): boolean {
  return Object.keys(values).length === 0;
}

function hasReportOf(record: InterviewRecord, attempt: AttemptView): boolean {
  return Boolean(attempt.report ?? record.attempts[attempt.attemptId]?.madeReport);
}

/** The longest beginning of whole words; a single word longer than that is cut between characters. */
function wholeWords(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const head = text.slice(0, longest + 1);
  const end = head.search(/\s\S*$/);
  return end > 0 ? head.slice(0, end).trimEnd() : text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
}
