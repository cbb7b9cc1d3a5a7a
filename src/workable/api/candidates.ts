import { z } from 'zod';
import {
  Amount,
  Flag,
  Id,
  Line,
  OptionalId,
  optional,
  rowsOf,
  Slug,
  Text,
  Time,
  Title,
  WebAddress,
  Word,
} from './values.ts';

/**
 * Candidates and their timelines as Workable's API and webhooks give them, in the bridge's words. An id is one person in
 * one job.
 */
const short = {
  id: Id,
  name: Title,
  firstname: Title,
  lastname: Title,
  /** As it is written there, which may be no address. */
  email: Line,
  phone: Word,
  account: optional(z.object({ subdomain: Word })),
  job: optional(z.object({ shortcode: Slug, title: Title })),
  stage: optional(Slug),
  stage_kind: Word,
  disqualified: Flag,
  anonymized: Flag,
  sourced: Flag,
  hired_at: z.unknown().optional(),
  profile_url: WebAddress,
  created_at: Time,
  updated_at: Time,
};

/** A row of a list. It does not tell whether the candidate has withdrawn. */
const CandidateRow = z.object(short).transform(rowOf);
export type CandidateRow = z.infer<typeof CandidateRow>;

export const CandidateRows = z.object({ candidates: rowsOf(CandidateRow) }).transform(({ candidates }) => candidates);

/** A candidate as `GET /candidates/:id` and webhooks give them. */
export const Candidate = z
  .object({ ...short, withdrew: Flag, disqualified_at: Time, originating_candidate_id: OptionalId })
  .transform((candidate) => ({
    ...rowOf(candidate),
    isWithdrawn: candidate.withdrew,
    disqualifiedAt: candidate.disqualified_at,
    /** Of the candidate that this one was copied from. */
    copiedFrom: candidate.originating_candidate_id,
  }));
export type Candidate = z.infer<typeof Candidate>;

export const OneCandidate = z.object({ candidate: Candidate }).transform(({ candidate }) => candidate);

function rowOf(row: z.infer<z.ZodObject<typeof short>>) {
  return {
    id: row.id,
    name: row.name,
    firstName: row.firstname,
    lastName: row.lastname,
    /** Undefined also for an address that no mail can reach. */
    email: row.email,
    phone: row.phone,
    subdomain: row.account?.subdomain?.toLowerCase(),
    /** Undefined in the talent pool. */
    job: row.job,
    /** Documented as slug, but a display name wherever it was seen. */
    stage: row.stage,
    stageKind: row.stage_kind,
    isDisqualified: row.disqualified,
    isAnonymized: row.anonymized,
    isSourced: row.sourced,
    isHired: row.hired_at !== null && row.hired_at !== undefined,
    profileUrl: row.profile_url,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const ActivityStage = optional(
  z
    .object({ id: OptionalId, identifier: OptionalId, slug: optional(Slug), name: optional(Slug) })
    .transform(({ id, identifier, slug, name }) => ({ id, identifier, slug, name })),
);

/** A row of a timeline. A move's `action` is the slug of its target. */
const Activity = z
  .object({
    id: Id,
    action: Slug,
    stage_name: Title,
    action_stage: ActivityStage,
    target_stage: ActivityStage,
    created_at: Time,
    updated_at: Time,
    member: optional(z.object({ id: Id, name: Title })),
    body: Text,
    rating: optional(z.object({ score: Word, scale: Word, grade: Amount })),
  })
  .transform((row) => ({
    id: row.id,
    action: row.action,
    stageName: row.stage_name,
    /** Where the candidate stood. */
    stage: row.action_stage,
    /** Where the candidate was moved. */
    targetStage: row.target_stage,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    member: row.member,
    /** Plain text of comments, HTML of messages. */
    body: row.body,
    rating: row.rating,
  }));
export type Activity = z.infer<typeof Activity>;

export const Activities = z.object({ activities: rowsOf(Activity) }).transform(({ activities }) => activities);
