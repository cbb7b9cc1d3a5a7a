import type Router from '@koa/router';
import Koa, { type Context, type Middleware, type Next } from 'koa';
import type { Failure } from './errors.ts';
import { answerErrors } from './http/errors.ts';
import { errorFields, type Logger } from './log.ts';

type Parts = {
  log: Logger;
  operator: Router;
  /** Absent in a process that only works. */
  web?: { webhooks: Router; reports: Router; workable: Router };
};

/** Every request's way, from top to bottom. What nobody else serves is Workable's: it needs a token before it is a 404. */
export function createApp({ log, operator, web }: Parts): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(logRequests(log));
  app.use(answerErrors(reportFailure(log)));
  app.use(serve(operator));
  if (web) {
    app.use(serve(web.webhooks));
    app.use(serve(web.reports));
    app.use(serve(web.workable));
  }
  return app;
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
