import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryKeys } from '../../../../src/workable/stages/entries/facts.ts';
import { parseRef, type RefKey, refLine, refOf } from '../../../../src/workable/stages/entries/ref.ts';

const known = { code: '4K7QJ2', key: 'moved-date', n: 2 };

test.each([
  ['alone', 'Ref 4K7QJ2 moved-date 2'],
  ['as the last of several lines', 'AI interview moved.\nRef 4K7QJ2 moved-date 2'],
  ['with Windows line ends', 'AI interview moved.\r\nRef 4K7QJ2 moved-date 2\r\n'],
  ['with white space after it', 'AI interview moved.\nRef 4K7QJ2 moved-date 2 \t\n\n'],
  ['in paragraphs', '<p>AI interview moved.</p><p>Ref 4K7QJ2 moved-date 2</p>'],
  ['after a line break of HTML', '<div>AI interview moved.<br/>Ref 4K7QJ2 moved-date 2</div>\n'],
  [
    'in a tag with attributes',
    '<p class="x">AI interview moved.<br><span dir="auto">Ref 4K7QJ2 moved-date 2</span></p>',
  ],
  ['with spaces that do not break', 'AI interview moved.<br>Ref&nbsp;4K7QJ2 moved-date\u00A02&nbsp;'],
  ['after a long line', `${'x'.repeat(5000)}\nRef 4K7QJ2 moved-date 2`],
])('a Ref line is found %s', (_, body) => {
  expect(parseRef(body)).toEqual(known);
});

test.each([
  ['no text', ''],
  ['a line that is not the last', 'Ref 4K7QJ2 moved-date 2\nThanks!'],
  ['a line with something before it', 'See Ref 4K7QJ2 moved-date 2'],
  ['the end of a very long line', `${'x'.repeat(3000)}Ref 4K7QJ2 moved-date 2`],
  ['the end of a line that is as long as what is looked at', `${'x'.repeat(30)}${endOf(2000)}`],
  ['an unknown key', 'Ref 4K7QJ2 toString 2'],
  ['small letters', 'Ref 4k7qj2 moved-date 2'],
  ['five characters', 'Ref 4K7QJ moved-date 2'],
  ['no number', 'Ref 4K7QJ2 moved-date'],
  ['the number 0', 'Ref 4K7QJ2 moved-date 0'],
  ['a line that a person has quoted', '> Ref 4K7QJ2 moved-date 2'],
])('no Ref line is found in %s', (_, body) => {
  expect(parseRef(body)).toBeUndefined();
});

/** `longest` characters of one line that look like a Ref line with white space before it. */
function endOf(longest: number): string {
  return 'Ref 4K7QJ2 moved-date 2'.padStart(longest);
}

const keys = fc.constantFrom<RefKey>('rating', ...entryKeys);
const numbers = fc.integer({ min: 1, max: 999_999 });
const entries = fc.record({ applicationId: fc.string(), enrolment: fc.nat() });

test('what a Ref line says is read back, whatever stands before it', () => {
  fc.assert(
    fc.property(entries, keys, numbers, fc.string({ unit: 'binary' }), (entry, key, n, before) => {
      const ref = refOf(entry, key, n);
      expect(refLine(ref)).toMatch(/^Ref [0-9A-Z]{6} [a-z-]+ \d+$/);
      expect(parseRef(`${before}\n${refLine(ref)}`)).toEqual(ref);
    }),
  );
});

test('a code stays the same between versions of the bridge', () => {
  expect(refLine(refOf({ applicationId: '4d3', enrolment: 1 }, 'result', 1))).toBe('Ref 3NB5GY result 1');
});

test('each entry of an application has a code of its own', () => {
  const all = [1, 2, 3].flatMap((enrolment) =>
    entryKeys.flatMap((key) =>
      [1, 2, 3].flatMap((n) =>
        ['4d3', '4d31'].map((applicationId) => refOf({ applicationId, enrolment }, key, n).code),
      ),
    ),
  );
  expect(new Set(all).size).toBe(all.length);
});
