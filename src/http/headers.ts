import type { Context, Next } from 'koa';

/**
 * On every answer. Data that is opened as a page may do nothing; what people open replaces some of them
 * (pages/headers.ts).
 */
export const dataHeaders = {
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
} as const;

const always = new Map(Object.entries(dataHeaders));

/** Runs first: routes for pages and PDFs replace some of these headers. */
export async function setHeaders(ctx: Context, next: Next): Promise<void> {
  ctx.res.setHeaders(always);
  await next();
}
