import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export type Script = { path: string; body: Buffer };

/**
 * htmx with its server-sent events, as one file: a deferred htmx begins by itself as soon as it is loaded, and would not
 * see an extension that comes later.
 */
export function readScript(): Script {
  const { resolve } = createRequire(import.meta.url);
  const files = ['htmx.min.js', 'ext/hx-sse.min.js'].map((file) => readFileSync(resolve(`htmx.org/dist/${file}`)));
  return { path: '/assets/htmx-sse.js', body: Buffer.concat(files.flatMap((file) => [file, Buffer.from('\n')])) };
}

/** The page's own style says how waiting looks, and the policy would not let the script add one. */
export const scriptConfig = JSON.stringify({ includeIndicatorCSS: false, history: false });
