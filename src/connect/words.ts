import { type Language, type Reading as ReadingOf, readingIn, type Same } from '../pages/reading.ts';
import { en } from './words/en.ts';

export type Words = Same<typeof en>;
export type Reading = ReadingOf<Words>;

/** By language. */
export const connectWords: Readonly<Record<Language, Words>> = { en, de: en, es: en, fr: en, pt: en };

/** What suits an admin's `Accept-Language` best, English where nothing does. */
export function readingFor(accepted: string | undefined): Reading {
  return readingIn(connectWords, accepted);
}
