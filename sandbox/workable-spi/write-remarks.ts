import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { PostComment, PostRating, PutRating, policies, read } from './contract.ts';
import { needs } from './gate.ts';
import { checkWrite } from './permissions.ts';
import { Refusal, unprocessable } from './refusal.ts';
import { candidateOf, type SpiState, stageOf, stagesOf } from './state.ts';
import { addComment, addRating, changeRating, ratingOf } from './timeline.ts';
import type { SpiCandidate, SpiRating, SpiStage } from './types.ts';

/** Comments and ratings. Neither can be deleted. */
export function routeRemarks(router: Router, state: SpiState): void {
  router.post('/candidates/:id/comments', needs(state, 'w_candidates', 'w_comments'), (ctx) => comment(state, ctx));
  router.post('/candidates/:id/ratings', needs(state, 'w_candidates'), (ctx) => postRating(state, ctx));
  router.put('/candidates/:id/ratings', needs(state, 'w_candidates'), (ctx) => putRating(state, ctx));
}

function comment(state: SpiState, ctx: Context): void {
  const { switches } = state;
  const candidate = candidateOf(state, String(ctx.params.id));
  const { member_id, comment: given } = read(PostComment, ctx.request.body);
  if (given.body.length > switches.commentLimit) throw unprocessable('body is too long');
  if (given.policy && !isDocumented(given.policy) && switches.unknownPolicy === 422)
    throw unprocessable('policy is invalid');
  const bytes = given.attachment ? Buffer.byteLength(given.attachment.data, 'base64') : 0;
  if (bytes > switches.attachmentLimit)
    throw new Refusal(switches.attachmentRefusal, { error: 'attachment is too large' });
  checkWrite(state, 'comment', member_id, candidate);
  const { id } = addComment(state, candidate, member_id, given);
  ctx.status = 201;
  ctx.body = switches.commentAnswer === 'json' ? { id } : '';
  if (switches.commentCommittedThenTimeout <= 0) return;
  switches.commentCommittedThenTimeout -= 1;
  ctx.respond = false;
}

/** Whatever the order of its roles. */
function isDocumented(policy: readonly string[]): boolean {
  return policies.some((set) => set.length === policy.length && set.every((role) => policy.includes(role)));
}

/** Always about the stage where the candidate is. */
function postRating(state: SpiState, ctx: Context): void {
  const candidate = candidateOf(state, String(ctx.params.id));
  const { member_id, ...given } = read(PostRating, ctx.request.body);
  checkWrite(state, 'evaluate', member_id, candidate);
  const grade = gradeFrom(given);
  const known = ratingOf(state, candidate, member_id, stageOf(state, candidate));
  const { postRatingTwice } = state.switches;
  if (known && postRatingTwice === 422) throw unprocessable('This member has rated the candidate in this stage');
  if (known && postRatingTwice === 'replace') changeRating(state, candidate, known, grade);
  else addRating(state, candidate, member_id, grade);
  ctx.status = 201;
  ctx.body = '';
}

/** Makes the member's rating of that stage, or changes the one that is there. */
function putRating(state: SpiState, ctx: Context): void {
  const candidate = candidateOf(state, String(ctx.params.id));
  const { member_id, stage_id, ...given } = read(PutRating, ctx.request.body);
  checkWrite(state, 'evaluate', member_id, candidate);
  const stage = stage_id === undefined ? stageOf(state, candidate) : stageById(state, candidate, String(stage_id));
  const known = ratingOf(state, candidate, member_id, stage);
  if (known) changeRating(state, candidate, known, gradeFrom(given));
  else addRating(state, candidate, member_id, gradeFrom(given), stage);
  ctx.body = '';
}

function stageById(state: SpiState, candidate: SpiCandidate, given: string): SpiStage {
  const form = state.switches.stageId;
  const stage = stagesOf(state, candidate.jobShortcode).find((each) => String(each[form]) === given);
  if (!stage) throw unprocessable('stage_id is unknown');
  return stage;
}

type GivenGrade = { comment: string; scale: SpiRating['scale']; grade: number; score?: SpiRating['score'] | undefined };

function gradeFrom({ comment, scale, grade, score }: GivenGrade) {
  if (score === undefined) return { comment, scale, grade };
  return { comment, scale: 'thumbs' as const, grade: ['negative', 'positive', 'definite'].indexOf(score) };
}
