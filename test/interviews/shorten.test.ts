import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shorten } from '../../src/interviews/shorten.ts';

test.each([
  ['Short.', 20, 'Short.'],
  ['Knows the trade. Asks back. Is calm.', 30, 'Knows the trade. Asks back. …'],
  ['Knows the trade. Asks back. Is calm.', 27, 'Knows the trade. …'],
  ['Scored 3.5 of 5 in all rounds', 20, 'Scored 3.5 of 5 in…'],
  ['He said “No.” And left after that', 20, 'He said “No.” …'],
  ['彼女は落ち着いている。質問もする。経験は少ない。', 20, '彼女は落ち着いている。質問もする。 …'],
  ['Donaudampfschifffahrtsgesellschaft', 10, 'Donaudamp…'],
  ['Yes. Donaudampfschifffahrtsgesellschaftskapitän', 20, 'Yes.…'],
  ['😀😀😀', 4, '😀…'],
  ['Text', 0, ''],
])('%j in %d characters is %j', (text, longest, shortened) => {
  expect(shorten(text, longest)).toBe(shortened);
});

test('a text is never longer than its room, and is a beginning of the whole', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '.', ' ', 'é', '😀', '。', '\n'), maxLength: 80 }),
      fc.nat(90),
      (text, longest) => {
        const shortened = shorten(text, longest);
        expect(shortened.length).toBeLessThanOrEqual(longest);
        expect(text.startsWith(shortened === text ? text : shortened.replace(/ ?…$/u, ''))).toBe(true);
      },
    ),
  );
});
