import type Router from '@koa/router';
import Koa, { type Context, type Middleware, type Next } from 'koa';
import { Failure } from './errors.ts';
import type { Refusal } from './http/admission.ts';
import { answerErrors, errorBody } from './http/errors.ts';
import { dataHeaders, setHeaders } from './http/headers.ts';
import { errorFields, type Logger } from './log.ts';
import { refusedPage } from './reports/answer-pages.ts';

type Parts = {
  log: Logger;
  operator: Router;
  /** Absent in a process that only works. */
  web?: { webhooks: Router; reports: Router; workable: { authenticate: Middleware; router: Router } };
};

/** Every request's way, from top to bottom. What nobody else serves is Workable's: it needs a token before it is a 404. */
export function createApp({ log, operator, web }: Parts): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(setHeaders);
  if (log.isLevelEnabled('debug')) app.use(logRequests(log));
  app.use(answerErrors(reportFailure(log)));
  const ours = { livez: operator, readyz: operator, metrics: operator, operator };
  app.use(serveByWord(web ? { ...ours, webhooks: web.webhooks, reports: web.reports, shared: web.reports } : ours));
  if (web) app.use(web.workable.authenticate).use(serve(web.workable.router));
  return app;
}

/** In KiB. Creates wait for the vendor and do little meanwhile; whoever watches the bridge is always answered. */
const weights: Readonly<Record<string, number>> = { '/livez': 0, '/readyz': 0, '/metrics': 0, '/interviews': 32 };
const usualWeight = 128;
const capacity = 64 * 1024;
const overload = new Failure('busy', 'Too many requests at once');
const refusals = {
  api: {
    headers: { ...dataHeaders, 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(errorBody(overload)),
  },
  page: refusedPage(overload),
};

/** What gives way when there is too much to do, and how it is told. */
export const admission = {
  capacity: capacity * 1024,
  weightAt: (path: string): number => (Object.hasOwn(weights, path) ? (weights[path] ?? 0) : usualWeight) * 1024,
  refusalAt: (path: string): Refusal => (/^\/(reports|shared)\//.test(path) ? refusals.page : refusals.api),
};

/** Enters a router only where the path begins with its word: each that is entered in vain costs as much as one that serves. */
function serveByWord(routers: Readonly<Record<string, Router>>): Middleware {
  const byWord = new Map(Object.entries(routers).map(([word, router]) => [word, serve(router)]));
  return function enterRouter(ctx, next) {
    // An absolute address may have none: `GET foo://bar`.
    const [, word = ''] = (ctx.path ?? '').split('/', 2);
    // Paths are matched without regard to case, as everywhere in the routers.
    const router = byWord.get(word.toLowerCase());
    return router ? router(ctx, next) : next();
  };
}

function serve(router: Router): Middleware {
  return router.routes() as unknown as Middleware;
}

/** The route's pattern, never the path: tokens of report pages are part of paths. */
function logRequests(log: Logger) {
  return async function logRequest(ctx: Context, next: Next): Promise<void> {
    const startedAt = performance.now();
    await next();
    const ms = Math.round(performance.now() - startedAt);
    const route: unknown = ctx._matchedRoute;
    log.debug({ event: 'request', method: ctx.method, route: String(route ?? ''), status: ctx.status, ms });
  };
}

/** What went wrong with a request, as far as a log may know it. */
export function reportFailure(log: Logger) {
  return (failure: Failure, ctx: Context): void => {
    const route: unknown = ctx._matchedRoute;
    const fields = { event: 'request', outcome: failure.kind, route: String(route ?? ''), ...errorFields(failure) };
    if (failure.kind === 'internal') log.error(fields);
    else if (failure.status >= 500) log.warn(fields);
    else log.debug(fields);
  };
}
