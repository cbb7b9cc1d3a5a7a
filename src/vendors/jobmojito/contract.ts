import { z } from 'zod';
import { isWebLink } from '../../interviews/parse-url.ts';
import {
  Amount,
  Email,
  Flag,
  Id,
  isObject,
  Line,
  lenient,
  Reference,
  readFields,
  Text,
  Time,
  Title,
  WebAddress,
  Word,
} from '../lenient.ts';

/** The fields that the bridge reads from JobMojito's answers and webhooks: only ids are required. */
export const DefinitionRow = z.object({
  id: Id,
  name: Title,
  status: Word,
  is_ats: Flag,
  is_multi_stage: Flag,
});
export type DefinitionRow = z.infer<typeof DefinitionRow>;

export const RegisteredRow = z.object({
  email: Email,
  external_id: Reference,
  result: Line,
  interview_url: Line,
});
export type RegisteredRow = z.infer<typeof RegisteredRow>;

/** Absent or null: there is no limit. */
export const MerchantStatus = z.object({ invitations_available: Amount });

/** Here and below, `id` only distinguishes rows. */
export const CandidateRow = z.object({ id: lenient(Id), email: Email, external_id: Reference });
export type CandidateRow = z.infer<typeof CandidateRow>;

/** Rows without an attempt have no `interview_result_id`. */
export const ResultRow = z.object({
  id: lenient(Id),
  interview_result_id: lenient(Id),
  definition_id: Reference,
  profile_interview_id: lenient(Id),
  candidate_email: Email,
  external_id: Reference,
  status: Word,
  coach_status: Word,
  processing_status: Word,
  decision_status: Word,
  score: Amount,
  duration_ds: Amount,
  created_at: Time,
});
export type ResultRow = z.infer<typeof ResultRow>;

const Turn = z.object({
  is_answer: Flag,
  /** Null for questions that the vendor's AI thought of. */
  question_original_id: Reference,
  question_original: Title,
  question_asked: Title,
  answer: Text,
  ai_analysis_recruiter: Text,
  score: Amount,
  mojito_language_code: Word,
});
export type Turn = z.infer<typeof Turn>;

/** `status` is what webhooks call `interview_status`. An answer may be a megabyte; nearly all of it is dropped here. */
export const Details = z.object({
  status: Word,
  start: Time,
  end: Time,
  duration: Amount,
  ai_analysis_recruiter: Text,
  ai_analysis_other: lenient(
    z.object({
      strengths_concerns: lenient(z.object({ strengths: z.unknown().optional(), concerns: z.unknown().optional() })),
    }),
  ),
  ai_analysis_recruiter_why_hire: z.unknown().optional(),
  ai_analysis_recruiter_why_not_hire: z.unknown().optional(),
  transcript: lenient(z.array(Turn.nullable().catch(null))),
});
export type Details = z.infer<typeof Details>;

const Spoken = z.object({
  is_answer: Flag,
  question_asked: Text,
  question_original: Text,
  answer: Text,
  mojito_language_code: Word,
});

/** The same answer for who reads what was said, and nothing else of it. */
export const SpokenDetails = z.object({ transcript: lenient(z.array(Spoken.nullable().catch(null))) });
export type SpokenDetails = z.infer<typeof SpokenDetails>;

export const ReportAnswer = z.object({ pdf_export_url: z.string().refine(isWebLink), pdf_export_valid_until: Time });

/**
 * Three shapes in one: today's, that of 2025 (fewer fields), and the oldest (which arrives wrapped, see `webhook.ts`).
 */
export const WebhookPayload = z.object({
  id: Id,
  interview_id: lenient(Id),
  question_set_id: lenient(Id),
  status: Word,
  interview_status: Word,
  processing_status: Word,
  profile_interview_id: lenient(Id),
  score: Amount,
  ai_analysis_recruiter: Text,
  ai_analysis_recruiter_why_hire: z.unknown().optional(),
  ai_analysis_recruiter_why_not_hire: z.unknown().optional(),
  recruiter_go_next_round: Flag,
  pdf_export_url: WebAddress,
  pdf_export_valid_until: Time,
  candidate_external_id: Reference,
  candidate_email: Email,
});
export type WebhookPayload = z.infer<typeof WebhookPayload>;

const Pagination = z.object({ has_more: Flag, total: Amount });
type Pagination = z.infer<typeof Pagination>;

/** `total` and `hasMore` only if the vendor sent them. */
export type Page = {
  rows: readonly unknown[];
  hasMore: boolean | null | undefined;
  total: number | null | undefined;
  ignored: readonly string[];
};

/**
 * A list, bare or in one of the vendor's two wrappers; undefined if the answer is not a list. A list that is null, or
 * left out beside its pagination, is an empty one, unless there should be rows from `offset` on.
 */
export function readPage(answer: unknown, offset = 0): Page | undefined {
  if (Array.isArray(answer)) return { rows: answer, hasMore: undefined, total: undefined, ignored: [] };
  if (!isObject(answer)) return undefined;
  const { data, results, pagination } = answer;
  const { read, ignored } = readFields(Pagination, pagination ?? {}) ?? {
    read: {} as Partial<Pagination>,
    ignored: ['pagination'],
  };
  const page = { hasMore: read.has_more, total: read.total, ignored };
  const rows = data ?? results;
  if (Array.isArray(rows)) return { rows, ...page };
  const isNothing = data === null || results === null || isObject(pagination);
  return (rows ?? null) === null && isNothing && (read.total ?? 0) <= offset ? { rows: [], ...page } : undefined;
}

/**
 * The vendor's message about a refusal: `error` according to its documentation, `message` from the gateway in front of
 * it.
 */
export function readError(answer: unknown): string | undefined {
  const { error, message } = z
    .object({ error: Text, message: Text })
    .catch({ error: null, message: null })
    .parse(answer);
  return error ?? message ?? undefined;
}
