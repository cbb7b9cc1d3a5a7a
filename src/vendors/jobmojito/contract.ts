import { z } from 'zod';
import { legible } from '../../interviews/legible.ts';

/**
 * What the bridge reads of JobMojito's answers and webhooks. Real answers break the vendor's own document (nulls, other
 * types, new words), so only ids are required: whatever else cannot be read counts as not said.
 */
const Text = lenient(z.string().transform((text) => legible(text, 20_000)));
const Word = lenient(z.string().transform((text) => legible(text, 200)));
const Flag = lenient(z.boolean());
/** Beyond this there is no scale, and arithmetic ends at infinity. */
const amount = z.number().min(-1e9).max(1e9);
const Score = lenient(
  z.union([
    amount,
    z
      .string()
      .regex(/^-?\d+(\.\d+)?$/)
      .transform(Number)
      .pipe(amount),
  ]),
);
/**
 * Ids become keys of plain objects. Nothing here asks zod for a length: it compares whatever has one, and `{"length": […]}` with
 * arrays deep enough ends in a RangeError.
 */
const Id = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]{1,200}$/u)
  .refine((id) => !(id in {}), { message: 'should be an id' });
const Time = lenient(z.string().transform(toEpochMs).pipe(z.number()));
const WebAddress = lenient(z.string().refine(isWebAddress));

export const DefinitionRow = z.object({
  id: Id,
  name: Text,
  status: Word,
  is_ats: Flag,
  is_multi_stage: Flag,
});
export type DefinitionRow = z.infer<typeof DefinitionRow>;

export const RegisteredRow = z.object({ email: Text, external_id: Text, result: Text, interview_url: Text });
export type RegisteredRow = z.infer<typeof RegisteredRow>;

export const CandidateRow = z.object({ email: Text, external_id: Text });
export type CandidateRow = z.infer<typeof CandidateRow>;

/** Its own `id` is good for nothing; rows without an attempt have no `interview_result_id`. */
export const ResultRow = z.object({
  interview_result_id: lenient(Id),
  definition_id: Text,
  profile_interview_id: lenient(Id),
  candidate_email: Text,
  external_id: Text,
  status: Word,
  coach_status: Word,
  processing_status: Word,
  decision_status: Word,
  score: Score,
  duration_ds: Score,
  created_at: Time,
});
export type ResultRow = z.infer<typeof ResultRow>;

const Turn = z.object({ is_answer: Flag, question_asked: Text, question_original: Text, score: Score });

/** `status` is what webhooks call `interview_status`. Nearly all of an answer's megabyte is dropped here. */
export const Details = z.object({
  status: Word,
  start: Time,
  end: Time,
  duration: Score,
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

export const ReportAnswer = z.object({ pdf_export_url: z.string().refine(isWebAddress), pdf_export_valid_until: Time });

/** Three shapes in one: today's, that of 2025 (fewer fields), and the oldest (which arrives wrapped, see `webhook.ts`). */
export const WebhookPayload = z.object({
  id: Id,
  interview_id: lenient(Id),
  question_set_id: lenient(Id),
  status: Word,
  interview_status: Word,
  processing_status: Word,
  profile_interview_id: lenient(Id),
  score: Score,
  ai_analysis_recruiter: Text,
  ai_analysis_recruiter_why_hire: z.unknown().optional(),
  ai_analysis_recruiter_why_not_hire: z.unknown().optional(),
  recruiter_go_next_round: Flag,
  pdf_export_url: WebAddress,
  pdf_export_valid_until: Time,
  candidate_external_id: Text,
  candidate_email: Text,
});
export type WebhookPayload = z.infer<typeof WebhookPayload>;

const Rows = z.union([
  z.array(z.unknown()),
  z.object({ data: z.array(z.unknown()), pagination: z.unknown().optional() }),
  z.object({ results: z.array(z.unknown()) }).transform(({ results }) => results),
]);
const Pagination = z.object({ has_more: Flag, total: Score });

/** `total` and `hasMore` only when the vendor said so. */
export type Page = { rows: unknown[]; hasMore?: boolean | null | undefined; total?: number | null | undefined };

/** A list, bare or in one of the vendor's two wrappings; undefined when the answer is none. */
export function readPage(answer: unknown): Page | undefined {
  const read = Rows.safeParse(answer);
  if (!read.success) return undefined;
  if (Array.isArray(read.data)) return { rows: read.data };
  const pagination = Pagination.safeParse(read.data.pagination);
  const { has_more, total } = pagination.data ?? {};
  return { rows: read.data.data, hasMore: has_more, total };
}

/** Rows that cannot be read are left out: one odd row must not hide the others. */
export function readRows<Row>(schema: z.ZodType<Row>, rows: readonly unknown[]): Row[] {
  return rows.flatMap((row) => {
    const read = schema.safeParse(row);
    return read.success ? [read.data] : [];
  });
}

/** The vendor's own words about a refusal: `error` by its document, `message` by the gateway in front of it. */
export function readError(answer: unknown): string | undefined {
  const { error, message } = z
    .object({ error: Text, message: Text })
    .catch({ error: null, message: null })
    .parse(answer);
  return error ?? message ?? undefined;
}

function lenient<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().catch(undefined);
}

/** ISO 8601; without a zone it is UTC, which the vendor's database writes. */
function toEpochMs(text: string): number {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return Number.NaN;
  const hasZone = /(z|[+-]\d\d(:?\d\d)?)$/i.test(text);
  return Date.parse(hasZone ? text : `${text}Z`);
}

function isWebAddress(text: string): boolean {
  return text.length <= 8_192 && URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
}
