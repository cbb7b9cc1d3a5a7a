import type { Router } from '@koa/router';
import type { Context } from 'koa';
import { PostSubscription, read } from './contract.ts';
import { needs, tokenOf } from './gate.ts';
import { forbidden } from './permissions.ts';
import { Refusal, unprocessable } from './refusal.ts';
import { subscription } from './render-account.ts';
import type { SpiState } from './state.ts';
import type { SpiSubscription, SpiToken } from './types.ts';

const loopback = ['127.0.0.1', '[::1]', 'localhost'];

export function routeSubscriptions(router: Router, state: SpiState): void {
  const scopes = needs(state, 'r_candidates', 'r_employees');

  router.get('/subscriptions', scopes, (ctx) => {
    const rows = liveSubscriptions(state).filter((each) => isSeen(state, each, tokenOf(ctx)));
    if (rows.length === 0 && state.switches.emptySubscriptions === 404) throw new Refusal(404, {});
    ctx.body = { subscriptions: rows.map(subscription) };
  });
  router.post('/subscriptions', scopes, (ctx) => subscribe(state, ctx));
  router.delete('/subscriptions/:id', scopes, (ctx) => {
    const row = liveSubscriptions(state).find(({ id }) => String(id) === ctx.params.id);
    if (!row || !isSeen(state, row, tokenOf(ctx))) throw new Refusal(404, {});
    state.subscriptions.splice(state.subscriptions.indexOf(row), 1);
    ctx.body = {};
  });
}

/** Those that have ended are gone without a word. */
export function liveSubscriptions({ subscriptions, clock }: SpiState): SpiSubscription[] {
  return subscriptions.filter(({ validUntil }) => validUntil === undefined || validUntil > clock.now());
}

function isSeen({ switches }: SpiState, subscription: SpiSubscription, token: SpiToken): boolean {
  return switches.subscriptionsOf === 'account' || subscription.token === token.value;
}

function subscribe(state: SpiState, ctx: Context): void {
  const { event, target, args } = read(PostSubscription, ctx.request.body);
  const { switches, clock } = state;
  const scope = /^(candidate|job)_/.test(event) ? 'r_candidates' : 'r_employees';
  if (!tokenOf(ctx).scopes.includes(scope)) throw forbidden(state);
  const { protocol, hostname } = new URL(target);
  if (protocol === 'http:' && !loopback.includes(hostname)) throw unprocessable('target must be https');
  if (args && Object.keys(args).length < 3) {
    if (switches.partialArgs === 422)
      throw unprocessable('args: account_id, job_shortcode and stage_slug are required');
    state.warnings.push(`A subscription for ${event} has only some args: ${Object.keys(args).join(', ')}`);
  }
  if (isTaken(state, event, target)) throw new Refusal(409, { error: 'Target is already registered' });
  const id = state.newSubscriptionId();
  state.subscriptions.push({
    id,
    event,
    target,
    args: {
      account_id: args?.account_id ?? '',
      job_shortcode: args?.job_shortcode ?? '',
      stage_slug: args?.stage_slug ?? '',
    },
    createdAt: clock.now(),
    validUntil: switches.validUntil === 'null' ? undefined : clock.now() + switches.validUntil,
    token: tokenOf(ctx).value,
  });
  ctx.status = 201;
  ctx.body = { id };
}

function isTaken(state: SpiState, event: string, target: string): boolean {
  const { targetUnique } = state.switches;
  const same = liveSubscriptions(state).filter((each) => each.target === target);
  if (targetUnique === 'event') return same.some((each) => each.event === event);
  return same.length > 0 || (targetUnique === 'global' && state.foreignTargets.has(target));
}
