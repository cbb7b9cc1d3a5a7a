import type Router from '@koa/router';
import Koa, { type Context, type Middleware, type Next } from 'koa';
import { againFailurePage } from './again/failure-page.ts';
import { connectFailurePage } from './connect/failure-page.ts';
import type { Failure } from './errors.ts';
import { answerErrors, errorBody } from './http/errors.ts';
import { setHeaders } from './http/headers.ts';
import { overload, type Refusal } from './http/load-shedding.ts';
import { errorFields, type Logger } from './log.ts';
import { laterCandidate } from './mail/failure-pages.ts';
import { consoleFailurePage } from './operator/console/failure-page.tsx';
import { failurePage } from './reports/failure-page.ts';

type Parts = {
  log: Logger;
  report: Report;
  operator: Router;
  events: Router;
  /** Absent: nothing is traced. */
  traceRequests?: Middleware | undefined;
  /** Absent in a process without the role web. */
  web?: {
    api: Router;
    webhooks: Router;
    stageWebhooks: Router;
    reports: Router;
    documents: Router;
    candidates: Router;
    invitations: Router;
    connect: Router;
    again: Router;
    console: Router;
    workable: { authenticate: Middleware; router: Router };
  };
};

/** The middleware, in order. Any other path is Workable's: it needs a token before it is a 404. */
export function createApp({ log, report, operator, events, traceRequests, web }: Parts): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(setHeaders);
  if (traceRequests) app.use(traceRequests);
  if (log.isLevelEnabled('debug')) app.use(logRequests(log));
  app.use(answerErrors(report));
  const ours = { livez: operator, readyz: operator, metrics: operator, operator, api: events };
  const theirs = web && {
    reports: web.reports,
    shared: web.reports,
    candidates: web.candidates,
    i: web.invitations,
    connect: web.connect,
    again: web.again,
    operator: web.console,
    openapi: web.documents,
  };
  const split = web && {
    api: serveApi(events, web.api),
    webhooks: serveWebhooks(web.stageWebhooks, web.webhooks),
  };
  app.use(serveByFirstSegment({ ...ours, ...theirs }, { 'favicon.ico': noIcon, ...split }));
  if (web) app.use(web.workable.authenticate).use(serve(web.workable.router));
  return app;
}

const refusals = {
  api: {
    headers: { 'Content-Type': 'application/json; charset=utf-8' },
    body: JSON.stringify(errorBody(overload)),
  },
  page: failurePage(overload),
  invitation: laterCandidate(),
  connect: connectFailurePage(overload),
  again: againFailurePage(overload),
  console: consoleFailurePage(overload),
};

/** Health checks and metrics are always answered; other paths get 503 under overload. */
export const loadShedding = {
  isExempt: (path: string): boolean => /^\/(livez|readyz|metrics)$/.test(path),
  refusalAt: (path: string): Refusal =>
    /^\/i\//.test(path)
      ? refusals.invitation
      : /^\/connect\//.test(path)
        ? refusals.connect
        : /^\/again\//.test(path)
          ? refusals.again
          : /^\/(reports|shared|candidates)\//.test(path)
            ? refusals.page
            : /^\/operator(?:\/|$)/.test(path)
              ? refusals.console
              : refusals.api,
};

/** Enters a router only for its first path segment: each router that is tried costs as much as one that serves. */
function serveByFirstSegment(
  routers: Readonly<Record<string, Router>>,
  others: Readonly<Record<string, Middleware>>,
): Middleware {
  const bySegment = new Map([
    ...Object.entries(routers).map(([segment, router]) => [segment, serve(router)] as const),
    ...Object.entries(others),
  ]);
  return function enterRouter(ctx, next) {
    // An absolute URL may have no path: `GET foo://bar`.
    const [, segment = ''] = (ctx.path ?? '').split('/', 2);
    // Paths are case-insensitive, as in the routers.
    const router = bySegment.get(segment.toLowerCase());
    return router ? router(ctx, next) : next();
  };
}

/** Browsers ask for it beside every page. Without this it would be a path of Workable's, and a refusal in the counts. */
function noIcon(ctx: Context): void {
  ctx.status = 204;
  ctx.set('Cache-Control', 'public, max-age=86400');
}

/** A stream is none of the API's endpoints. */
function serveApi(events: Router, api: Router): Middleware {
  const [stream, endpoints] = [serve(events), serve(api)];
  return function serveBelowApi(ctx, next) {
    return /^\/api\/v1\/events\/?$/i.test(ctx.path) ? stream(ctx, next) : endpoints(ctx, next);
  };
}

/** Workable's webhooks are no vendor's. */
function serveWebhooks(ofWorkable: Router, ofVendors: Router): Middleware {
  const [workable, vendors] = [serve(ofWorkable), serve(ofVendors)];
  return function serveBelowWebhooks(ctx, next) {
    return /^\/webhooks\/workable\//i.test(ctx.path) ? workable(ctx, next) : vendors(ctx, next);
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

/** Called for every request that failed. */
export type Report = (failure: Failure, ctx: Context) => void;

/** Logs a failed request without personal data, and counts it by its kind. */
export function reportFailure(log: Logger, count: (reason: string) => void): Report {
  return (failure, ctx) => {
    count(failure.kind);
    const route: unknown = ctx._matchedRoute;
    // Of a caller's own error the message says which field is to blame; those of vendors may quote a person.
    const detail = failure.status < 500 && !failure.isPrivate ? { detail: failure.message } : {};
    const where = { event: 'request', outcome: failure.kind, route: String(route ?? '') };
    const fields = { ...where, ...detail, ...errorFields(failure) };
    if (failure.kind === 'internal') log.error(fields);
    else if (failure.status >= 500 || failure.kind === 'too-large') log.warn(fields);
    else log.debug(fields);
  };
}
