import { z } from 'zod';
import { Refusal, unprocessable } from './refusal.ts';

/** Bodies and queries that Workable takes. Fields beyond them are ignored, as there. */
export const roles = ['admin', 'recruiting_admin', 'hiring_manager', 'simple', 'reviewer', 'recruiter'] as const;

/** The documented sets of a comment's `policy`. */
export const policies: readonly (readonly string[])[] = [
  [],
  ['admin'],
  ['recruiter', 'admin'],
  ['recruiting_admin', 'admin'],
  ['recruiter', 'recruiting_admin', 'admin'],
  ['hiring_manager', 'recruiting_admin', 'admin'],
  ['recruiter', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['simple', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['recruiter', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['recruiter', 'reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'],
];

/** Zero-based, the greatest grade of each scale. */
const greatestGrade = { thumbs: 2, stars: 4, numbers: 9 } as const;

const text = z.string().min(1);
const member_id = text;
const optionalText = z.string().nullish();

export const PostSubscription = z.object({
  event: z
    .string()
    .regex(/^(candidate_(created|moved|deleted)|job_deleted|onboarding_completed|(employee|timeoff)_[a-z_]+)$/),
  target: z.url({ protocol: /^https?$/ }),
  args: z
    .object({
      account_id: z.string().optional(),
      job_shortcode: z.string().optional(),
      stage_slug: z.string().optional(),
    })
    .optional(),
});

const Profile = z.object({
  name: z.string().optional(),
  firstname: z.string().optional(),
  lastname: z.string().optional(),
  email: z.email().nullish(),
  phone: optionalText,
  headline: optionalText,
  address: optionalText,
  summary: optionalText,
  cover_letter: optionalText,
  skills: z.array(z.string()).optional(),
  education_entries: z.array(z.object({ school: z.string() }).loose()).optional(),
  experience_entries: z.array(z.object({ title: z.string() }).loose()).optional(),
  tags: z.array(z.string()).optional(),
});
export type Profile = z.infer<typeof Profile>;

export const PostCandidate = z.object({
  sourced: z.boolean().optional(),
  stage: z.string().optional(),
  candidate: Profile,
});

export const PatchCandidate = z.object({ candidate: Profile });

export const PostComment = z.object({
  member_id,
  comment: z.object({
    body: text,
    policy: z.array(z.enum(roles)).optional(),
    attachment: z.object({ name: text, data: z.base64().min(1) }).optional(),
  }),
});

const Rating = z.object({
  member_id,
  comment: text,
  grade: z.number().int(),
  scale: z.enum(['thumbs', 'stars', 'numbers']).default('thumbs'),
  score_card: z.object({}).loose().optional(),
  /** Deprecated: where it is given, scale and grade are ignored. */
  score: z.enum(['negative', 'positive', 'definite']).optional(),
});
type Graded = { scale: keyof typeof greatestGrade; grade: number; score?: string | undefined };
const isOnScale = ({ scale, grade, score }: Graded) =>
  score !== undefined || (grade >= 0 && grade <= greatestGrade[scale]);
export const PostRating = Rating.refine(isOnScale, 'grade is outside of its scale');
export const PutRating = Rating.extend({ stage_id: z.union([z.string(), z.number()]).optional() }).refine(
  isOnScale,
  'grade is outside of its scale',
);

export const PostMove = z.object({ member_id, target_stage: text });
export const PostDisqualify = z.object({
  member_id,
  disqualify_reason_id: text.optional(),
  disqualify_note: z.string().max(256).optional(),
  withdrew: z.boolean().optional(),
});
export const PostRevert = z.object({ member_id });
export const PostTransfer = z.object({ member_id, target_job_shortcode: text, target_stage: text.optional() });
export const PutTags = z.object({ tags: z.array(z.string()) });
export const PatchAttribute = z.object({
  custom_attribute_key: text,
  value: z.string().optional(),
  checked: z.boolean().optional(),
});

/** ISO 8601 or seconds since the epoch, as milliseconds. */
const time = z.string().transform((given, ctx) => {
  const at = /^\d+$/.test(given) ? Number(given) * 1000 : Date.parse(given);
  if (!Number.isNaN(at)) return at;
  ctx.addIssue(`${given} is no time`);
  return z.NEVER;
});
const hexId = z.string().regex(/^[0-9a-f]+$/i);

/** More than 100 rows are never sent. */
const paging = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(50)
    .transform((limit) => Math.min(limit, 100)),
  since_id: hexId.optional(),
  max_id: hexId.optional(),
};
export const PageQuery = z.object(paging);
export const CandidatesQuery = z.object({
  ...paging,
  email: z.string().optional(),
  shortcode: z.string().optional(),
  stage: z.string().optional(),
  created_after: time.optional(),
  updated_after: time.optional(),
});
export const JobsQuery = z.object({
  ...paging,
  state: z.enum(['draft', 'published', 'closed', 'archived']).optional(),
  created_after: time.optional(),
  updated_after: time.optional(),
});
export const ActivitiesQuery = z.object({ ...paging, actions: z.string().optional(), updated_after: time.optional() });
export const MembersQuery = z.object({
  ...paging,
  role: z.string().optional(),
  shortcode: z.string().optional(),
  email: z.string().optional(),
  name: z.string().optional(),
  status: z.enum(['active', 'inactive', 'all']).default('active'),
});
export const EventsQuery = z.object({
  ...paging,
  type: z.string().optional(),
  candidate_id: z.string().optional(),
  shortcode: z.string().optional(),
  member_id: z.string().optional(),
  start_date: time.optional(),
  end_date: time.optional(),
  include_cancelled: z.stringbool().default(false),
});

/** What was sent, checked; 422 with the first fault otherwise. */
export function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  if (given === undefined) throw new Refusal(400, { error: 'Bad request' });
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = issue?.path.at(-1);
  const isMissing = issue?.code === 'invalid_type' && /received undefined/.test(issue.message);
  throw unprocessable(
    isMissing ? `param is missing or the value is empty: ${String(name)}` : `${String(name)}: ${issue?.message}`,
  );
}
