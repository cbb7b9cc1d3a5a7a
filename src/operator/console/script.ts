import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { busyScript } from './busy.ts';

/** The one script of the console, at an address that is of this very content. */
export type Script = { path: string; body: Buffer };

export function readScript(): Script {
  const htmx = readFileSync(createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js'));
  const body = Buffer.concat([htmx, Buffer.from(busyScript)]);
  return { path: `/operator/assets/htmx-${hash('sha256', body, 'hex').slice(0, 16)}.js`, body };
}

export const scriptHeaders = {
  'Content-Type': 'text/javascript; charset=utf-8',
  'Cache-Control': 'public, max-age=31536000, immutable',
} as const;

/** The page's own style says how waiting looks, and the policy would not let the script add one; pages keep the address. */
export const scriptConfig = JSON.stringify({ includeIndicatorCSS: false, history: false });
