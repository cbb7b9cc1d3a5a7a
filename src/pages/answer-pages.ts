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
      ctx.status = failure.status;
      if (failure.status === 503) ctx.set('Retry-After', String(Math.ceil((failure.retryAfterMs ?? 5000) / 1000)));
      sendPage(ctx, pageOf(failure, ctx));
    }
  };
}
