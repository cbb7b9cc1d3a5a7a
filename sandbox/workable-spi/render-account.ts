import { nameOf } from './render-candidates.ts';
import { type SpiState, stagesOf } from './state.ts';
import { milliseconds, seconds } from './times.ts';
import type { SpiEvent, SpiJob, SpiMember, SpiStage, SpiSubscription } from './types.ts';

// What stands on the wire, field by field in the order of recorded answers.

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

export function stages(state: SpiState, shortcode?: string) {
  if (shortcode !== undefined) return stagesOf(state, shortcode).map(stage);
  return [...state.pipelines.values()].flatMap((pipeline) => pipeline.stages.map(stage));
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

export function subscription(given: SpiSubscription) {
  const { id, event, target, validUntil, createdAt, args } = given;
  const row = {
    id,
    event,
    target,
    valid_until: validUntil === undefined ? null : milliseconds(validUntil),
    created_at: milliseconds(createdAt),
  };
  if (!event.startsWith('candidate_')) return row;
  return { ...row, stage_slug: args.stage_slug || null, job_shortcode: args.job_shortcode || null };
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
    starts_at: milliseconds(startsAt),
    ends_at: milliseconds(endsAt),
    cancelled: isCancelled,
    job: about ? { shortcode: about.shortcode, title: about.title } : null,
    members: host ? [{ id: host.id, name: host.name, type: 'Member', status: 'accepted' }] : [],
    candidate: candidate ? { id: candidate.id, name: nameOf(candidate) } : null,
  };
}
