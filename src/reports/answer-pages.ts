import type { Context, Next } from 'koa';
import { asFailure, type Failure } from '../errors.ts';
import type { Html } from '../http/html.ts';
import { failurePage } from './error-page.ts';
import { contentSecurityPolicy } from './style.ts';

/** Whatever is thrown below becomes a page, and is told to `report`. */
export function answerPages(report: (failure: Failure, ctx: Context) => void) {
  return async function answerPage(ctx: Context, next: Next): Promise<void> {
    ctx.set({
      'X-Robots-Tag': 'noindex, nofollow',
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, no-cache',
    });
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
  ctx.set('Content-Security-Policy', contentSecurityPolicy);
  ctx.type = 'html';
  ctx.body = String(page);
}
