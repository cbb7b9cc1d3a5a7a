import { languageFor, languageIn } from '../pages/language.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { pt } from './words/pt.ts';

/** The words that a page has of its own. */
export type Words = Same<typeof en>;

/** The same with other texts. */
type Same<Of> = Of extends (...given: infer Given) => string
  ? (...given: Given) => string
  : Of extends string
    ? string
    : Of extends readonly [string, string]
      ? readonly [title: string, sentence: string]
      : { readonly [Key in keyof Of]: Same<Of[Key]> };

const wordsOf: Readonly<Record<string, Words>> = { en, de, es, fr, pt };
const languages = Object.keys(wordsOf);

/** In which language a page is, and how it writes times and numbers. */
export type Reading = {
  language: string;
  words: Words;
  /** Of epoch ms: the day and the time with the name of the zone, or the day alone. */
  time(at: number): string;
  day(at: number): string;
  /** With two decimals at most. */
  number(value: number): string;
};

/** What suits a reader's `Accept-Language` best, English where nothing does. `timeZone`: IANA. */
export function readingFor(accepted: string | undefined, timeZone = 'UTC'): Reading {
  const language = languageIn(languages, languageFor(accepted, languages, 'en')) ?? 'en';
  // Day before month, as in the other languages.
  const locale = language === 'en' ? 'en-GB' : language;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
  const [times, days] = [format({ dateStyle: 'medium', timeStyle: 'short' }), format({ dateStyle: 'long' })];
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return {
    language,
    words: wordsOf[language] ?? en,
    time: (at) => `${times.format(at)} (${placeOf(timeZone)})`,
    day: (at) => days.format(at),
    number: (value) => numbers.format(value),
  };
}

/** `Buenos Aires` of `America/Argentina/Buenos_Aires`. */
function placeOf(timeZone: string): string {
  return timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
