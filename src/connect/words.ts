import { type Language, type Reading as ReadingOf, readingIn, type Same } from '../pages/reading.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { pt } from './words/pt.ts';

export type Words = Same<typeof en>;
export type Reading = ReadingOf<Words>;

/** By language. */
export const connectWords: Readonly<Record<Language, Words>> = { en, de, es, fr, pt };

/** What suits an admin's `Accept-Language` best, English where nothing does. */
export function readingFor(accepted: string | undefined): Reading {
  return readingIn(connectWords, accepted);
}
