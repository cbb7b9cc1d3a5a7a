import type { ComponentChildren, VNode } from 'preact';
import { type Page, renderPage } from '../src/pages/render.tsx';
import { pageStyle, styleOf } from '../src/pages/style.ts';

/** Of every page of a sandbox. */
export const sandboxStyle = `${pageStyle.text}
:root { --good: #17663a; }
@media screen and (prefers-color-scheme: dark) { :root { --good: #7fd6a2; } }
@media (forced-colors: active) { :root { --good: CanvasText; } }
main { max-width: 62rem; }
h2 { margin: 1.5rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1.05rem; }
.good { color: var(--good); }
.inner { border-top: 1px solid var(--line); margin-top: .75rem; padding-top: .75rem; }
.actions, .fields { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin-top: .6rem; }
.actions form { display: flex; gap: .4rem; align-items: center; }
.fields label { flex: 1 1 14rem; }
.fields input, .fields select { width: 100%; }
input[type=number] { width: 6rem; }
.tag { display: inline-block; border: 1px solid currentColor; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; white-space: nowrap; }
.score { font-size: 1.6rem; font-weight: 600; }
td, thead th + th { min-width: 0; padding-inline: 0 1rem; text-align: start; }
th, td:not(.wide) { overflow-wrap: normal; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } .wide { display: none; } }
`;
const style = styleOf(sandboxStyle);

export function sandboxPage(title: string, lead: ComponentChildren, content: ComponentChildren): Page {
  return renderPage(
    { title, style, forms: 'self' },
    <>
      <header>
        <h1>{title}</h1>
        <p class="soft">
          {lead} <a href="/">Refresh</a>
        </p>
      </header>
      {content}
    </>,
  );
}

/** A link where the address is a web address; plain text for anything else. */
export function Link({ to, text }: { to: string; text: string }): VNode {
  if (!/^https?:\/\//i.test(to)) return <span>{to}</span>;
  return (
    <a href={to} rel="noreferrer">
      {text}
    </a>
  );
}

export function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
