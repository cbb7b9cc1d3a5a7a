import type { Context, Next } from 'koa';
import { asFailure, type Failure } from '../errors.ts';
import { pageHeaders } from '../http/headers.ts';
import type { Html } from '../http/html.ts';
import type { Refusal } from '../http/load-shedding.ts';
import { failurePage } from './error-page.ts';
import { contentSecurityPolicy } from './style.ts';

/** For load shedding. */
export function refusedPage(failure: Failure): Refusal {
  return { headers: pageHeaders(contentSecurityPolicy), body: String(failurePage(failure)) };
}

/** Turns everything thrown below into a page, and reports it to `report`. */
export function answerPages(report: (failure: Failure, ctx: Context) => void) {
  return async function answerPage(ctx: Context, next: Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const failure = asFailure(error);
      report(failure, ctx);
      ctx.status = failure.status;
      if (failure.status === 503) ctx.set('Retry-After', String(Math.ceil((failure.retryAfterMs ?? 5000) / 1000)));
      showPage(ctx, failurePage(failure));
    }
  };
}

export function showPage(ctx: Context, page: Html): void {
  ctx.set(pageHeaders(contentSecurityPolicy));
  ctx.body = String(page);
}
