import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { createCandidate, editProfile, type Parts, profileFrom } from './candidates.ts';
import * as contract from './contract.ts';
import { apiPath, needs } from './gate.ts';
import { copy, disqualify, move, relocate, revert, type Transfer } from './moves.ts';
import { checkWrite, type WriteKind } from './permissions.ts';
import { notFound, unprocessable } from './refusal.ts';
import { longCandidate } from './render-candidates.ts';
import { candidateOf, jobOf, type SpiState } from './state.ts';
import type { SpiCandidate } from './types.ts';

const { read } = contract;

/** What changes a candidate; comments and ratings have a file of their own. */
export function routeCandidateWrites(router: Router, parts: Parts): void {
  const { state } = parts;
  const writes = needs(state, 'w_candidates');

  router.post('/jobs/:shortcode/candidates', writes, (ctx) =>
    create(parts, ctx, jobOf(state, String(ctx.params.shortcode)).shortcode),
  );
  router.post('/talent_pool/candidates', writes, (ctx) => create(parts, ctx, undefined));
  router.patch('/candidates/:id', writes, (ctx) => {
    const candidate = candidateIn(state, ctx);
    const { candidate: given } = read(contract.PatchCandidate, ctx.request.body);
    editProfile(state, candidate, profileFrom(given), given.tags);
    ctx.body = { candidate: longCandidate(state, candidate) };
  });
  router.put('/candidates/:id/tags', writes, (ctx) => {
    const { tags } = read(contract.PutTags, ctx.request.body);
    editProfile(state, candidateIn(state, ctx), {}, tags);
    ctx.body = { tags };
  });
  // Its scope is r_jobs, as documented.
  router.patch('/candidates/:id/update_custom_attribute_value', needs(state, 'r_jobs'), (ctx) =>
    setAttribute(state, ctx),
  );
  router.post('/candidates/:id/move', writes, (ctx) => {
    const candidate = candidateIn(state, ctx);
    const { member_id, target_stage } = read(contract.PostMove, ctx.request.body);
    checkWrite(state, 'move', member_id, candidate);
    move(parts, candidate, target_stage, member_id);
    ctx.status = 202;
    ctx.body = '';
  });
  router.post('/candidates/:id/disqualify', writes, (ctx) => disqualifyBy(parts, ctx));
  router.post('/candidates/:id/revert', writes, (ctx) => {
    const candidate = candidateIn(state, ctx);
    const { member_id } = read(contract.PostRevert, ctx.request.body);
    checkWrite(state, 'revert', member_id, candidate);
    revert(parts, candidate, member_id);
    ctx.type = 'json';
    ctx.body = '';
  });
  router.post('/candidates/:id/copy', writes, (ctx) => transfer(parts, ctx, 'copy', copy));
  router.post('/candidates/:id/relocate', writes, (ctx) => transfer(parts, ctx, 'relocate', relocate));
}

function candidateIn(state: SpiState, ctx: Context): SpiCandidate {
  return candidateOf(state, String(ctx.params.id));
}

function create(parts: Parts, ctx: Context, jobShortcode: string | undefined): void {
  const { sourced = true, stage, candidate: given } = read(contract.PostCandidate, ctx.request.body);
  const profile = profileFrom(given);
  if (!profile.firstname) throw unprocessable('param is missing or the value is empty: firstname');
  const tags = given.tags ?? [];
  const candidate = createCandidate(parts, { jobShortcode, stage, isSourced: sourced, profile, tags });
  ctx.status = 201;
  ctx.body = { status: 'created', candidate: longCandidate(parts.state, candidate) };
}

function setAttribute(state: SpiState, ctx: Context): void {
  const candidate = candidateIn(state, ctx);
  const { custom_attribute_key: key, value, checked } = read(contract.PatchAttribute, ctx.request.body);
  const attribute = state.attributes.find((each) => each.key === key);
  if (!attribute) throw notFound();
  const given = attribute.type === 'boolean' ? checked : value;
  if (given === undefined) throw unprocessable(`${key} needs another kind of value`);
  if (attribute.type === 'short_text' && String(given).length > 128) throw unprocessable('value is too long');
  if (attribute.type === 'numeric' && Number.isNaN(Number(given))) throw unprocessable('value is no number');
  candidate.attributes[key] = given;
  editProfile(state, candidate, {});
  ctx.body = {};
}

function disqualifyBy(parts: Parts, ctx: Context): void {
  const { state } = parts;
  const candidate = candidateIn(state, ctx);
  const given = read(contract.PostDisqualify, ctx.request.body);
  checkWrite(state, 'disqualify', given.member_id, candidate);
  const reason = state.reasons.find(({ id }) => id === given.disqualify_reason_id);
  if (given.disqualify_reason_id !== undefined && !reason) throw unprocessable('disqualify_reason_id is unknown');
  const isWithdrawal = given.withdrew ?? reason?.isWithdrawal;
  const words = reason?.description ?? given.disqualify_note;
  disqualify(parts, candidate, { memberId: given.member_id, reason: words, isWithdrawal });
  ctx.body = '';
}

type Transferring = (parts: Parts, candidate: SpiCandidate, to: Transfer) => SpiCandidate;

function transfer(parts: Parts, ctx: Context, kind: WriteKind, carryOut: Transferring): void {
  const { state } = parts;
  const candidate = candidateIn(state, ctx);
  const { member_id, target_job_shortcode, target_stage } = read(contract.PostTransfer, ctx.request.body);
  checkWrite(state, kind, member_id, candidate);
  const to = { memberId: member_id, jobShortcode: target_job_shortcode, stage: target_stage };
  const { id } = carryOut(parts, candidate, to);
  ctx.status = 201;
  ctx.body = { candidate: { id, url: `${state.origin}${apiPath}/candidates/${id}` } };
}
