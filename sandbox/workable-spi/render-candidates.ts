import { type SpiState, stageOf } from './state.ts';
import { milliseconds, seconds, secondsOrNull } from './times.ts';
import type { SpiActivity, SpiCandidate, SpiStage } from './types.ts';

// What stands on the wire, field by field in the order of recorded answers.

const talentPoolId = 737_404;

export function nameOf({ firstname, lastname }: SpiCandidate): string {
  return [firstname, lastname].filter(Boolean).join(' ');
}

/** As in lists. */
export function shortCandidate(state: SpiState, candidate: SpiCandidate) {
  const source = { outlet: 'SPI', common_source: 'Unknown', common_source_category: 'Other' };
  return {
    ...headOf(state, candidate),
    address: candidate.address,
    phone: candidate.phone,
    email: candidate.email,
    domain: null,
    ...source,
    created_at: seconds(candidate.createdAt),
    updated_at: seconds(candidate.updatedAt),
  };
}

/** As when it is read by its id, and in webhooks. */
export function longCandidate(state: SpiState, candidate: SpiCandidate) {
  const short = shortCandidate(state, candidate);
  const location = { location_str: candidate.address, country: null, country_code: null, region: null };
  return {
    ...short,
    image_url: null,
    disqualified_at: secondsOrNull(candidate.disqualifiedAt),
    withdrew: candidate.isWithdrawn,
    outbound_mailbox: `${candidate.id}@outbound.example.test`,
    uploader_id: null,
    cover_letter: candidate.coverLetter,
    summary: candidate.summary,
    education_entries: candidate.educationEntries,
    experience_entries: candidate.experienceEntries,
    skills: candidate.skills.map((name) => ({ name })),
    answers: [],
    resume_url: null,
    tags: candidate.tags,
    location: { ...location, region_code: null, city: null, zip_code: null },
    originating_candidate_id: candidate.originatingId,
  };
}

function headOf(state: SpiState, candidate: SpiCandidate) {
  const { account } = state;
  const stage = stageOf(state, candidate);
  const job = state.jobs.find(({ shortcode }) => shortcode === candidate.jobShortcode);
  const place = job
    ? { job: { shortcode: job.shortcode, title: job.title } }
    : { talent_pool: { talent_pool_id: talentPoolId, identifier: talentPoolId.toString(16) } };
  return {
    id: candidate.id,
    name: nameOf(candidate),
    firstname: candidate.firstname,
    lastname: candidate.lastname,
    headline: candidate.headline,
    account: { subdomain: account.subdomain, name: account.name },
    ...place,
    stage: stage.name,
    stage_kind: stage.kind,
    disqualified: candidate.disqualifiedAt !== undefined,
    anonymized: candidate.isAnonymized,
    disqualification_reason: candidate.disqualificationReason,
    hired_at: secondsOrNull(candidate.hiredAt),
    moved_to_offer_at: secondsOrNull(candidate.movedToOfferAt),
    sourced: candidate.isSourced,
    profile_url: `${state.origin}/backend/jobs/${job?.number ?? 'talent-pool'}/candidates/${candidate.id}`,
  };
}

/** A row of a candidate's timeline. `member`, `rating` and `visibility_roles` are absent where there are none. */
export function activity(state: SpiState, given: SpiActivity) {
  return {
    id: given.id,
    action: given.action,
    stage_name: given.stage?.name ?? null,
    action_stage: given.stage ? stageName(given.stage) : null,
    target_stage: given.target ? stageName(given.target) : null,
    created_at: milliseconds(given.createdAt),
    updated_at: milliseconds(given.updatedAt),
    ...by(state, given),
    body: given.body,
    ...(given.rating ? { rating: given.rating } : {}),
    ...(given.visibility ? { visibility_roles: given.visibility } : {}),
  };
}

/** A row of a job's activities, which tells no stage. */
export function jobActivity(state: SpiState, given: SpiActivity) {
  const candidate = given.candidateId === undefined ? undefined : state.candidates.get(given.candidateId);
  return {
    id: given.id,
    action: given.action,
    stage_name: null,
    created_at: milliseconds(given.createdAt),
    ...(candidate ? { candidate: { id: candidate.id, name: nameOf(candidate) } } : {}),
    ...by(state, given),
    body: given.body,
  };
}

function by({ members }: SpiState, { memberId }: SpiActivity) {
  const author = members.find(({ id }) => id === memberId);
  return author ? { member: { id: author.id, name: author.name, type: 'Member' } } : {};
}

function stageName({ id, identifier, name, slug }: SpiStage) {
  return { id, identifier, name, slug };
}
