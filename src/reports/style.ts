import { createHash } from 'node:crypto';
import { html } from '../http/html.ts';

export const style = html`
:root { --ink: #1b2430; --soft: #566270; --line: #d8dee5; --ground: #f4f6f8; --accent: #0b5a8a; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
header, section, footer { margin: 0 0 1rem; padding: 1.25rem; background: #fff; border: 1px solid var(--line); border-radius: .5rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 0 0 .6rem; font-size: 1.1rem; }
p, ol, ul, dl { margin: .6rem 0 0; }
h2 + * { margin-top: 0; }
ol, ul { padding-left: 1.4rem; }
li + li { margin-top: .35rem; }
a { color: var(--accent); }
.kind { color: var(--soft); font-size: .9rem; }
.kind { margin: 0; }
.result { display: flex; flex-wrap: wrap; gap: 1.25rem; align-items: center; }
.ring { width: 8rem; height: 8rem; flex: none; }
.ring text { font: 700 34px system-ui, sans-serif; fill: var(--ink); text-anchor: middle; }
.ring .of { font: 400 13px system-ui, sans-serif; fill: var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
thead th { border-top: 0; color: var(--soft); }
td, thead th + th { padding-left: 1rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.links { margin: 0; padding: 0; list-style: none; }
@media print {
  body { background: #fff; }
  main { max-width: none; padding: 0; }
  header, section, footer { border: 0; padding: 0 0 .5rem; }
  h2, li, tr, .result { break-inside: avoid; }
  h2 { break-after: avoid; }
  .screen { display: none; }
}
`;

const hash = createHash('sha256').update(String(style)).digest('base64');

/** Allows no script and no request. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${hash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
