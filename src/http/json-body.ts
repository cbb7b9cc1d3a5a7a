import type { Context, Middleware } from 'koa';
import bodyParser from 'koa-bodyparser';
import { Failure } from '../errors.ts';

/** Reads a body as JSON whatever its Content-Type says; 1 MiB at most. */
export const readJson: Middleware = bodyParser({
  enableTypes: ['json'],
  detectJSON: () => true,
  jsonLimit: '1mb',
  strict: false,
});

/** The parsed body of a request that went through `readJson`. Throws Failure `invalid-json` unless it is an object. */
export function objectBody(ctx: Context): Record<string, unknown> {
  const { body, rawBody } = ctx.request;
  if (!rawBody || typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new Failure('invalid-json', 'Invalid JSON');
  }
  return body as Record<string, unknown>;
}

/** The same for a text that was kept. */
export function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return parsed as Record<string, unknown>;
  } catch {
    // Falls through to the one answer there is.
  }
  throw new Failure('invalid-json', 'Invalid JSON');
}
