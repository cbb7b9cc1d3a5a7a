import { z } from 'zod';
import { limits } from '../../limits.ts';
import {
  Email,
  Flag,
  Id,
  Line,
  OptionalFlag,
  OptionalId,
  optional,
  rowsOf,
  Slug,
  Time,
  Title,
  Word,
} from './values.ts';

/**
 * What Workable's API answers about an account, its jobs, its people and its subscriptions, in the bridge's words.
 * Source: workable.readme.io, and answers of a live account. What is not read is left out: it stays out of memory.
 */
export const Account = z
  .object({ id: OptionalId, name: Title, subdomain: Slug })
  .transform(({ id, name, subdomain }) => ({ id, name, subdomain: subdomain.toLowerCase() }));
export type Account = z.infer<typeof Account>;

export const Accounts = z.object({ accounts: rowsOf(Account) }).transform(({ accounts }) => accounts);

const jobStates = ['draft', 'published', 'closed', 'archived'] as const;

/** `closed` is used internally: it is open, and not advertised. `archived` has ended. */
export const Job = z
  .object({
    id: OptionalId,
    shortcode: Slug,
    title: Title,
    state: z.string(),
    sample: Flag,
    confidential: Flag,
    department: Title,
    created_at: Time,
    updated_at: Time,
  })
  .transform((job) => ({
    id: job.id,
    shortcode: job.shortcode,
    title: job.title,
    /** `other`: a state that Workable did not have before. */
    state: jobStates.find((state) => state === job.state.toLowerCase()) ?? ('other' as const),
    /** Only the list of jobs tells: of a single job it is always false. */
    isSample: job.sample,
    isConfidential: job.confidential,
    department: job.department,
    createdAt: job.created_at,
    updatedAt: job.updated_at,
  }));
export type Job = z.infer<typeof Job>;

export const Jobs = z.object({ jobs: rowsOf(Job) }).transform(({ jobs }) => jobs);

/** `name` is what candidates show as their stage, `slug` what filters and moves take. */
const Stage = z
  .object({
    id: OptionalId,
    identifier: OptionalId,
    slug: Slug,
    name: Slug,
    kind: Word,
    position: optional(z.int()),
  })
  .transform(({ id, identifier, slug, name, kind, position }) => ({ id, identifier, slug, name, kind, position }));
export type Stage = z.infer<typeof Stage>;

export const Stages = z.object({ stages: rowsOf(Stage) }).transform(({ stages }) => stages);

/** `role` is that in the account, `jobRole` that in one job; neither is known of those who only recruit. */
const Member = z
  .object({ id: Id, name: Title, email: Email, role: Word, collaboration_role: Word, active: OptionalFlag })
  .transform(({ id, name, email, role, collaboration_role, active }) => ({
    id,
    name,
    email,
    role,
    jobRole: collaboration_role,
    isActive: active,
  }));
export type Member = z.infer<typeof Member>;

export const Members = z.object({ members: rowsOf(Member) }).transform(({ members }) => members);
export const Recruiters = z.object({ recruiters: rowsOf(Member) }).transform(({ recruiters }) => recruiters);

/** By permission, such as `ats:collab:candidates:comment`: the roles that have it. */
export const Permissions = z
  .record(z.string(), z.unknown())
  .transform((permissions): ReadonlyMap<string, readonly string[]> => {
    const read = Object.entries(permissions).slice(0, limits.spiRows);
    return new Map(
      read.flatMap(([name, roles]) => {
        const { data } = z.array(z.string()).safeParse(roles);
        return data === undefined ? [] : [[name, data.slice(0, limits.spiPermissionRoles)] as const];
      }),
    );
  });

/** `expiresAt` is undefined where Workable keeps it until it is deleted. */
export const Subscription = z
  .object({
    id: Id,
    event: Slug,
    target: z.string().refine((text) => text.length <= limits.reportLinkCharacters),
    valid_until: z.unknown().optional(),
    job_shortcode: Line,
    stage_slug: Line,
    state: Word,
  })
  .transform((row) => ({
    id: row.id,
    event: row.event,
    target: row.target,
    expiresAt: expiryOf(row.valid_until),
    /** Undefined: of every job; the same for the stage. */
    job: row.job_shortcode || undefined,
    stage: row.stage_slug || undefined,
    state: row.state,
  }));
export type Subscription = z.infer<typeof Subscription>;

export const Subscriptions = z
  .object({ subscriptions: rowsOf(Subscription) })
  .transform(({ subscriptions }) => subscriptions);
export const Subscribed = z.object({ id: Id });

/** A date that cannot be read has passed: such a subscription is made anew. */
function expiryOf(validUntil: unknown): number | undefined {
  return validUntil === null || validUntil === undefined ? undefined : (Time.parse(validUntil) ?? 0);
}

const DisqualificationReason = z
  .object({ id: Id, description: Title, candidate_withdrew: OptionalFlag })
  .transform((reason) => ({
    id: reason.id,
    description: reason.description,
    isWithdrawal: reason.candidate_withdrew ?? false,
  }));
export type DisqualificationReason = z.infer<typeof DisqualificationReason>;

/** The one list without a name around it. */
export const DisqualificationReasons = rowsOf(DisqualificationReason);

/** Older answers are empty: then there is no id. */
export const Commented = z.object({ id: OptionalId });

/** Workable's words about a refusal, one of which lies three levels deep. */
const Refusal = z.object({
  error: z.unknown().optional(),
  message: z.unknown().optional(),
  validation_errors: z.unknown().optional(),
});

export function readRefusal(answer: unknown): string | undefined {
  const { data } = Refusal.safeParse(answer);
  return data && (wordsOf(data.error) ?? wordsOf(data.message) ?? wordsOf(data.validation_errors));
}

function wordsOf(value: unknown, depth = 0): string | undefined {
  if (typeof value === 'string') return value || undefined;
  if (typeof value !== 'object' || value === null || depth > 3) return undefined;
  const parts = 'description' in value ? [value.description] : Object.values(value).slice(0, 5);
  return parts.map((part) => wordsOf(part, depth + 1)).find((words) => words !== undefined);
}
