import type { Context, Next } from 'koa';
import { asFailure, type Failure } from '../errors.ts';
import { type Page, sendPage } from './render.tsx';

/** Turns everything thrown below into a page of `pageOf`, and reports it to `report`. */
export function answerPages(
  report: (failure: Failure, ctx: Context) => void,
  pageOf: (failure: Failure, ctx: Context) => Page,
) {
  return async function answerPage(ctx: Context, next: Next): Promise<void> {
    try {
      await next();
    } catch (error) {
      const failure = asFailure(error);
      report(failure, ctx);
      sendFailure(ctx, failure, pageOf(failure, ctx));
    }
  };
}

export function sendFailure(ctx: Context, { kind, status, retryAfterMs }: Failure, page: Page): void {
  ctx.status = status;
  if (status === 503 || status === 429) ctx.set('Retry-After', String(Math.ceil((retryAfterMs ?? 5000) / 1000)));
  // The rest of the form is never read.
  if (kind === 'too-large') ctx.set('Connection', 'close');
  sendPage(ctx, page);
}
