import { type SpiState, stageOf, stagesOf } from './state.ts';
import type { SpiActivity, SpiCandidate, SpiEvent, SpiJob, SpiMember, SpiStage, SpiSubscription } from './types.ts';

/** Everything as it stands on the wire, field by field in the order of recorded answers. */

/** Candidates and jobs have whole seconds. */
function seconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

const talentPoolId = 737_404;
const secondsOrNull = (at: number | undefined) => (at === undefined ? null : seconds(at));
const withMs = (at: number) => new Date(at).toISOString();

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

/** As in lists; one job read by its shortcode has no `sample`, and its texts. */
export function job({ origin }: SpiState, given: SpiJob) {
  const place = { country: 'Greece', country_code: 'GR', region: null, region_code: null, city: 'Athens' };
  const url = `${origin}/jobs/${given.number}`;
  return {
    id: given.number.toString(16),
    title: given.title,
    full_title: given.code === null ? given.title : `${given.title} - ${given.code}`,
    shortcode: given.shortcode,
    code: given.code,
    state: given.state,
    sample: given.isSample,
    confidential: false,
    department: given.department,
    department_hierarchy: [],
    url,
    application_url: `${url}/candidates/new`,
    shortlink: `${origin}/j/${given.shortcode}`,
    workplace_type: 'on_site',
    location: {
      location_str: 'Athens, Greece',
      ...place,
      zip_code: null,
      telecommuting: false,
      workplace_type: 'on_site',
    },
    locations: [],
    salary: { salary_from: null, salary_to: null, salary_currency: null },
    created_at: seconds(given.createdAt),
    updated_at: seconds(given.updatedAt),
    keywords: null,
  };
}

export function wholeJob(state: SpiState, given: SpiJob) {
  const { sample: _sample, ...listed } = job(state, given);
  const description = `<p>${given.title} at ${state.account.name}.</p>`;
  return {
    ...listed,
    employment_type: 'Full-time',
    full_description: description,
    description,
    requirements: '',
    benefits: '',
    industry: null,
    function: null,
    experience: null,
    education: null,
  };
}

function stage(given: SpiStage, index: number) {
  const { id, identifier, slug, name, kind } = given;
  return { id, identifier, slug, name, kind, position: index + 1 };
}

export function member(given: SpiMember) {
  const { id, name, email, role, isSuperAdmin, isActive } = given;
  return {
    id,
    name,
    headline: null,
    email,
    role,
    type: 'Member',
    hris_role: role === 'admin' ? 'hris_admin' : 'hris_employee',
    roles: isSuperAdmin ? [`ats.${role}`, 'workable.superadmin'] : [`ats.${role}`],
    active: isActive,
    collaboration_rules: [],
    hris_member_scope: null,
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
    created_at: withMs(given.createdAt),
    updated_at: withMs(given.updatedAt),
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
    created_at: withMs(given.createdAt),
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

export function subscription(given: SpiSubscription) {
  const { id, event, target, validUntil, createdAt, args } = given;
  const row = {
    id,
    event,
    target,
    valid_until: validUntil === undefined ? null : withMs(validUntil),
    created_at: withMs(createdAt),
  };
  if (!event.startsWith('candidate_')) return row;
  return { ...row, stage_slug: args.stage_slug || null, job_shortcode: args.job_shortcode || null };
}

export function stages(state: SpiState, shortcode?: string) {
  if (shortcode !== undefined) return stagesOf(state, shortcode).map(stage);
  return [...state.pipelines.values()].flatMap((pipeline) => pipeline.stages.map(stage));
}

export function event(
  state: SpiState,
  { id, title, type, startsAt, endsAt, isCancelled, candidateId, memberId }: SpiEvent,
) {
  const candidate = state.candidates.get(candidateId);
  const host = state.members.find((each) => each.id === memberId);
  const about = state.jobs.find(({ shortcode }) => shortcode === candidate?.jobShortcode);
  return {
    id,
    title,
    description: null,
    type,
    starts_at: withMs(startsAt),
    ends_at: withMs(endsAt),
    cancelled: isCancelled,
    job: about ? { shortcode: about.shortcode, title: about.title } : null,
    members: host ? [{ id: host.id, name: host.name, type: 'Member', status: 'accepted' }] : [],
    candidate: candidate ? { id: candidate.id, name: nameOf(candidate) } : null,
  };
}
