import { roleIn } from './permissions.ts';
import { type SpiState, stageOf, timelineOf } from './state.ts';
import type { Role, SpiActivity, SpiCandidate, SpiFile, SpiRating, SpiStage } from './types.ts';

type Row = { action: string } & Partial<Omit<SpiActivity, 'action'>>;

export type Comment = {
  body: string;
  policy?: string[] | undefined;
  attachment?: { name: string; data: string } | undefined;
};
export type Grade = { comment: string; scale: SpiRating['scale']; grade: number };

const everyone: Role[] = ['simple', 'hiring_manager', 'admin', 'recruiter', 'reviewer', 'recruiting_admin'];
/** From those who see the least. */
const byReach: Role[] = ['recruiter', 'reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'];

/** Adds a row, where the candidate stands unless told otherwise. */
export function addRow(state: SpiState, candidate: SpiCandidate, row: Row): SpiActivity {
  const now = state.clock.now();
  const activity: SpiActivity = {
    id: state.newActivityId(),
    candidateId: candidate.id,
    jobShortcode: candidate.jobShortcode,
    // What it was called then stays, whatever happens to the stage.
    stage: { ...stageOf(state, candidate) },
    target: undefined,
    memberId: undefined,
    body: null,
    createdAt: now,
    updatedAt: now,
    ...row,
  };
  state.activities.push(activity);
  return activity;
}

/** `updated_at` moves on, in lists too. */
export function touch(state: SpiState, candidate: SpiCandidate): void {
  candidate.updatedAt = state.clock.now();
  state.keep(candidate);
}

/** Comments are not deduplicated: the same text twice is two rows. */
export function addComment(state: SpiState, candidate: SpiCandidate, memberId: string, comment: Comment): SpiActivity {
  const { body, policy, attachment } = comment;
  const file = attachment && addFile(state, attachment);
  const row = addRow(state, candidate, {
    action: 'comment',
    memberId,
    body,
    visibility: visibilityOf(state, candidate, memberId, policy),
    ...(policy ? { policy } : {}),
    ...(file ? { file } : {}),
  });
  touch(state, candidate);
  return row;
}

/** Without a policy all but external recruiters see it; in the confidential zone those with at least the author's reach. */
function visibilityOf(
  state: SpiState,
  candidate: SpiCandidate,
  memberId: string,
  policy: string[] | undefined,
): Role[] {
  if (policy) return [...new Set([...policy, 'admin'] as Role[])];
  if (!stageOf(state, candidate).isConfidential) return everyone.filter((role) => role !== 'recruiter');
  const author = state.members.find(({ id }) => id === memberId);
  const role = (author && roleIn(state, author, candidate)) ?? 'simple';
  return byReach.slice(byReach.indexOf(role));
}

function addFile(state: SpiState, { name, data }: { name: string; data: string }): SpiFile {
  const type = name.toLowerCase().endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream';
  const file: SpiFile = { key: state.newSecret(), name, type, data: Buffer.from(data, 'base64') };
  state.files.set(file.key, file);
  return file;
}

/** A mail is no comment: its text is HTML, and it changes nothing about the candidate. */
export function addMessage(
  state: SpiState,
  candidate: SpiCandidate,
  html: string,
  memberId: string | null,
): SpiActivity {
  return addRow(state, candidate, {
    action: 'message',
    memberId: memberId ?? undefined,
    body: html,
    visibility: everyone,
  });
}

/** The evaluation of this member on this stage, the newest where there are two. */
export function ratingOf(state: SpiState, candidate: SpiCandidate, memberId: string, stage: SpiStage) {
  return timelineOf(state, candidate.id).findLast(
    (row) => row.action === 'rating' && row.memberId === memberId && row.stage?.id === stage.id,
  );
}

export function addRating(
  state: SpiState,
  candidate: SpiCandidate,
  memberId: string,
  { comment, ...given }: Grade,
  stage: SpiStage = stageOf(state, candidate),
): SpiActivity {
  const rating = ratingFrom(given);
  const row = addRow(state, candidate, {
    action: 'rating',
    memberId,
    body: comment,
    stage: { ...stage },
    rating,
    visibility: everyone,
  });
  touch(state, candidate);
  return row;
}

/** Changes the row itself: its id and the time it was made stay. */
export function changeRating(state: SpiState, candidate: SpiCandidate, row: SpiActivity, grade: Grade): void {
  row.rating = ratingFrom(grade);
  row.body = grade.comment;
  row.updatedAt = state.clock.now();
  touch(state, candidate);
}

/** `score` is worked out by Workable: four of five stars are "positive". */
function ratingFrom({ scale, grade }: Omit<Grade, 'comment'>): SpiRating {
  const share = grade / { thumbs: 2, stars: 4, numbers: 9 }[scale];
  return { score: share === 1 ? 'definite' : share >= 0.5 ? 'positive' : 'negative', scale, grade };
}

/** What happens to a job itself stands in its activities alone. */
export function addJobRow(state: SpiState, jobShortcode: string, action: string): void {
  const now = state.clock.now();
  const none = { candidateId: undefined, stage: undefined, target: undefined, memberId: undefined, body: null };
  state.activities.push({ id: state.newActivityId(), jobShortcode, action, ...none, createdAt: now, updatedAt: now });
}
