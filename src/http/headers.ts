import type { Context, Next } from 'koa';

/** On every answer, pages and data alike. */
const security = {
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
};

/** For JSON and metrics: opened as a page, they may do nothing. */
export const dataHeaders = {
  ...security,
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cache-Control': 'no-store',
} as const;

const forPeople = { ...security, 'Cache-Control': 'private, no-store', 'X-Robots-Tag': 'noindex, nofollow' };

export function pageHeaders(contentSecurityPolicy: string) {
  return {
    ...forPeople,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': contentSecurityPolicy,
  };
}

/** Browsers show a PDF in a viewer, a page with its own styles. */
export const pdfHeaders = {
  ...forPeople,
  'Content-Type': 'application/pdf',
  'Content-Disposition': 'inline; filename="interview-report.pdf"',
  'Content-Security-Policy': "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};

const always = new Map(Object.entries(dataHeaders));

/** Runs first: routes for pages and PDFs replace these headers with their own. */
export async function setHeaders(ctx: Context, next: Next): Promise<void> {
  ctx.res.setHeaders(always);
  await next();
}
