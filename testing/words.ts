/** The words of a page by language, as the folders `words` have them. */
export type WordsByLanguage = Readonly<Record<string, unknown>>;

const gap = '\u2063';

/** All texts below some words by their paths, such as `failures.later.0`; what a function fills in is a gap. */
export function textsIn(words: unknown, path = ''): Map<string, string> {
  if (typeof words === 'string') return new Map([[path, words]]);
  if (typeof words === 'function') return new Map([[path, words(...Array.from({ length: words.length }, () => gap))]]);
  const below = Object.entries(words as object).flatMap(([key, each]) => [
    ...textsIn(each, path === '' ? key : `${path}.${key}`),
  ]);
  return new Map(below);
}

/** How often a text fills something in, and what: the braces of the texts that are markup. */
export function gapsOf(text: string): string[] {
  return [...(text.match(new RegExp(gap, 'g')) ?? []), ...(text.match(/\{\w+\}/g) ?? [])].sort();
}

/** What stands in a page that is words of other languages alone. */
export function foreignIn(html: string, language: string, words: WordsByLanguage): string[] {
  const shown = readable(html);
  const own = piecesOf(words[language]);
  return Object.keys(words)
    .filter((other) => other !== language)
    .flatMap((other) => piecesOf(words[other]))
    .filter((piece) => shown.includes(piece) && !own.some((each) => each.includes(piece)));
}

/** The texts between tags that two pages share: between two languages only what is no word of the bridge. */
export function sharedBy(one: string, other: string): string[] {
  const [ours, theirs] = [piecesIn(one), new Set(piecesIn(other))];
  return [...new Set(ours.filter((each) => /\p{L}{2}/u.test(each) && theirs.has(each)))];
}

function piecesIn(html: string): string[] {
  const body = html.replace(/<style>.*<\/style>/s, '').replace(/^<!doctype html>/, '');
  return body
    .split(/<[^>]*>/)
    .map((each) => each.replaceAll('&#39;', "'").replaceAll('&amp;', '&').trim())
    .filter(Boolean);
}

/** Of one letter or word alone it cannot be said which language it is. */
function piecesOf(words: unknown): string[] {
  return [...textsIn(words).values()]
    .flatMap((text) => text.split(new RegExp(`${gap}|\\{\\w+\\}`)))
    .map((piece) => piece.replaceAll(/\s+/g, ' ').trim())
    .filter((piece) => piece.length >= 12);
}

function readable(html: string): string {
  return piecesIn(html).join(' ').replaceAll(/\s+/g, ' ');
}
