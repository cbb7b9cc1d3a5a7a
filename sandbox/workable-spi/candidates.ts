import type { Profile } from './contract.ts';
import { unprocessable } from './refusal.ts';
import { jobOf, type SpiState, stageOf, stagesOf, timelineOf } from './state.ts';
import { addRow, touch } from './timeline.ts';
import type { SpiCandidate, SpiProfile, SpiStage } from './types.ts';
import type { Fire } from './webhooks.ts';

export type Parts = { state: SpiState; fire: Fire };

export type Creation = {
  /** Absent: the talent pool. */
  jobShortcode: string | undefined;
  /** A slug; the first stage, or Applied for one that applies, when absent. */
  stage?: string | undefined;
  isSourced: boolean;
  profile: Partial<SpiProfile>;
  tags?: string[];
};

/** Where a timeline has other rows than these, people have worked on the profile. */
const beginnings = ['applied', 'uploaded', 'referral', 'recommended', 'copied'];

/**
 * A profile arrives, by a person, an application or the API. Two of one e-mail in one job do not exist: the second is
 * merged into the first, whose id it gets.
 */
export function createCandidate({ state, fire }: Parts, creation: Creation): SpiCandidate {
  const { jobShortcode, isSourced, profile } = creation;
  const known = [...state.candidates.values()].find(
    (each) => profile.email && each.email === profile.email && each.jobShortcode === jobShortcode && jobShortcode,
  );
  if (known) return reapply({ state, fire }, known, creation);
  const stages = stagesOf(state, jobShortcode);
  const isApplied = !isSourced && jobShortcode !== undefined;
  const first = (isApplied ? stages.find(({ kind }) => kind === 'applied') : undefined) ?? stages[0];
  const stage = creation.stage === undefined ? first : stages.find(({ slug }) => slug === creation.stage);
  if (!stage) throw unprocessable('stage is unknown');
  if (jobShortcode !== undefined && jobOf(state, jobShortcode).state === 'draft')
    throw unprocessable('The job is a draft');
  const candidate = newCandidate(state, creation, stage);
  state.keep(candidate);
  addRow(state, candidate, { action: isSourced ? 'uploaded' : 'applied' });
  fire('candidate_created', candidate);
  const isLater = stage !== first;
  if (isLater && state.switches.createInStageFires === 'created+moved') fire('candidate_moved', candidate);
  return candidate;
}

function newCandidate(
  state: SpiState,
  { jobShortcode, isSourced, profile, tags = [] }: Creation,
  stage: SpiStage,
): SpiCandidate {
  const now = state.clock.now();
  return {
    ...emptyProfile(),
    ...profile,
    id: state.newCandidateId(),
    jobShortcode,
    stageId: stage.id,
    isSourced,
    isAnonymized: false,
    isWithdrawn: false,
    disqualifiedAt: undefined,
    disqualificationReason: null,
    hiredAt: undefined,
    movedToOfferAt: undefined,
    tags,
    attributes: {},
    originatingId: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** An untouched profile is overwritten; one that was worked on keeps its details. A sourced one comes to Applied. */
function reapply({ state, fire }: Parts, known: SpiCandidate, { profile, isSourced }: Creation): SpiCandidate {
  const isEngaged = timelineOf(state, known.id).some(({ action }) => !beginnings.includes(action));
  if (!isEngaged) Object.assign(known, profile);
  const applied = stagesOf(state, known.jobShortcode).find(({ kind }) => kind === 'applied');
  if (!isSourced && applied && stageOf(state, known).kind === 'sourced') {
    known.stageId = applied.id;
    known.isSourced = false;
    known.disqualifiedAt = undefined;
    known.disqualificationReason = null;
  }
  addRow(state, known, { action: isSourced ? 'uploaded' : 'applied' });
  touch(state, known);
  if (state.switches.reapplicationFires === 'created') fire('candidate_created', known);
  if (state.switches.reapplicationFires === 'moved') fire('candidate_moved', known);
  return known;
}

export function editProfile(
  state: SpiState,
  candidate: SpiCandidate,
  profile: Partial<SpiProfile>,
  tags?: string[],
): void {
  Object.assign(candidate, profile, tags ? { tags } : {});
  touch(state, candidate);
}

/** No word of it in any list; the id is 404 from now on. */
export function deleteCandidate({ state, fire }: Parts, candidate: SpiCandidate): void {
  state.remove(candidate.id);
  fire('candidate_deleted', candidate);
}

export function anonymize(state: SpiState, candidate: SpiCandidate): void {
  Object.assign(candidate, emptyProfile(), { firstname: 'Anonymized', lastname: 'Candidate' });
  candidate.isAnonymized = true;
  for (const row of timelineOf(state, candidate.id)) row.body = null;
  touch(state, candidate);
}

/** In our words; what was not sent is left out. An empty text counts as none. */
export function profileFrom(given: Profile): Partial<SpiProfile> {
  const [first, ...others] = given.name?.split(' ') ?? [];
  const fields = {
    firstname: given.firstname ?? first,
    lastname: given.lastname ?? (first === undefined ? undefined : others.join(' ')),
    email: given.email,
    phone: given.phone,
    headline: given.headline,
    address: given.address,
    summary: given.summary,
    coverLetter: given.cover_letter,
    skills: given.skills,
    educationEntries: given.education_entries,
    experienceEntries: given.experience_entries,
  };
  const sent = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(sent.map(([name, value]) => [name, value === '' ? null : value]));
}

function emptyProfile(): SpiProfile {
  const none = { email: null, phone: null, headline: null, address: null, summary: null, coverLetter: null };
  return { firstname: '', lastname: '', ...none, skills: [], educationEntries: [], experienceEntries: [] };
}
