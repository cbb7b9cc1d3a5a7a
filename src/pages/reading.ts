import { languageFor, languageIn } from './language.ts';

/** The languages that pages speak of their own accord. */
export const languages = ['en', 'de', 'es', 'fr', 'pt'] as const;
export type Language = (typeof languages)[number];

/** The same with other texts: what the words of another language have to be. */
export type Same<Of> = Of extends (...given: infer Given) => string
  ? (...given: Given) => string
  : Of extends string
    ? string
    : Of extends readonly [string, string]
      ? readonly [title: string, sentence: string]
      : { readonly [Key in keyof Of]: Same<Of[Key]> };

/** In which language a page is, and how it writes times and numbers. Times are epoch ms. */
export type Reading<Words> = {
  language: Language;
  words: Words;
  /** The day and the time with the name of the zone, or one of them alone. */
  time(at: number): string;
  day(at: number): string;
  clock(at: number): string;
  /** With two decimals at most. */
  number(value: number): string;
};

/** What suits a reader's `Accept-Language` best, English where nothing does. `timeZone`: IANA. */
export function readingIn<Words>(
  wordsOf: Readonly<Record<Language, Words>>,
  accepted: string | undefined,
  timeZone = 'UTC',
): Reading<Words> {
  const language = (languageIn(languages, languageFor(accepted, languages, 'en')) ?? 'en') as Language;
  // Day before month, as in the other languages.
  const locale = language === 'en' ? 'en-GB' : language;
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
  const [times, days] = [format({ dateStyle: 'medium', timeStyle: 'short' }), format({ dateStyle: 'long' })];
  const clocks = format({ timeStyle: 'short' });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return {
    language,
    words: wordsOf[language],
    time: (at) => `${times.format(at)} (${placeOf(timeZone)})`,
    day: (at) => days.format(at),
    clock: (at) => `${clocks.format(at)} (${placeOf(timeZone)})`,
    number: (value) => numbers.format(value),
  };
}

/** `Buenos Aires` of `America/Argentina/Buenos_Aires`. */
function placeOf(timeZone: string): string {
  return timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
