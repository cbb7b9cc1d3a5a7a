import type { AttemptState, Observation, ReportLink, Score } from '../../interviews/observation.ts';
import type { Details, ResultRow, WebhookPayload } from './contract.ts';
import { questionsOf } from './questions.ts';
import { type Trace, traceFrom } from './trace.ts';

/**
 * The observation in a verified webhook. `scoreMax`: the top of the scale; `unread`: the names of fields that could not
 * be read. All functions of this file are pure.
 */
export function observeWebhook(
  payload: WebhookPayload,
  at: number,
  scoreMax: number,
  unread: readonly string[] = [],
): Observation {
  const trace = traceFrom(unread, scoreMax);
  const score = trace.score('score', payload.score);
  noteWords(trace, payload);
  trace.word('interview_status', wordOf(payload.interview_status), sessionWords);
  return {
    attemptId: payload.id,
    source: 'webhook',
    at,
    state: stateOf(payload.interview_status, { ...payload, score }),
    isSubmitted: isSubmitted(payload.status),
    ...said({
      vendorStatus: payload.interview_status,
      candidateRef: payload.profile_interview_id,
      score,
      analysis: written(payload.ai_analysis_recruiter),
      decision: payload.recruiter_go_next_round,
      reasonsToHire: trace.reasons('ai_analysis_recruiter_why_hire', payload.ai_analysis_recruiter_why_hire),
      reasonsNotToHire: trace.reasons('ai_analysis_recruiter_why_not_hire', payload.ai_analysis_recruiter_why_not_hire),
      report: linkOf(payload.pdf_export_url, payload.pdf_export_valid_until),
    }),
    ...trace.said(),
  };
}

/** The observation in a row of the result list, which has no analysis, reasons or report. */
export function observeRow(
  row: ResultRow & { interview_result_id: string },
  at: number,
  scoreMax: number,
  unread: readonly string[] = [],
): Observation {
  const trace = traceFrom(unread, scoreMax);
  const score = trace.score('score', row.score);
  const decision = wordOf(row.decision_status);
  noteWords(trace, row);
  trace.word('coach_status', wordOf(row.coach_status), sessionWords);
  trace.word('decision_status', decision, decisionWords);
  return {
    attemptId: row.interview_result_id,
    source: 'fetch',
    at,
    state: stateOf(row.coach_status, { ...row, score }),
    isSubmitted: isSubmitted(row.status),
    ...said({
      vendorStatus: row.coach_status,
      candidateRef: row.profile_interview_id,
      score,
      decision: decisions.get(decision),
      durationSeconds: trace.seconds('duration_ds', row.duration_ds),
      createdAt: trace.time('created_at', row.created_at, at),
    }),
    ...trace.said(),
  };
}

/**
 * What only the details call returns, and the texts of a result whose webhook was lost. A missing text proves nothing:
 * the webhook may have it. Score and decision are taken from webhook and list.
 */
export function observeDetails(
  attemptId: string,
  details: Details,
  at: number,
  scoreMax: number,
  unread: readonly string[] = [],
): Observation {
  const trace = traceFrom(unread, scoreMax);
  const { strengths, concerns } = details.ai_analysis_other?.strengths_concerns ?? {};
  const { ai_analysis_recruiter_why_hire: whyHire, ai_analysis_recruiter_why_not_hire: whyNotHire } = details;
  const newer = 'ai_analysis_other.strengths_concerns';
  trace.word('status', wordOf(details.status), sessionWords);
  return {
    attemptId,
    source: 'details',
    at,
    state: stateOf(details.status, {}),
    isSubmitted: false,
    ...said({
      durationSeconds: trace.seconds('duration', details.duration),
      startedAt: trace.time('start', details.start, at),
      endedAt: trace.time('end', details.end, at),
      analysis: written(details.ai_analysis_recruiter) ?? undefined,
      reasonsToHire:
        trace.reasons(`${newer}.strengths`, strengths) ??
        trace.reasons('ai_analysis_recruiter_why_hire', whyHire) ??
        undefined,
      reasonsNotToHire:
        trace.reasons(`${newer}.concerns`, concerns) ??
        trace.reasons('ai_analysis_recruiter_why_not_hire', whyNotHire) ??
        undefined,
      questions: questionsOf(details, trace),
      hasTranscript: details.transcript?.some((turn) => turn !== null),
    }),
    ...trace.said(),
  };
}

/** Exported for the report call, which names its link the same way. */
export function linkOf(
  url: string | null | undefined,
  validUntil: number | null | undefined,
): ReportLink | null | undefined {
  return typeof url === 'string' ? { url, ...said({ validUntil: validUntil ?? undefined }) } : url;
}

/** The words that the vendor documents. Words for the end of a session may have additions after a comma. */
const sessionWords = /^(ongoing|started|(failed|abandoned|terminated|completed)\b.*)$/;
const resultWords = /^(draft|active|archived)$/;
const processingWords = /^(new|processing|completed|failed)$/;
const decisionWords =
  /^(selected|rejected|undecided|unknown|(ai|recruiter)_(accept|reject)|(recruiter|candidate)_action)$/;

function noteWords(trace: Trace, said: Pick<WebhookPayload, 'status' | 'processing_status'>): void {
  trace.word('status', wordOf(said.status), resultWords);
  trace.word('processing_status', wordOf(said.processing_status), processingWords);
}

const decisions = new Map([
  ['selected', true],
  ['recruiter_accept', true],
  ['rejected', false],
  ['recruiter_reject', false],
]);

/** The vendor's words for the end of a session carry additions after a comma, and new ones may appear. */
function stateOf(
  status: string | null | undefined,
  rest: Partial<Pick<WebhookPayload, 'status' | 'processing_status'>> & { score?: Score | null | undefined },
): AttemptState {
  const word = wordOf(status);
  if (/^(failed|abandoned|terminated)\b/.test(word)) return 'failed';
  if (/^completed\b/.test(word)) return 'finished';
  if (word === 'ongoing' || word === 'started') return 'running';
  const isScored = !!rest.score || wordOf(rest.processing_status) === 'completed';
  return wordOf(rest.status) === 'active' && isScored ? 'finished' : 'running';
}

function isSubmitted(status: string | null | undefined): boolean {
  return ['active', 'archived'].includes(wordOf(status));
}

function written(text: string | null | undefined): string | null | undefined {
  return typeof text === 'string' ? text.trim() || null : text;
}

function wordOf(status: string | null | undefined): string {
  return status?.trim().toLowerCase() ?? '';
}

type Said<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** Undefined fields become absent ones. */
function said<Fields extends object>(fields: Fields): Said<Fields> {
  const those: { [Key in keyof Fields]?: Fields[Key] } = {};
  for (const key in fields) if (fields[key] !== undefined) those[key] = fields[key];
  return those as Said<Fields>;
}
