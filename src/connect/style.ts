import { accentRules } from '../pages/shades.ts';
import { pageStyle, type Style, styleOf } from '../pages/style.ts';

const own = `
.brand { border-block-start: .35rem solid var(--accent); }
.vendor { margin-block-end: 1rem; font-weight: 600; }
.vendor img { display: block; max-width: min(14rem, 100%); max-height: 4rem; }
@media screen and (prefers-color-scheme: dark) { .vendor img { padding: .35rem; border-radius: .3rem; background: white; } }
h1 + p { margin-top: .5rem; }
h2 { display: flex; flex-wrap: wrap; gap: .3rem .75rem; align-items: center; justify-content: space-between; }
.state { padding: .1rem .7rem; border: 1px solid currentcolor; border-radius: 1rem; color: var(--soft); font-size: .85rem; font-weight: 600; }
.state.done { color: var(--accent); }
form, p:has(> .button) { margin-top: 1rem; }
form p { margin-top: .75rem; }
input { width: 100%; scroll-margin-block-start: 12rem; font-family: ui-monospace, monospace; }
input[aria-invalid] { border-color: var(--alarm); border-width: 2px; }
.field { display: grid; gap: .3rem; }
.secret { display: block; margin-block-end: 1rem; padding: .75rem .9rem; border: 2px dashed var(--accent); border-radius: .4rem; font: 1.05rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; user-select: all; }
.copy:not(:focus) { position: absolute; width: 1px; height: 1px; min-height: 0; padding: 0; border: 0; overflow: hidden; clip-path: inset(50%); }
.copy:focus { margin-block-end: 1rem; }
.button { display: inline-block; min-height: 2.75rem; padding: .55rem .9rem; border: 1px solid var(--accent); border-radius: .4rem; background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; }
.button:hover { text-decoration: underline; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
nav { margin: 0 0 1rem; }
thead th { overflow-wrap: normal; font-size: .9rem; }
.steps { display: flex; flex-wrap: wrap; gap: .4rem; margin: 0; list-style: none; }
.steps li { margin: 0; padding: .25rem .75rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--paper); font-size: .9rem; }
.steps .here { border-color: var(--accent); font-weight: 600; }
input:is([type=radio], [type=checkbox]) { flex: none; width: 1.3rem; height: 1.3rem; min-height: 0; margin: .15rem 0 0; accent-color: var(--accent); scroll-margin-block-start: 2rem; }
input:is(#expires, #name) { font-family: inherit; }
select { width: 100%; }
fieldset { min-width: 0; margin: 1rem 0 0; padding: 0; border: 0; }
legend { padding: 0; color: var(--soft); font-size: .9rem; }
.picks, .cards { margin: .4rem 0 0; list-style: none; }
.picks li, .cards li { margin: 0; border-block-start: 1px solid var(--line); }
.picks label, .tick label { display: flex; gap: .75rem; padding: .6rem 0; color: var(--ink); font-size: 1rem; }
.cards { margin-top: 1rem; }
.cards li { padding: .9rem 0; }
.cards .head { display: flex; flex-wrap: wrap; gap: .3rem .75rem; align-items: center; justify-content: space-between; }
.cards p { margin-top: .4rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .6rem; }
.button.plain { background: var(--paper); color: var(--accent); }
.box { padding: .75rem .9rem; border: 1px solid currentcolor; border-radius: .4rem; }
.yes { color: var(--accent); font-weight: 600; }
summary { color: var(--accent); cursor: pointer; padding: .35rem 0; }
footer { border: 0; background: none; padding: 0 .25rem; color: var(--soft); font-size: .9rem; }
@media (forced-colors: active) { .button { forced-color-adjust: none; } }
`;

/** The style of the page, in the colour of the vendor where it has one. */
export function styleOfBrand(colour: string | undefined): Style {
  return styleOf(`${pageStyle.text}${own}${colour === undefined ? '' : accentRules(colour)}`);
}
