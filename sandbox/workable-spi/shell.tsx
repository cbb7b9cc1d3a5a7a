import { createHash } from 'node:crypto';
import type { ComponentChildren, VNode } from 'preact';
import { type Page, renderPage } from '../../src/pages/render.tsx';
import { styleOf } from '../../src/pages/style.ts';
import { sandboxStyle } from '../page.tsx';

const style = styleOf(`${sandboxStyle}
main { max-width: 100rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: .6rem; }
nav a, summary { padding: .3rem 0; }
nav [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.board { display: grid; gap: .75rem; padding: 0; border: 0; background: none; }
.column { margin: 0; padding: .75rem; }
.column h2 { margin: 0 0 .5rem; font-size: 1rem; }
.over { outline: 3px dashed var(--accent); outline-offset: -3px; }
.card { border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; margin-top: .5rem; background: var(--ground); }
.card p { margin: .2rem 0; font-size: .9rem; }
.card form { display: flex; flex-wrap: wrap; gap: .4rem; }
.card select { flex: 1 1 7rem; min-width: 0; }
.card :is(select, button) { min-height: 2.2rem; padding: .2rem .5rem; font-size: .9rem; }
[draggable=true] { cursor: grab; }
.row { border-top: 1px solid var(--line); padding: .75rem 0; }
.row p { margin: .2rem 0; }
.body { white-space: pre-wrap; }
textarea { width: 100%; min-height: 5rem; padding: .45rem .9rem; border: 1px solid var(--soft); border-radius: .4rem; background: var(--paper); color: var(--ink); font: inherit; }
.fields label:has(textarea) { flex-basis: 100%; }
details { margin-top: .6rem; }
@media (min-width: 48rem) {
  .board { grid-auto-flow: column; grid-auto-columns: minmax(9.5rem, 1fr); overflow-x: auto; align-items: start; }
  .two { display: grid; grid-template-columns: minmax(0, 2fr) minmax(18rem, 1fr); gap: 1rem; align-items: start; }
  .column { min-height: 14rem; }
}
`);

/**
 * Dragging fills in the form that stands in each card, so that a keyboard does the same. What is marked as live is
 * fetched anew while nothing is done in it, so that it shows what the bridge and the webhooks do meanwhile.
 */
const script = `
const closest = (event, what) => event.target.closest(what);
let isDragging = false;
document.addEventListener('dragstart', (event) => {
  isDragging = true;
  event.dataTransfer.setData('text/plain', closest(event, '[data-candidate]').dataset.candidate);
  event.dataTransfer.effectAllowed = 'move';
});
document.addEventListener('dragend', () => { isDragging = false; });
document.addEventListener('dragover', (event) => {
  const column = closest(event, '[data-stage]');
  if (column === null) return;
  event.preventDefault();
  column.classList.add('over');
});
document.addEventListener('dragleave', (event) => closest(event, '[data-stage]')?.classList.remove('over'));
document.addEventListener('drop', (event) => {
  const column = closest(event, '[data-stage]');
  if (column === null) return;
  event.preventDefault();
  column.classList.remove('over');
  const id = event.dataTransfer.getData('text/plain');
  const form = document.querySelector('[data-candidate="' + CSS.escape(id) + '"] form');
  if (form === null || column.contains(form)) return;
  form.elements.stage.value = column.dataset.stage;
  form.requestSubmit();
});
async function renew() {
  const lives = [...document.querySelectorAll('[data-live]')].filter((each) => !each.querySelector(':focus'));
  if (isDragging || document.hidden || lives.length === 0) return;
  const answer = await fetch(location.href);
  if (!answer.ok || isDragging) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  for (const live of lives) {
    const now = page.querySelector('[data-live="' + live.dataset.live + '"]');
    if (now && now.innerHTML !== live.innerHTML && !live.querySelector(':focus')) live.innerHTML = now.innerHTML;
  }
}
setInterval(() => renew().catch(() => undefined), 2000);
`;
const scriptSource = `'sha256-${createHash('sha256').update(script).digest('base64')}'`;

/** A page with forms that lead back to it, and the script that lets people drag cards and see what is new. */
export function spiPage(title: string, header: ComponentChildren, content: ComponentChildren): Page {
  const page = renderPage(
    { title, style, forms: 'self' },
    <>
      <header>
        <h1 dir="auto">{title}</h1>
        {header}
      </header>
      {content}
      <script dangerouslySetInnerHTML={{ __html: script }} />
    </>,
  );
  const policy = `${page.headers['Content-Security-Policy']}; script-src ${scriptSource}; connect-src 'self'`;
  return { ...page, headers: { ...page.headers, 'Content-Security-Policy': policy } };
}

export function Choice({ name, label, options, value }: ChoiceProps): VNode {
  return (
    <label>
      {label}
      <select name={name}>
        {options.map(([key, text]) => (
          <option value={key} selected={key === value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

type ChoiceProps = { name: string; label: string; options: readonly (readonly [string, string])[]; value?: string };

/** A form that posts to `/play/<action>`, and comes back to the page `back`. */
export function Play({ action, back, hidden = {}, children }: PlayProps): VNode {
  return (
    <form method="post" action={`/play/${action}`}>
      {Object.entries({ back, ...hidden }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}

type PlayProps = { action: string; back: string; hidden?: Record<string, string>; children: ComponentChildren };
