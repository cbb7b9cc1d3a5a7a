import type { Parts } from './candidates.ts';
import { unprocessable } from './refusal.ts';
import { jobOf, type SpiState, stageOf, stagesOf } from './state.ts';
import { addRow, touch } from './timeline.ts';
import type { SpiCandidate, SpiStage } from './types.ts';

export type Disqualification = { memberId: string; reason?: string | undefined; isWithdrawal?: boolean | undefined };
export type Transfer = { memberId: string; jobShortcode: string; stage?: string | undefined };

/** Of the candidate's job, by its slug. */
function stageBySlug(state: SpiState, jobShortcode: string | undefined, slug: string): SpiStage {
  const stage = stagesOf(state, jobShortcode).find((each) => each.slug === slug);
  if (!stage) throw unprocessable(`There is no stage ${slug}`);
  return stage;
}

export function move({ state, fire }: Parts, candidate: SpiCandidate, slug: string, memberId: string): void {
  if (candidate.jobShortcode === undefined) throw unprocessable('The candidate has no job');
  const target = stageBySlug(state, candidate.jobShortcode, slug);
  if (target.id === candidate.stageId) {
    const { moveToSameStage } = state.switches;
    if (moveToSameStage === 422) throw unprocessable('The candidate is in that stage');
    if (moveToSameStage === 'nothing') return;
  }
  addRow(state, candidate, { action: target.slug, target: { ...target }, memberId });
  enter(state, candidate, target);
  touch(state, candidate);
  if (state.switches.movedFiresOn.move) fire('candidate_moved', candidate);
}

function enter(state: SpiState, candidate: SpiCandidate, stage: SpiStage): void {
  const now = state.clock.now();
  candidate.stageId = stage.id;
  candidate.hiredAt = stage.kind === 'hired' ? now : undefined;
  if (stage.kind === 'offer') candidate.movedToOfferAt = now;
}

/** It stays in its stage and in the lists. */
export function disqualify({ state, fire }: Parts, candidate: SpiCandidate, given: Disqualification): void {
  if (candidate.disqualifiedAt !== undefined) return;
  candidate.disqualifiedAt = state.clock.now();
  candidate.disqualificationReason = given.reason ?? null;
  candidate.isWithdrawn = given.isWithdrawal ?? false;
  addRow(state, candidate, { action: 'disqualified', memberId: given.memberId, body: given.reason ?? null });
  touch(state, candidate);
  if (state.switches.movedFiresOn.disqualify) fire('candidate_moved', candidate);
}

export function revert({ state, fire }: Parts, candidate: SpiCandidate, memberId: string): void {
  if (candidate.disqualifiedAt === undefined) return;
  candidate.disqualifiedAt = undefined;
  candidate.disqualificationReason = null;
  candidate.isWithdrawn = false;
  addRow(state, candidate, { action: 'reverted', memberId });
  touch(state, candidate);
  if (state.switches.movedFiresOn.revert) fire('candidate_moved', candidate);
}

/** A new candidate, whose timeline begins with this. */
export function copy({ state, fire }: Parts, candidate: SpiCandidate, to: Transfer): SpiCandidate {
  const now = state.clock.now();
  const copied = transferred(state, candidate, to);
  Object.assign(copied, { originatingId: candidate.id, createdAt: now, updatedAt: now });
  Object.assign(copied, { disqualifiedAt: undefined, disqualificationReason: null, isWithdrawn: false });
  state.keep(copied);
  addRow(state, copied, { action: 'copied', memberId: to.memberId });
  if (state.switches.copyFiresCreated) fire('candidate_created', copied);
  if (state.switches.movedFiresOn.copy) fire('candidate_moved', copied);
  return copied;
}

/** A new id, to which the timeline goes along, and the time at which the profile was made; the old id is 404. */
export function relocate({ state, fire }: Parts, candidate: SpiCandidate, to: Transfer): SpiCandidate {
  const now = state.clock.now();
  const relocated = transferred(state, candidate, to);
  state.remove(candidate.id);
  for (const row of state.activities) {
    if (row.candidateId !== candidate.id) continue;
    row.candidateId = relocated.id;
    row.jobShortcode = relocated.jobShortcode;
    row.updatedAt = now;
  }
  state.keep(relocated);
  touch(state, relocated);
  const stage = stageOf(state, relocated);
  addRow(state, relocated, { action: 'moved', memberId: to.memberId });
  addRow(state, relocated, { action: stage.slug, target: { ...stage }, memberId: to.memberId });
  const { relocateFiresCreated, relocateFiresDeleted, movedFiresOn } = state.switches;
  if (relocateFiresDeleted) fire('candidate_deleted', candidate);
  if (relocateFiresCreated) fire('candidate_created', relocated);
  if (movedFiresOn.relocate) fire('candidate_moved', relocated);
  return relocated;
}

/** Into the stage that was asked for, the one of the same slug, or the first. */
function transferred(state: SpiState, candidate: SpiCandidate, { jobShortcode, stage }: Transfer): SpiCandidate {
  const job = jobOf(state, jobShortcode);
  const stages = stagesOf(state, job.shortcode);
  const { slug } = stageOf(state, candidate);
  const target =
    stage === undefined
      ? (stages.find((each) => each.slug === slug) ?? stages[0])
      : stageBySlug(state, job.shortcode, stage);
  if (!target) throw unprocessable('The job has no stage');
  const transferred = structuredClone(candidate);
  Object.assign(transferred, { id: state.newCandidateId(), jobShortcode: job.shortcode });
  enter(state, transferred, target);
  return transferred;
}
