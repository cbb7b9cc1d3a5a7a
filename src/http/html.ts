import { legible } from '../interviews/legible.ts';

/** Markup that is safe inside a page. The class stays in this file, so that only `html` makes one. */
class Markup {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

export type Html = Markup;

/** What a template takes: markup as it is, texts and numbers escaped, lists joined, nothing for what is absent. */
export type Fragment = Html | string | number | boolean | null | undefined | readonly Fragment[];

export function html(strings: TemplateStringsArray, ...fragments: readonly Fragment[]): Html {
  let text = strings[0] ?? '';
  for (let i = 1; i < strings.length; i += 1) text += render(fragments[i - 1]) + strings[i];
  return new Markup(text);
}

function render(fragment: Fragment): string {
  if (fragment === undefined || fragment === null || typeof fragment === 'boolean') return '';
  if (fragment instanceof Markup) return fragment.toString();
  if (typeof fragment === 'string' || typeof fragment === 'number') return escaped(String(fragment));
  return fragment.map(render).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Strips bidirectional controls: they would also change the direction of the text after them. */
function escaped(text: string): string {
  return legible(text, text.length).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
