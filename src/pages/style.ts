import { createHash } from 'node:crypto';

/** A stylesheet as it stands in a page, and the source that allows it in a Content-Security-Policy. */
export type Style = { text: string; source: string };

/** `text` stands in the page as it is, so it must not contain `&`, `<` or `"`, which are escaped there. */
export function styleOf(text: string): Style {
  return { text, source: `'sha256-${createHash('sha256').update(text).digest('base64')}'` };
}

/** Of every page. Pairs of colours have the contrast of WCAG 2.2 AA or more; a test works it out. */
export const pageStyle = styleOf(`
:root { color-scheme: light dark; --ink: #1b2430; --soft: #55606d; --line: #d5dce4; --paper: #fff; --ground: #f2f5f8; --accent: #0b5a8a; --on-accent: #fff; --alarm: #a3262a; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #a6b1be; --line: #3a4553; --paper: #1d2530; --ground: #131922; --accent: #7cc4ef; --on-accent: #0e1c28; --alarm: #ff9b9b; }
}
@media (forced-colors: active) {
  :root { --ink: CanvasText; --soft: CanvasText; --line: GrayText; --paper: Canvas; --ground: Canvas; --accent: LinkText; --on-accent: Canvas; --alarm: CanvasText; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
header, section, footer { margin: 0 0 1rem; padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; }
h2 { margin: 0 0 .6rem; font-size: 1.1rem; line-height: 1.35; }
p, ol, ul, dl { margin: .6rem 0 0; }
h2 + *, :is(header, section, footer, form) > :first-child { margin-top: 0; }
ol, ul { padding: 0; }
li { margin-inline-start: 1.4rem; }
li + li { margin-top: .35rem; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible, input[type=date]:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .2rem; }
.kind { color: var(--soft); font-size: .9rem; }
.soft { color: var(--soft); }
.alarm { color: var(--alarm); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1rem; }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .4rem 0; border-top: 1px solid var(--line); text-align: start; vertical-align: top; font-weight: 400; }
thead th { border-top: 0; color: var(--soft); }
td, thead th + th { min-width: 5.5rem; padding-inline-start: 1rem; text-align: end; font-variant-numeric: tabular-nums; }
.said { list-style: none; }
.said li { margin-inline-start: 0; padding-inline-start: .9rem; border-inline-start: .2rem solid var(--line); }
.said li + li { margin-top: .9rem; }
.said .candidate { border-inline-start-color: var(--accent); }
.said p { margin: 0; white-space: pre-line; }
.links { margin: 0; list-style: none; }
.links li { margin-inline-start: 0; }
.links a { display: inline-block; padding: .15rem 0; }
header p + form { margin-top: 1rem; }
label { display: block; color: var(--soft); font-size: .9rem; }
input, select, button { max-width: 100%; min-height: 2.75rem; padding: .45rem .9rem; border: 1px solid var(--soft); border-radius: .4rem; background: var(--paper); color: var(--ink); font: inherit; font-size: 1rem; }
button { border-color: var(--accent); color: var(--accent); font-weight: 600; cursor: pointer; }
button:hover { text-decoration: underline; }
button.main { background: var(--accent); color: var(--on-accent); }
@media (forced-colors: active) { button.main { forced-color-adjust: none; } }
@media print {
  :root { color-scheme: light; }
  body { background: #fff; }
  main { max-width: none; padding: 0; }
  header, section, footer { border: 0; padding: 0 0 .5rem; }
  h2, li, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  .screen { display: none; }
}
`);
