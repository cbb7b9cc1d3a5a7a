import { type Fragment, type Html, html } from '../src/http/html.ts';

/** A link where the address is a web address; plain text for anything else. */
export function link(address: string, text: string): Html {
  return /^https?:\/\//i.test(address) ? html`<a href="${address}" rel="noreferrer">${text}</a>` : html`${address}`;
}

/** A whole page. Its policy allows no script, even if markup gets into a text. */
export function page({ title, lead, content }: { title: string; lead: Fragment; content: Fragment }): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>
:root { --ink: #1c2430; --soft: #5a6675; --line: #d9dfe6; --paper: #fff; --ground: #f3f5f8; --accent: #0b5c8a; --good: #17663a; --bad: #a3262a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ecf1; --soft: #a3afbd; --line: #364150; --paper: #1d2530; --ground: #131922; --accent: #7cc4ef; --good: #7fd6a2; --bad: #ff9b9b; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
header, main { max-width: 62rem; margin: 0 auto; padding: 1.25rem 1rem; }
header { padding-bottom: 0; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; }
main { padding-top: 0; }
h2 { margin: 1.5rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1.05rem; }
p { margin: .4rem 0; max-width: 45rem; }
a { color: var(--accent); }
.soft { color: var(--soft); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin: 0 0 1rem; }
.inner { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .75rem; }
.actions, .fields { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-top: .6rem; }
.actions form { display: flex; gap: .4rem; align-items: center; }
.fields label { flex: 1 1 14rem; }
label { display: block; color: var(--soft); font-size: .9rem; }
input, select, button { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--line); border-radius: .4rem; padding: .45rem .7rem; min-height: 2.6rem; max-width: 100%; }
.fields input, .fields select { width: 100%; }
input[type=number] { width: 5.2rem; }
button { cursor: pointer; border-color: var(--accent); color: var(--accent); }
button.main { background: var(--accent); color: var(--paper); }
button:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; white-space: nowrap; }
.score { font-size: 1.6rem; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { color: var(--soft); }
dd { margin: 0; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; }
th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th { overflow-wrap: normal; }
td:not(.wide) { overflow-wrap: normal; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } .wide { display: none; } }
</style>
</head>
<body>
<header><h1>${title}</h1>${lead}</header>
<main>${content}</main>
</body>
</html>`;
}
