import { Router } from '@koa/router';
import type { Context } from 'koa';
import { isSubmitted, type SandboxVendorControl } from './control.ts';
import { detailsOf } from './details.ts';
import { merchantOf } from './gate.ts';
import { listCandidates, listDefinitions, listResults } from './lists.ts';
import { payloadOf } from './payload.ts';
import { positionOf } from './position.ts';
import { textOf, uuidOf } from './query.ts';
import { Refusal } from './refusal.ts';
import { interviewUrl, registerUsers } from './register.ts';
import { makeLink, reportLines } from './report.ts';
import { findAttempt, findDefinition, type VendorState } from './state.ts';
import type { SandboxAttempt } from './types.ts';

type Body = Record<string, unknown>;

export const apiPath = '/functions/v1';

/** The vendor's API as far as the bridge may need it. */
export function createApiRouter(state: VendorState, control: SandboxVendorControl, origin: string): Router {
  const router = new Router({ prefix: apiPath });

  router.get('/merchant-interview-list', (ctx) => {
    ctx.body = listDefinitions(state, ctx);
  });
  router.get('/merchant-result-list', (ctx) => {
    ctx.body = listResults(state, ctx);
  });
  router.get('/merchant-candidate-list', (ctx) => {
    ctx.body = listCandidates(state, ctx);
  });

  router.get('/merchant-status', (ctx) => {
    const { invitationsLeft } = state.switches;
    const sent = state.invitations.filter((each) => each.merchant === merchantOf(ctx)).length;
    ctx.body = {
      invitations_sent: sent,
      invitations_limit: invitationsLeft === null ? null : sent + invitationsLeft,
      invitations_available: invitationsLeft,
    };
  });

  router.get('/job-interview-get', (ctx) => {
    const definition = findDefinition(state, uuidOf(ctx.query.position_id, 'position_id'));
    if (definition === undefined) throw new Refusal(404, 'Position not found');
    ctx.body = positionOf(definition);
  });

  router.get('/job-interview-details', (ctx) => {
    const attempt = attemptFor(state, ctx, ctx.query.interview_result_id);
    if (attempt === undefined) throw new Refusal(404, 'Interview result not found');
    ctx.body = detailsOf(attempt, textOf(ctx, 'get_signed_recordings') === 'true', state.switches.detailsExtra);
  });

  router.post('/job-interview-register-users', (ctx) => {
    ctx.body = registerUsers(state, origin, merchantOf(ctx), ctx.request.body);
  });

  router.post('/job-interview-token', (ctx) => {
    // The vendor answers a bare JSON string here.
    ctx.type = 'application/json';
    ctx.body = JSON.stringify(linkFor(origin, ctx.request.body as Body));
  });

  router.post('/job-interview-pdf', (ctx) => {
    ctx.body = exportReport(state, origin, ctx);
  });

  router.post('/job-interview-result-request-another-attempt', (ctx) => {
    const { interview_result_id } = ctx.request.body as Body;
    const attempt = attemptFor(state, ctx, interview_result_id);
    if (attempt === undefined || !isSubmitted(attempt)) throw new Refusal(422, 'Result is not active and submitted');
    // The webhook goes out beside the answer, and its sender never throws.
    void control.reset(attempt.id);
    ctx.body = {};
  });

  return router;
}

/** The attempt with that id, if it is one of the merchant that calls. */
function attemptFor(state: VendorState, ctx: Context, id: unknown): SandboxAttempt | undefined {
  const attempt = findAttempt(state, uuidOf(id, 'interview_result_id'));
  return attempt?.profile.merchant === merchantOf(ctx) ? attempt : undefined;
}

function exportReport(state: VendorState, origin: string, ctx: Context): unknown {
  const { export_type, interview_result_id, interview_result_ids, store_file } = ctx.request.body as Body;
  const requested = Array.isArray(interview_result_ids) ? interview_result_ids[0] : interview_result_id;
  const attempt = attemptFor(state, ctx, requested);
  if (attempt === undefined) throw new Refusal(422, 'Interview result not found', 'interview_result_id');
  if (export_type === 'html') return { html_export: `<pre>${reportLines(state, attempt)[0]}</pre>` };
  if (export_type === 'json') return { json_export: { results: [{ data: payloadOf(attempt), files: [] }] } };
  if (export_type !== 'pdf') throw new Refusal(422, 'export_type must be pdf, html or json', 'export_type');
  if (store_file !== true) throw new Refusal(422, 'store_file must be true for pdf', 'store_file');
  return makeLink(state, origin, attempt.id);
}

function linkFor(origin: string, body: Body): string {
  switch (body.type) {
    case 'interview-for-profile':
      uuidOf(body.interview_profile_id, 'interview_profile_id');
      return interviewUrl(origin, uuidOf(body.interview_id, 'interview_id'));
    case 'results-for-profile':
      return `${origin}/#${uuidOf(body.interview_profile_id, 'interview_profile_id')}`;
    case 'interview-result-candidate':
    case 'interview-result-talent-seeker':
      return `${origin}/#${uuidOf(body.interview_result_id, 'interview_result_id')}`;
    case 'interview-results-for-position':
      return `${origin}/#${uuidOf(body.interview_id, 'interview_id')}`;
    default:
      throw new Refusal(422, 'type is unknown', 'type');
  }
}
