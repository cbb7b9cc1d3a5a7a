import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { ActivitiesQuery, CandidatesQuery, read } from './contract.ts';
import { needs } from './gate.ts';
import { pageOf } from './paging.ts';
import * as render from './render-candidates.ts';
import { byId, candidateOf, jobOf, listedCandidates, type SpiState, stageOf, timelineOf } from './state.ts';

export function routeCandidateReads(router: Router, state: SpiState): void {
  const candidates = needs(state, 'r_candidates');
  const candidateIn = (ctx: Context) => candidateOf(state, String(ctx.params.id));

  router.get('/candidates', candidates, (ctx) => listCandidates(state, ctx, undefined));
  router.get('/jobs/:shortcode/candidates', candidates, (ctx) => listCandidates(state, ctx, ctx.params.shortcode));
  router.get('/candidates/:id', candidates, (ctx) => {
    ctx.body = { candidate: render.longCandidate(state, candidateIn(ctx)) };
  });
  router.get('/candidates/:id/activities', candidates, (ctx) => listActivities(state, ctx, candidateIn(ctx).id));
  router.get('/candidates/:id/files', candidates, (ctx) => {
    const files = timelineOf(state, candidateIn(ctx).id).flatMap(({ file }) => (file ? [file] : []));
    const urlOf = (key: string) => `${state.origin}/files/${key}`;
    ctx.body = { files: files.map(({ key, name }) => ({ name, preview_url: urlOf(key), source: 'comment' })) };
  });
  router.get('/candidates/:id/offer', needs(state, 'r_offers', 'r_candidates'), (ctx) => {
    const candidate = candidateIn(ctx);
    ctx.body = { candidate: { id: candidate.id, location: null, name: render.nameOf(candidate) } };
  });
}

/** Account-wide without a filter. The filter `stage` takes the slug, the rows show the name. */
function listCandidates(state: SpiState, ctx: Context, ofJob: string | undefined): void {
  const query = read(CandidatesQuery, ctx.query);
  const { email, stage, created_after = 0, updated_after = 0 } = query;
  const shortcode = ofJob ?? query.shortcode;
  if (shortcode !== undefined) jobOf(state, shortcode);
  const wanted = listedCandidates(state)
    .filter(({ jobShortcode }) => shortcode === undefined || jobShortcode === shortcode)
    .filter((each) => email === undefined || each.email?.toLowerCase() === email.toLowerCase())
    .filter((each) => stage === undefined || stageOf(state, each).slug === stage)
    // Both are whole seconds on the wire, so the second itself counts.
    .filter(({ createdAt }) => createdAt >= created_after)
    .filter(({ updatedAt }) => updatedAt >= updated_after);
  const path = shortcode === undefined ? undefined : `/jobs/${shortcode}/candidates`;
  const { rows, paging } = pageOf(state, ctx, wanted, query, path);
  ctx.body = { candidates: rows.map((each) => render.shortCandidate(state, each)), ...paging };
}

/** Oldest first. */
function listActivities(state: SpiState, ctx: Context, candidateId: string): void {
  const query = read(ActivitiesQuery, ctx.query);
  const actions = query.actions?.split(',').map((action) => action.trim());
  const wanted = timelineOf(state, candidateId)
    .filter(({ action }) => actions === undefined || actions.includes(action))
    .filter(({ updatedAt }) => updatedAt >= (query.updated_after ?? 0))
    .sort(byId);
  const { rows, paging } = pageOf(state, ctx, wanted, query);
  ctx.body = { activities: rows.map((row) => render.activity(state, row)), ...paging };
}
