import { accentRules } from '../pages/shades.ts';
import { pageStyle, type Style, styleOf } from '../pages/style.ts';

const own = `
html { scroll-padding-block-end: 6rem; }
main { padding-block: .75rem 1.5rem; }
header, section, footer { margin-block-end: .75rem; padding: 1rem; }
.brand { border-block-start: .3rem solid var(--accent); }
.brand h1 { font-size: 1.45rem; }
.brand img { display: block; max-width: min(9rem, 100%); max-height: 2rem; margin-block-end: .4rem; }
.facts { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin-top: .4rem; list-style: none; color: var(--soft); font-size: .9rem; }
.facts li { margin: 0; }
header p { margin-top: .3rem; }
.figure { display: flex; gap: .4rem 1rem; align-items: center; }
.score { margin: 0; font-size: 2.9rem; font-weight: 700; line-height: 1; font-variant-numeric: tabular-nums; white-space: nowrap; }
.score.word { font-size: 1.6rem; white-space: normal; }
.score small { font-size: 1rem; font-weight: 400; color: var(--soft); }
.grade { display: inline-block; padding: .1rem .7rem; border: 1px solid currentcolor; border-radius: 1rem; font-weight: 600; }
.grade svg { display: inline-block; width: 1.05em; height: 1.05em; margin-inline-end: .3rem; vertical-align: -.12em; fill: currentcolor; }
.figure p { margin-top: .2rem; }
.small { font-size: .9rem; }
svg { display: block; }
.bar, .thin { direction: ltr; }
.bar { width: 100%; height: 2.4rem; margin-top: .6rem; overflow: visible; }
.bar text { font-size: .8rem; fill: var(--soft); }
.thin { width: 100%; height: .4rem; }
.thin rect { height: 100%; rx: 3px; }
.thin .track { width: 100%; }
.track { fill: var(--line); }
.fill { fill: var(--accent); }
.tick { fill: var(--ink); }
.alert { padding: .6rem .8rem; border: 1px solid var(--alarm); border-inline-start-width: .3rem; border-radius: .4rem; }
.two { display: grid; gap: 0 .75rem; }
@media (min-width: 44rem) { .two { grid-template-columns: 1fr 1fr; } .two > :only-child { grid-column: 1 / -1; } }
.marks { list-style: none; }
.marks li { position: relative; margin: 0; padding-inline-start: 1.8rem; }
.marks li + li { margin-top: .4rem; }
.marks svg { position: absolute; inset-block-start: .18rem; inset-inline-start: 0; width: 1.2rem; height: 1.2rem; fill: none; stroke: currentcolor; stroke-width: 2; }
.for svg { color: var(--accent); }
.against svg { color: var(--alarm); }
h2 .soft { font-size: .9rem; font-weight: 400; }
.parts { list-style: none; }
.parts > li { margin: 0; border-block-start: 1px solid var(--line); }
.parts > li:first-child { border: 0; }
.part { display: grid; grid-template-columns: minmax(50%, 1fr) auto; gap: .25rem 1rem; min-height: 2.75rem; padding: .6rem 0; align-items: center; }
summary.part { cursor: pointer; list-style: none; }
summary.part::-webkit-details-marker { display: none; }
ol.parts .name { padding-inline-start: 1.1rem; }
summary.part > .name { text-indent: -1.1rem; }
summary.part > .name::before { content: '▸'; content: '▸' / ''; display: inline-block; width: 1.1rem; color: var(--accent); text-indent: 0; }
details[open] > summary.part > .name::before { content: '▾'; content: '▾' / ''; }
.part .value { text-align: end; font-weight: 600; font-variant-numeric: tabular-nums; }
.part .value small, .part .value.soft { font-weight: 400; color: var(--soft); }
.part .thin { grid-column: 1 / -1; }
.said-here { margin: 0 0 .75rem; padding-inline-start: .9rem; border-inline-start: .2rem solid var(--line); }
.said-here p { margin: 0 0 .5rem; white-space: pre-line; }
details > p { margin: 0 0 .6rem; padding-inline-start: 1.1rem; }
.text h3 { margin: 1rem 0 0; font-size: 1rem; }
.text > :first-child { margin-top: 0; }
.text :is(ul, ol) { margin-top: .4rem; }
.text blockquote { margin: .6rem 0 0; padding-inline-start: .9rem; border-inline-start: .2rem solid var(--line); }
.text hr { border: 0; border-block-start: 1px solid var(--line); margin: 1rem 0; }
.wide { margin: .6rem 0 0; padding: 0; border: 0; overflow-x: auto; }
.wide :is(th, td) { min-width: 6rem; padding-inline: 0 .75rem; text-align: start; }
.dock { display: flex; gap: .6rem; margin: 0 0 .75rem; }
.dock a { flex: 1 1 0; max-width: 18rem; min-height: 2.75rem; padding: .6rem .75rem; border: 1px solid var(--accent); border-radius: .5rem; text-align: center; text-decoration: none; }
.dock a:hover { text-decoration: underline; }
.dock .main { background: var(--accent); color: var(--on-accent); font-weight: 600; }
@media screen and (max-width: 43.99rem) {
  .docked { padding-block-end: 5.5rem; }
  .dock { position: fixed; inset: auto 0 0; z-index: 1; margin: 0; padding: .6rem 1rem calc(.6rem + env(safe-area-inset-bottom)); justify-content: center; border-block-start: 1px solid var(--line); background: var(--paper); }
}
footer { border: 0; background: none; padding: 0 .25rem; color: var(--soft); font-size: .9rem; }
@media (forced-colors: active) { .dock .main { forced-color-adjust: none; } .fill { fill: Highlight; } }
@media print {
  .dock { display: none; }
  details::details-content { content-visibility: visible; display: block; block-size: auto; }
  summary.part > .name::before { display: none; }
  .wide { overflow: visible; }
  header, section, footer { padding: 0 0 .5rem; }
  .parts > li, .figure, .bar { break-inside: avoid; }
}
`;

/** The style of reports, in the colour of the vendor where it has one. */
export function styleOfReport(colour: string | undefined): Style {
  return styleOf(`${pageStyle.text}${own}${colour === undefined ? '' : accentRules(colour)}`);
}
