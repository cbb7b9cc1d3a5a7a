import { type Language, type Reading as ReadingOf, readingIn, type Same } from '../pages/reading.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { pt } from './words/pt.ts';

/** The words that a page has of its own. */
export type Words = Same<typeof en>;
export type Reading = ReadingOf<Words>;

export const reportWords: Readonly<Record<Language, Words>> = { en, de, es, fr, pt };

/** What suits a reader's `Accept-Language` best, English where nothing does. `timeZone`: IANA. */
export function readingFor(accepted: string | undefined, timeZone?: string): Reading {
  return readingIn(reportWords, accepted, timeZone);
}
