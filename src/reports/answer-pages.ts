import type { Context, Next } from 'koa';
import { asFailure, type Failure } from '../errors.ts';
import { sendPage } from '../pages/render.tsx';
import { failurePage } from './failure-page.ts';

/** Turns everything thrown below into a page, by default about a report, and reports it to `report`. */
export function answerPages(report: (failure: Failure, ctx: Context) => void, pageOf = failurePage) {
  return async function answerPage(ctx: Context, next: Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const failure = asFailure(error);
      report(failure, ctx);
      ctx.status = failure.status;
      if (failure.status === 503) ctx.set('Retry-After', String(Math.ceil((failure.retryAfterMs ?? 5000) / 1000)));
      sendPage(ctx, pageOf(failure));
    }
  };
}
