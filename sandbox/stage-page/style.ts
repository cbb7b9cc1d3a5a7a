import { styleOf } from '../../src/pages/style.ts';
import { sandboxStyle } from '../page.tsx';

export const stageStyle = styleOf(`${sandboxStyle}
body { font-size: .95rem; }
main { max-width: 100rem; padding: 1rem; }
h1 { font-size: 1.4rem; }
h2 { margin: 0 0 .5rem; font-size: 1.1rem; }
h3 { font-size: 1rem; }
header, section { margin: 0 0 .75rem; padding: 1rem; }
button { min-height: 2.5rem; padding: .3rem .75rem; font-size: .95rem; }
form { margin: 0; }
button { position: relative; overflow: hidden; }
button:active { transform: translateY(1px); }
:is(.htmx-request > button, [aria-busy=true]) { cursor: progress; }
:is(.htmx-request > button, [aria-busy=true])::after { content: ''; position: absolute; inset: auto 0 0; width: 50%; border-top: 3px solid; animation: work 1s ease-in-out infinite alternate; }
@keyframes work { to { translate: 100%; } }
@media (prefers-reduced-motion: reduce) { :is(.htmx-request > button, [aria-busy=true])::after { width: auto; animation: none; } }
.head, .row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; justify-content: space-between; }
.row { justify-content: flex-start; gap: .5rem; margin-top: .5rem; }
.head > :is(h2, .row) { margin: 0; }
button:disabled, button.main:disabled { border-color: var(--line); background: none; color: var(--soft); cursor: default; text-decoration: none; }
[aria-pressed=true] { background: var(--accent); color: var(--on-accent); }
.bad { color: var(--alarm); }
.score { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .5rem; font-size: 1rem; font-weight: 400; margin: 0; }
.score > div { display: flex; flex-direction: column; padding: .6rem .9rem; border: 1px solid var(--line); border-radius: .5rem; }
.score dt { color: inherit; }
.score dd { font-size: .85rem; line-height: 1.35; }
.score dt + dd { order: -1; font-size: 1.7rem; font-weight: 700; line-height: 1.2; font-variant-numeric: tabular-nums; }
.tour { display: grid; gap: .5rem; margin: .6rem 0 0; list-style: none; }
.tour li { margin: 0; padding: .75rem; border: 1px solid var(--line); border-radius: .5rem; }
.tour p { margin: .25rem 0 .5rem; }
.tour [aria-current] { border-color: var(--accent); border-width: 2px; }
.columns { display: grid; gap: .75rem; margin: 0 0 .75rem; align-items: start; }
.columns > section { margin: 0; }
.card { margin-top: .75rem; padding: .75rem; border: 1px solid var(--line); border-radius: .4rem; }
.card p { margin: .3rem 0 0; }
.board { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .5rem; margin-top: .75rem; }
.board > div { padding: .5rem; border: 1px solid var(--line); border-radius: .4rem; }
.board h3 { color: var(--soft); font-size: .9rem; }
.board .card { margin-top: .4rem; padding: .5rem; }
.said { white-space: pre-line; }
.line { margin: .5rem 0 0; list-style: none; }
.line li { margin: 0; padding: 0 0 .5rem .9rem; border-inline-start: 2px solid var(--line); }
.line time { color: var(--soft); font-variant-numeric: tabular-nums; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
fieldset { min-width: 0; margin: .6rem 0 0; padding: 0; border: 0; }
legend { padding: 0; color: var(--soft); font-size: .9rem; }
fieldset .row { margin-top: .3rem; }
.groups { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; }
.exchanges td, .exchanges th { padding: .3rem .8rem .3rem 0; }
.exchanges a { display: inline-block; padding: .15rem 0; }
pre { margin: .4rem 0 .8rem; padding: .6rem .75rem; border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; font: .85rem/1.5 ui-monospace, monospace; }
table.exchanges :is(th, td) { overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  .exchanges thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .exchanges tr { display: block; padding: .4rem 0; border-top: 1px solid var(--line); }
  .exchanges :is(td, th) { display: block; padding: .1rem 0; border: 0; }
}
@media (min-width: 62rem) {
  .tour { grid-template-columns: repeat(5, minmax(0, 1fr)); }
  .columns { grid-template-columns: repeat(3, minmax(0, 1fr)); }
}
@media (forced-colors: active) { [aria-pressed=true] { forced-color-adjust: none; background: Highlight; color: HighlightText; } }
`);
