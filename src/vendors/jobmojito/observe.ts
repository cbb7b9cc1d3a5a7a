import { legible, singleLine } from '../../interviews/legible.ts';
import type { AttemptState, Observation, QuestionScore, ReportLink } from '../../interviews/observation.ts';
import { limits } from '../../limits.ts';
import type { Details, ResultRow, WebhookPayload } from './contract.ts';
import { type Trace, traceFrom } from './trace.ts';

/** Reasons come as anything; deeper than this nobody writes for people. */
const reasonDepth = 4;

/** What a verified webhook says. `unread`: the names of fields that could not be read. Pure, as are all of this file. */
export function observeWebhook(payload: WebhookPayload, at: number, unread: readonly string[] = []): Observation {
  const trace = traceFrom(unread);
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
      profileId: payload.profile_interview_id,
      score,
      analysis: written(payload.ai_analysis_recruiter),
      decision: payload.recruiter_go_next_round,
      reasonsToHire: reasonsOf(payload.ai_analysis_recruiter_why_hire),
      reasonsNotToHire: reasonsOf(payload.ai_analysis_recruiter_why_not_hire),
      report: linkOf(payload.pdf_export_url, payload.pdf_export_valid_until),
    }),
    ...trace.said(),
  };
}

/** What a row of the result list says; it has no analysis, no reasons and no report. */
export function observeRow(
  row: ResultRow & { interview_result_id: string },
  at: number,
  unread: readonly string[] = [],
): Observation {
  const trace = traceFrom(unread);
  const score = trace.score('score', row.score);
  const decision = wordOf(row.decision_status);
  noteWords(trace, row);
  trace.word('coach_status', wordOf(row.coach_status), sessionWords);
  trace.word('decision_status', decision, decisionWords);
  return {
    attemptId: row.interview_result_id,
    source: 'list',
    at,
    state: stateOf(row.coach_status, { ...row, score }),
    isSubmitted: isSubmitted(row.status),
    ...said({
      vendorStatus: row.coach_status,
      profileId: row.profile_interview_id,
      score,
      decision: decisions.get(decision),
      durationSeconds: trace.seconds('duration_ds', row.duration_ds),
      createdAt: trace.time('created_at', row.created_at, at),
    }),
    ...trace.said(),
  };
}

/**
 * What nobody else tells, and the texts of a result whose webhook was lost. A text that is not here says nothing: the
 * webhook may have it. Score and decision are left to webhook and list.
 */
export function observeDetails(
  attemptId: string,
  details: Details,
  at: number,
  unread: readonly string[] = [],
): Observation {
  const trace = traceFrom(unread);
  const { strengths, concerns } = details.ai_analysis_other?.strengths_concerns ?? {};
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
      reasonsToHire: reasonsOf(strengths ?? details.ai_analysis_recruiter_why_hire) ?? undefined,
      reasonsNotToHire: reasonsOf(concerns ?? details.ai_analysis_recruiter_why_not_hire) ?? undefined,
      questions: questionsOf(details, trace),
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

/**
 * Reasons in whatever form, as a list of texts: an object in a list is one reason, an object by itself one reason per
 * key. Null when there is none, undefined when the vendor does not speak of it.
 */
export function reasonsOf(value: unknown): string[] | null | undefined {
  if (value === undefined) return undefined;
  const reasons = isObject(value)
    ? Object.entries(value).map(([key, part]) => [key, flat(part, reasonDepth)])
    : (Array.isArray(value) ? value : [value]).map((part) => ['', flat(part, reasonDepth)]);
  const texts = reasons
    .flatMap(([key = '', text]) => (text ? [key ? `${singleLine(key, limits.fieldCharacters)}: ${text}` : text] : []))
    .map((text) => legible(text, limits.reasonCharacters).trim())
    .filter(Boolean)
    .slice(0, limits.reasons);
  return texts.length > 0 ? texts : null;
}

function flat(value: unknown, depth: number): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null || depth === 0) return '';
  return Object.values(value)
    .map((part) => flat(part, depth - 1))
    .filter(Boolean)
    .join(' – ');
}

/** Of the whole words that the vendor documents; what ends a session may carry additions after a comma. */
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
  rest: Partial<Pick<WebhookPayload, 'status' | 'processing_status' | 'score'>>,
): AttemptState {
  const word = wordOf(status);
  if (/^(failed|abandoned|terminated)\b/.test(word)) return 'failed';
  if (/^completed\b/.test(word)) return 'finished';
  if (word === 'ongoing' || word === 'started') return 'running';
  const isScored = typeof rest.score === 'number' || wordOf(rest.processing_status) === 'completed';
  return wordOf(rest.status) === 'active' && isScored ? 'finished' : 'running';
}

function isSubmitted(status: string | null | undefined): boolean {
  return ['active', 'archived'].includes(wordOf(status));
}

function questionsOf({ transcript }: Details, trace: Trace): QuestionScore[] | undefined {
  const questions = (transcript ?? []).flatMap((turn) => {
    const question = turn?.question_asked || turn?.question_original;
    if (!turn?.is_answer || !question) return [];
    const score = trace.score('transcript[].score', turn.score);
    return typeof score === 'number' ? [{ question, score }] : [];
  });
  return questions.length > 0 ? questions.slice(0, limits.questions) : undefined;
}

function written(text: string | null | undefined): string | null | undefined {
  return typeof text === 'string' ? text.trim() || null : text;
}

function wordOf(status: string | null | undefined): string {
  return status?.trim().toLowerCase() ?? '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Said<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

/** Undefined fields become absent ones. */
function said<Fields extends object>(fields: Fields): Said<Fields> {
  const those: { [Key in keyof Fields]?: Fields[Key] } = {};
  for (const key in fields) if (fields[key] !== undefined) those[key] = fields[key];
  return those as Said<Fields>;
}
