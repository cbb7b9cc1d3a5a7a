import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { languageFor, languageIn } from '../../src/pages/language.ts';

const languages = ['en', 'de', 'es', 'fr', 'pt'];

describe('the language that a reader likes best', () => {
  test.each([
    ['', 'en'],
    [undefined, 'en'],
    ['de', 'de'],
    ['DE-at', 'DE-at'],
    ['ja,pt-BR;q=0.2', 'pt-BR'],
    ['fr;q=0.3, de;q=0.7, es;q=0.5', 'de'],
    ['de;q=0, fr;q=0.1', 'fr'],
    ['de;q=0', 'en'],
    ['*', 'en'],
    ['de;q=high, es', 'es'],
    [' fr ; q=0.5 ', 'fr'],
    [';;,,q=1,de--;q', 'en'],
  ])('of %j is %s', (accepted, language) => {
    expect(languageFor(accepted, languages, 'en')).toBe(language);
  });

  const wanted = fc.array(
    fc.record({
      tag: fc.constantFrom('de', 'es-MX', 'fr', 'ja', 'pt-BR', 'xx', 'zh-Hans'),
      thousandths: fc.integer({ min: 0, max: 1000 }),
    }),
    { maxLength: 8 },
  );

  test('is never one that another, which there is, has a higher quality than', () => {
    fc.assert(
      fc.property(wanted, (given) => {
        const header = given.map(({ tag, thousandths }) => `${tag};q=${thousandths / 1000}`).join(', ');
        const best = languageFor(header, languages, 'en');
        const offered = given.filter(({ tag, thousandths }) => thousandths > 0 && languageIn(languages, tag));
        const highest = Math.max(...offered.map(({ thousandths }) => thousandths));
        const first = offered.find(({ thousandths }) => thousandths === highest);
        expect(best).toBe(first?.tag ?? 'en');
      }),
    );
  });

  test('is one that there is, whatever is sent', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('d', 'e', '-', ';', 'q', '=', '.', '0', ',', '*') })),
        (header) => {
          expect(languageIn(languages, languageFor(header, languages, 'en'))).toBeDefined();
        },
      ),
    );
  });
});
