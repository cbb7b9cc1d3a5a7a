import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context, Middleware, Next } from 'koa';
import { forbidden } from './permissions.ts';
import { notFound, Refusal } from './refusal.ts';
import type { SpiState } from './state.ts';
import type { SpiFault, SpiToken } from './types.ts';

export const apiPath = '/spi/v3';
const lookMs = 10;

/** As answered live to no token, a bad one and an invented company; without any header of the rate limit. */
const badToken = {
  error: {
    error: {
      error: { name: 'invalid_token', state: 'unauthorized' },
      reason: 'unknown',
      description: 'The access token is invalid',
    },
  },
};

export function pathOf(ctx: Context): string {
  return ctx.path.slice(apiPath.length);
}

/** Valid behind `checkToken`. */
export function tokenOf(ctx: Context): SpiToken {
  return ctx.state.token as SpiToken;
}

/** Answers have the time of the clock: clients find the windows of the rate limit by it. */
export function recordRequests(state: SpiState): Middleware {
  return async function recordRequest(ctx: Context, next: Next) {
    const request = {
      at: state.clock.now(),
      method: ctx.method,
      path: pathOf(ctx),
      query: Object.fromEntries(new URLSearchParams(ctx.querystring)),
      body: undefined as unknown,
      headers: Object.fromEntries(Object.entries(ctx.headers).map(([name, value]) => [name, String(value)])),
      status: 0,
    };
    state.record(request);
    ctx.set({
      Date: new Date(request.at).toUTCString(),
      'X-Request-Id': randomUUID(),
      'Cache-Control': 'max-age=0, private, must-revalidate',
    });
    await next();
    if (ctx.method !== 'GET') request.body = ctx.request.body;
    if (ctx.respond !== false) request.status = ctx.status;
  };
}

export function checkToken(state: SpiState): Middleware {
  return async function checkOneToken(ctx: Context, next: Next) {
    const [, given] = /^Bearer (.+)$/.exec(ctx.get('authorization')) ?? [];
    const token = state.tokens.find(({ value }) => value === given);
    if (!token || !isValid(state, token, ctx)) throw new Refusal(401, badToken);
    ctx.state.token = token;
    await next();
  };
}

function isValid({ switches, clock }: SpiState, token: SpiToken, ctx: Context): boolean {
  const isOver = token.expiresAt !== undefined && token.expiresAt <= clock.now();
  const isExpired = switches.tokenExpired && token.kind === 'account';
  const isPartners = token.clientId === undefined || token.clientId === ctx.get('x-workable-client-id');
  return !token.isRevoked && !isOver && !isExpired && isPartners;
}

/** A token of another company sees nothing here but the companies that it may see. */
export function checkAccount({ account }: SpiState): Middleware {
  return async function checkOneAccount(ctx: Context, next: Next) {
    const isElsewhere = tokenOf(ctx).subdomain !== account.subdomain;
    if (isElsewhere && !/^\/accounts(\/|$)/.test(pathOf(ctx))) throw notFound();
    await next();
  };
}

/** One of the scopes is enough. */
export function needs(state: SpiState, ...scopes: string[]): Middleware {
  return async function checkScope(ctx: Context, next: Next) {
    if (!scopes.some((scope) => tokenOf(ctx).scopes.includes(scope))) throw forbidden(state);
    await next();
  };
}

/** Applies the first fault that concerns the request and has requests left. */
export function applyFaults(state: SpiState, place: 'app' | 'edge'): Middleware {
  return async function applyFault(ctx: Context, next: Next) {
    const fault = state.faults.find(
      (each) => each.times !== 0 && (each.where ?? 'app') === place && concerns(each, ctx),
    );
    if (!fault) return next();
    if (fault.times !== undefined) fault.times -= 1;
    if (fault.how === 'hold') {
      while (state.faults.includes(fault)) await wait(lookMs, undefined, { ref: false });
      return next();
    }
    if (fault.when === 'after') await next();
    spoil(ctx, fault.how);
  };
}

function concerns({ method, path }: SpiFault, ctx: Context): boolean {
  if (method !== undefined && method !== ctx.method) return false;
  return typeof path === 'string' ? pathOf(ctx).includes(path) : path === undefined || path.test(pathOf(ctx));
}

function spoil(ctx: Context, how: Exclude<SpiFault['how'], 'hold'>): void {
  if (how === 'hang' || how === 'drop') {
    ctx.respond = false;
    if (how === 'drop') ctx.req.socket.destroy();
    return;
  }
  ctx.set({ ...how.headers });
  ctx.status = how.status;
  ctx.body = how.body ?? '';
}
