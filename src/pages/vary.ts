import type { Context, Next } from 'koa';

/** Answers differ by the reader's language. */
export async function varyByLanguage(ctx: Context, next: Next): Promise<void> {
  ctx.vary('Accept-Language');
  await next();
}
