import { languageIn } from '../pages/language.ts';
import { de } from './texts/de.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';
import { placeholders, type TextKey, type Texts, textKeys } from './texts/keys.ts';
import { pt } from './texts/pt.ts';

export type { Texts } from './texts/keys.ts';

/** By language. */
export type TextsOf = Readonly<Record<string, Texts>>;

export const shippedTexts: TextsOf = { en, de, es, fr, pt };

/** The texts for a wanted language, such as those of `pt` for `pt-BR`; undefined where there are none. */
export function textsIn(texts: TextsOf, wanted: string): Texts | undefined {
  return texts[languageIn(Object.keys(texts), wanted) ?? ''];
}

/**
 * An operator's texts of one language, from JSON: some of the texts where `base` has the others, else all. What is
 * wrong goes to `addError`, each with its key.
 */
export function readTexts(json: string, base: Texts | undefined, addError: (text: string) => void): Texts | undefined {
  const given = objectOf(json);
  if (!given) {
    addError('should be a JSON object of texts by their keys');
    return undefined;
  }
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(placeholders, key)) addError(`has the unknown key ${printable(key)}`);
  }
  const texts = textKeys.map(
    (key) => [key, !Object.hasOwn(given, key) ? base?.[key] : textOf(key, given[key])] as const,
  );
  for (const [key, text] of texts) if (text === undefined && !Object.hasOwn(given, key)) addError(`has no text ${key}`);
  return Object.fromEntries(texts) as Texts;

  function textOf(key: TextKey, text: unknown): string | undefined {
    if (typeof text !== 'string' || text.trim() === '') {
      addError(`: ${key} should be a text that is not empty`);
      return undefined;
    }
    for (const error of placeholderErrors(key, text)) addError(`: ${key} ${error}`);
    return text;
  }
}

function placeholderErrors(key: TextKey, text: string): string[] {
  const wanted: readonly string[] = placeholders[key];
  const found = namesIn(text);
  const unknown = found.filter((name) => !wanted.includes(name));
  const missing = wanted.filter((name) => !found.includes(name));
  return [
    ...new Set(unknown.map((name) => `has the unknown placeholder {${printable(name)}}`)),
    ...missing.map((name) => `lacks the placeholder {${name}}`),
  ];
}

/** Whatever is in braces: one that is misspelt would stand in the mail as it is. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
}

function objectOf(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Messages go to terminals and logs. */
function printable(name: string): string {
  return JSON.stringify(name.slice(0, 60)).slice(1, -1);
}
