import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legible, singleLine } from '../../src/interviews/legible.ts';

test.each([
  ['a zero width space', 'A\u200Bna', 'Ana'],
  ['a byte order mark', '\uFEFFA\uFEFFna', 'Ana'],
  ['a soft hyphen', 'Anna\u00ADlena', 'Annalena'],
  ['a word joiner', 'A\u2060na', 'Ana'],
  ['a Hangul filler', '\u3164Ana\uFFA0', 'Ana'],
  ['tag characters', `Ana${String.fromCodePoint(0xe0061, 0xe0062)}`, 'Ana'],
  ['halves that would make a tag character', 'A\uDB40\u200B\uDC61na', 'Ana'],
  ['spaces around one', '  Ana \u200B  Lima\u200B ', 'Ana Lima'],
  ['nothing else', '\u200B\u00AD\uFEFF', ''],
])('a line has no hidden characters: %s', (_, text, expected) => {
  expect(singleLine(text, 100)).toBe(expected);
});

test.each([
  ['a Persian name with a non-joiner', 'علی\u200Cرضا'],
  ['a Sinhala name with a joiner', 'ශ්\u200Dරී'],
  ['an emoji with joiners', '👩\u200D💻'],
  ['an emoji with a variation selector', '❤\uFE0F'],
  ['a Japanese name with a variation selector', `葛${String.fromCodePoint(0xe0100)}城`],
  ['a Hebrew name with a direction mark', 'דנה\u200F!'],
])('a line keeps the invisible characters that names need: %s', (_, text) => {
  expect(singleLine(text, 100)).toBe(text);
});

test('reading a line again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff })), (points) => {
      const line = singleLine(String.fromCodePoint(...points), 50);
      expect(singleLine(line, 50)).toBe(line);
    }),
  );
});

test('a text of several lines keeps tabs and line ends, and loses other controls', () => {
  expect(legible('one\ttwo\r\nthree\u0000\u202E', 100)).toBe('one\ttwo\r\nthree');
});
