import { pageStyle, styleOf } from '../../pages/style.ts';

/** Pairs of colours have the contrast of WCAG 2.2 AA or more, on paper and on ground. */
const own = `
:root { --bad: #a3262a; --bad-ground: #fdecec; --good: #17663a; --good-ground: #e8f5ed; --warn: #7d4400; --warn-ground: #fdf3e3; }
@media screen and (prefers-color-scheme: dark) {
  :root { --bad: #ff9b9b; --bad-ground: #3a1e20; --good: #7fd6a2; --good-ground: #16291f; --warn: #f2b866; --warn-ground: #2e2415; }
}
@media (forced-colors: active) {
  :root { --bad: CanvasText; --bad-ground: Canvas; --good: CanvasText; --good-ground: Canvas; --warn: CanvasText; --warn-ground: Canvas; }
}
body { font-size: .95rem; }
.skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.skip { display: block; padding: .6rem 1rem; }
body > header { margin: 0; padding: 0; border-width: 0 0 1px; border-radius: 0; }
.top { display: flex; flex-wrap: wrap; gap: .35rem 1.25rem; align-items: center; max-width: 75rem; margin: 0 auto; padding: .6rem 1rem; }
.top nav ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin: 0; list-style: none; }
.top nav li { margin: 0; }
.top nav a { display: inline-block; padding: .5rem 0; text-decoration: none; }
.top nav a:hover { text-decoration: underline; }
.top nav [aria-current] { color: var(--ink); font-weight: 700; box-shadow: inset 0 -3px var(--accent); }
.search { display: flex; flex: 1 1 20rem; gap: .4rem; margin: 0; }
.search input { flex: 1 1 auto; min-width: 0; }
main { max-width: 75rem; padding-block-start: 1rem; }
.alone { max-width: 30rem; }
.alone h1 + * { margin-top: .75rem; }
.head { display: flex; flex-wrap: wrap; gap: .4rem 1rem; align-items: center; justify-content: space-between; margin: 0 0 .75rem; }
h1 { font-size: 1.4rem; }
h1 .id { display: inline-block; font: 600 .82rem/1.5 ui-monospace, monospace; }
section { padding: 1rem; }
button, input, select { min-height: 2.5rem; padding: .35rem .75rem; font-size: .95rem; }
[aria-busy=true] button { border-style: dashed; cursor: progress; }
button.busy::after { content: ''; display: inline-block; width: .8em; height: .8em; margin-inline-start: .5em; border: 2px solid currentcolor; border-inline-end-color: transparent; border-radius: 50%; vertical-align: -.05em; }
@media (prefers-reduced-motion: no-preference) { button.busy::after { animation: turn 1s linear infinite; } }
@keyframes turn { to { transform: rotate(1turn); } }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
form.button { display: inline-block; margin: 0; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .75rem 0 0; }
.field { display: grid; gap: .25rem; margin: .75rem 0 0; }
.row > .field { margin: 0; }
.chip { display: inline-block; padding: .05rem .6rem; border: 1px solid currentcolor; border-radius: 1rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
.bad { background: var(--bad-ground); color: var(--bad); }
.good { background: var(--good-ground); color: var(--good); }
.warn { background: var(--warn-ground); color: var(--warn); }
.plain { color: var(--soft); }
.chips { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0 0 .75rem; list-style: none; }
.chips li { margin: 0; }
.chips a { display: inline-block; padding: .25rem .8rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper); text-decoration: none; }
.chips a:hover { text-decoration: underline; }
.chips [aria-current] { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
.banner { border-color: var(--bad); border-inline-start-width: .35rem; background: var(--bad-ground); }
.banner .soft { color: var(--ink); }
.said { padding: .6rem .9rem; border: 1px solid currentcolor; border-radius: .4rem; margin: 0 0 .75rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .6rem; margin: 0 0 1rem; }
.tiles > * { margin: 0; padding: .75rem .9rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; }
.tiles dt { color: var(--soft); font-size: .9rem; }
.tiles dd { font-size: 1.5rem; font-weight: 700; font-variant-numeric: tabular-nums; }
.tiles > div { display: flex; flex-direction: column-reverse; justify-content: flex-end; }
.columns { display: grid; gap: 0 1rem; align-items: start; }
@media (min-width: 62rem) { .columns { grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr); } }
th, td { padding: .45rem .8rem .45rem 0; }
td, thead th + th { min-width: 0; padding-inline-start: 0; text-align: start; }
thead th { font-size: .85rem; }
.number { text-align: end; }
.wide { overflow-x: auto; }
code, pre, .mono { font: .85rem/1.5 ui-monospace, monospace; }
pre { margin: .5rem 0 0; padding: .6rem .75rem; border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; }
dl { gap: .25rem 1rem; }
input[type=checkbox], input[type=radio] { width: 1.5rem; height: 1.5rem; min-height: 0; accent-color: var(--accent); }
.tick input { flex: none; }
.tick { display: flex; gap: .6rem; align-items: center; min-height: 2.5rem; color: var(--ink); }
h3 { margin: 1.2rem 0 .4rem; font-size: 1rem; }
fieldset { min-width: 0; margin: .75rem 0 0; padding: 0; border: 0; }
.line { list-style: none; margin: 0; padding: 0; }
.line li { position: relative; margin: 0 0 0 .4rem; padding: 0 0 .7rem 1.1rem; border-inline-start: 2px solid var(--line); }
.line li::before { content: ''; position: absolute; inset-inline-start: -7px; top: .4rem; width: .75rem; height: .75rem; border-radius: 50%; background: var(--soft); }
.line .is-bad::before { background: var(--bad); border-radius: 0; }
.line .is-good::before { background: var(--good); }
.line .is-next::before { background: var(--paper); border: 2px solid var(--accent); }
.line p { margin: 0; }
p + .line { margin-top: .75rem; }
p.screen { margin-bottom: 1rem; }
summary { padding: .35rem 0; color: var(--accent); cursor: pointer; }
.danger { border-color: var(--bad); }
.danger button { border-color: var(--bad); color: var(--bad); }
.session { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; margin-top: 1.5rem; border: 0; background: none; padding: 0; color: var(--soft); font-size: .9rem; }
.session p { margin: 0; }
svg.strip { display: block; width: 100%; height: auto; overflow: visible; }
.strip text { font: 11px system-ui, sans-serif; fill: var(--soft); text-anchor: middle; }
.strip line { stroke: var(--line); }
.of-acknowledged { stroke: var(--good); }
.of-refused { stroke: var(--soft); }
.of-failed { stroke: var(--bad); }
.of-again { stroke: var(--warn); }
.key { width: .875rem; height: .875rem; vertical-align: -.1em; }
@media (forced-colors: active) { .chips [aria-current] { forced-color-adjust: none; background: LinkText; color: Canvas; } .line li::before { border: 2px solid CanvasText; } }
thead th { overflow-wrap: normal; }
.field + .tick { margin-top: .6rem; }
@media (min-width: 40.01rem) { .wide a { overflow-wrap: normal; } }
@media (max-width: 40rem) {
  .strip text { font-size: 22px; }
  dl:not(.tiles) { grid-template-columns: fit-content(7.5rem) minmax(0, 1fr); }
  table.stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table.stack tr { display: block; padding: .6rem 0; border-top: 1px solid var(--line); }
  table.stack :is(td, th) { display: block; padding: .1rem 0; border: 0; }
}
@media print { .search, .session, form, .chips, .skip, body > header nav { display: none; } }
`;

export const consoleStyle = styleOf(`${pageStyle.text}${own}`);
