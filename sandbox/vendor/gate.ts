import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Context, Middleware, Next } from 'koa';
import { Refusal } from './refusal.ts';
import type { VendorState } from './state.ts';
import type { Misbehaviour } from './types.ts';

const keptRequests = 10_000;

export function logRequests(state: VendorState): Middleware {
  return async function logRequest(ctx: Context, next: Next) {
    state.requests.push({
      method: ctx.method,
      path: lastSegment(ctx.path),
      query: Object.fromEntries(new URLSearchParams(ctx.querystring)),
      at: state.switches.now(),
      headers: Object.fromEntries(Object.entries(ctx.headers).map(([name, value]) => [name, String(value)])),
      ...(ctx.method === 'GET' ? {} : { body: ctx.request.body }),
    });
    if (state.requests.length > keptRequests) state.requests.shift();
    await next();
  };
}

export function requireKey({ merchants }: VendorState, anonKey: string | undefined): Middleware {
  return async function checkKey(ctx: Context, next: Next) {
    ctx.state.merchant = merchants.findIndex(({ apiKey }) => ctx.get('authorization') === `Bearer ${apiKey}`);
    if (merchantOf(ctx) < 0 || (anonKey !== undefined && ctx.get('apikey') !== anonKey))
      throw new Refusal(401, 'Unauthorized');
    await next();
  };
}

/** Which merchant calls: its place in the list of all. */
export function merchantOf(ctx: Context): number {
  return Number(ctx.state.merchant);
}

/** Applies the first rule for this path that has calls left. */
export function misbehaveOnDemand(state: VendorState): Middleware {
  return async function misbehave(ctx: Context, next: Next) {
    const path = lastSegment(ctx.path);
    const rule = state.misbehaviours.find((each) => each.path === path && each.times !== 0 && concerns(each, ctx));
    if (rule === undefined) return next();
    if (rule.times !== undefined) rule.times -= 1;
    if (rule.how === 'late') {
      await Promise.race([wait(rule.delayMs ?? 0, undefined, { ref: false }), once(ctx.res, 'close')]);
      return next();
    }
    if (rule.how.startsWith('accept-then-')) await next().catch(() => undefined);
    spoil(ctx, rule);
  };
}

function concerns({ query = {} }: Misbehaviour, ctx: Context): boolean {
  return Object.entries(query).every(([name, value]) => ctx.query[name] === value);
}

function spoil(ctx: Context, rule: Misbehaviour): void {
  switch (rule.how) {
    case 'hang':
    case 'accept-then-hang':
      ctx.respond = false;
      return;
    case 'drop':
    case 'accept-then-drop':
      ctx.respond = false;
      ctx.req.socket.destroy();
      return;
    case 'error':
      throw new Refusal(rule.status ?? 500, rule.words ?? 'Something went wrong');
    case 'unauthorised':
      throw new Refusal(401, 'Unauthorized');
    case 'rate-limit':
      if (rule.retryAfterSeconds !== undefined) ctx.set('Retry-After', String(rule.retryAfterSeconds));
      throw new Refusal(429, 'Too many requests');
    case 'row-error':
      ctx.body = failedRows(ctx.request.body, rule.words ?? 'No invitations left');
      return;
    case 'answer':
      ctx.type = 'application/json';
      ctx.body = rule.json ?? 'null';
      return;
    case 'garbage':
      ctx.type = 'html';
      ctx.body = '<html><body>Bad gateway: upstream connect error</body></html>';
  }
}

function failedRows(body: unknown, words: string): object[] {
  const users: unknown = (body as { users?: unknown } | undefined)?.users;
  const rows: unknown[] = Array.isArray(users) ? users : [{}];
  return rows.map((row) => ({ ...(row as object), result: `Error: ${words}` }));
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
