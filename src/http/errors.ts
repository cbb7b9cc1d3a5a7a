import type { Context, Next } from 'koa';
import { asFailure, Failure } from '../errors.ts';
import { dataHeaders } from './headers.ts';

/** An error of koa-bodyparser or Node while a body is read. Its message is not shown. */
type HttpError = Error & { status?: number; type?: string };

/** Turns everything thrown below into `{"status", "message"}` and nothing more, and reports it to `report`. */
export function answerErrors(report: (failure: Failure, ctx: Context) => void) {
  return async function answerError(ctx: Context, next: Next): Promise<void> {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined) throw new Failure('not-found', 'Not Found');
    } catch (error) {
      const failure = asFailure(fromHttp(error));
      report(failure, ctx);
      ctx.status = failure.status;
      ctx.body = errorBody(failure);
      ctx.set(dataHeaders);
      if (isForLater(failure)) ctx.set('Retry-After', String(Math.ceil((failure.retryAfterMs ?? 5000) / 1000)));
      // The rest of the body is never read.
      if (failure.kind === 'too-large') ctx.set('Connection', 'close');
    }
  };
}

function isForLater({ status, retryAfterMs }: Failure): boolean {
  return status === 503 || (status < 500 && retryAfterMs !== undefined);
}

/** The body of every error. */
export function errorBody({ status, message }: Failure): { status: number; message: string } {
  return { status, message };
}

function fromHttp(error: unknown): unknown {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const { status, type } = error as HttpError;
  if (status === 413 || type === 'entity.too.large') return new Failure('too-large', 'Payload Too Large');
  if (status !== undefined && status >= 400 && status < 500) return new Failure('invalid-json', 'Invalid JSON');
  return error;
}

/** For `router.all`, after the methods that are served. */
export function allowOnly(methods: string) {
  return function refuseMethod(ctx: Context): never {
    ctx.set('Allow', methods);
    throw new Failure('method-not-allowed', 'Method Not Allowed');
  };
}
