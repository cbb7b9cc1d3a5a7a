import { describe, expect, it } from 'vitest';
import { againWords } from '../../src/again/words.ts';
import { connectWords } from '../../src/connect/words.ts';
import { shippedTexts } from '../../src/mail/texts.ts';
import { languages } from '../../src/pages/reading.ts';
import { reportWords } from '../../src/reports/words.ts';
import { foreignIn, gapsOf, sharedBy, textsIn, type WordsByLanguage } from '../../testing/words.ts';

const sets: readonly [string, WordsByLanguage][] = [
  ['reports', reportWords],
  ['invite again', againWords],
  ['connect links', connectWords],
  ['mail', shippedTexts],
];

describe.each(sets)('the words of %s', (_name, words) => {
  const english = textsIn(words.en);

  it('are there in all languages, each with the same texts', () => {
    expect(Object.keys(words)).toEqual([...languages]);
    expect(english.size).toBeGreaterThan(10);
    for (const language of languages) {
      const texts = textsIn(words[language]);
      expect([...texts.keys()].sort()).toEqual([...english.keys()].sort());
      expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([]);
    }
  });

  it('fill in the same', () => {
    for (const language of languages) {
      const texts = textsIn(words[language]);
      for (const [path, text] of english) expect([path, gapsOf(texts.get(path) ?? '')]).toEqual([path, gapsOf(text)]);
    }
  });

  it('are words of their language: no sentence is the same in two', () => {
    const seen = new Map<string, string>();
    for (const language of languages) {
      for (const [path, text] of textsIn(words[language])) {
        if (text.split(' ').length < 4) continue;
        expect([path, language, seen.get(`${path} ${text}`)]).toEqual([path, language, undefined]);
        seen.set(`${path} ${text}`, language);
      }
    }
  });
});

/** Quotation marks of other languages, straight ones, and in French a line that may break before such a mark. */
const wrongMarks = {
  en: /[«»„"']/,
  de: /[«»”"'’]/,
  es: /[“”„"'’]/,
  fr: /[“”„"']| [:;?!»]|« /,
  pt: /[«»„"'’]/,
};

it.each(languages)('the marks of %s are its own', (language) => {
  const texts = sets.flatMap(([, words]) => [...textsIn(words[language]).values()]);
  expect(texts.filter((text) => wrongMarks[language].test(text))).toEqual([]);
});

it('a text of another language is found in a page', () => {
  const page = `<!doctype html><html><style>h1 { margin: 0 }</style><h1>${againWords.de.over}</h1><p>Ana</p></html>`;
  expect(foreignIn(page, 'de', againWords)).toEqual([]);
  expect(foreignIn(page, 'en', againWords)).toEqual([againWords.de.over]);
  expect(sharedBy(page, page.replace(againWords.de.over, againWords.en.over))).toEqual(['Ana']);
});
