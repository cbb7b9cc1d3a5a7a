import { parseUrl } from '../interviews/parse-url.ts';
import type { Style } from './style.ts';

/** On everything that people open, beside the headers of every answer (http/headers.ts), some of which they replace. */
const forPeople = {
  'Cache-Control': 'private, no-store',
  'X-Robots-Tag': 'noindex, nofollow',
};

/**
 * What the forms of a page may do: nothing, post to the bridge itself, or post to it and be redirected to the origin of
 * this URL. Browsers apply `form-action` to redirects too.
 */
export type Forms = 'none' | 'self' | { leadTo: string };

/** `hasScript`: of files that the bridge itself serves, which may ask it for more. */
type About = { style: Style; forms: Forms; hasImages?: boolean; hasScript?: boolean };

/**
 * The policy allows no script and no request, only the page's own style, and images that stand in the page itself. No
 * page has a script that stands in it, or one that evaluates texts.
 */
export function pageHeaders({ style, forms, hasImages = false, hasScript = false }: About): Record<string, string> {
  const policy = [
    "default-src 'none'",
    `style-src ${style.source}`,
    ...(hasImages ? ['img-src data:'] : []),
    ...(hasScript ? ["script-src 'self'", "connect-src 'self'"] : []),
    "base-uri 'none'",
    `form-action ${formSources(forms)}`,
    "frame-ancestors 'none'",
  ];
  return {
    ...forPeople,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': policy.join('; '),
  };
}

function formSources(forms: Forms): string {
  if (forms === 'none') return "'none'";
  if (forms === 'self') return "'self'";
  const origin = parseUrl(forms.leadTo)?.origin ?? '';
  // A host may hold a semicolon, which would end the directive.
  return /^https?:\/\/[a-z0-9.-]+(?::\d+)?$/.test(origin) ? `'self' ${origin}` : "'self'";
}

/** Browsers show a PDF in a viewer, a page with its own styles. */
export const pdfHeaders = {
  ...forPeople,
  'Content-Type': 'application/pdf',
  'Content-Disposition': 'inline; filename="interview-report.pdf"',
  'Content-Security-Policy': "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
};
