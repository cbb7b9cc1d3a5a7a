import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { lineForTerminal, textForTerminal } from '../../../src/operator/cli/escape.ts';

test.each([
  ['\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
  ['\u009b31m', '\\u009b31m'],
  ['a\u202eb\u2066c\u2069\u200f\u061c', 'a\\u202eb\\u2066c\\u2069\\u200f\\u061c'],
  ['\u0000\b\u007f\u0085\u2028', '\\u0000\\u0008\\u007f\\u0085\\u2028'],
  ['\ud800', '\\ud800'],
  ['over\rwritten', 'over\\u000dwritten'],
])('%j is shown as %s', (text, shown) => {
  expect(lineForTerminal(text)).toBe(shown);
  expect(textForTerminal(text)).toBe(shown);
});

test.each(['José 李 שלום 👩‍🚀', '{"a": "\\u001b"}'])('%s is shown as it is', (text) => {
  expect(lineForTerminal(text)).toBe(text);
  expect(textForTerminal(text)).toBe(text);
});

it('keeps tabs and line ends of a text, and shows those within a line', () => {
  expect(textForTerminal('a\tb\r\nc\n')).toBe('a\tb\r\nc\n');
  expect(lineForTerminal('a\tb\r\nc\n')).toBe('a\\u0009b\\u000d\\u000ac\\u000a');
});

it('lets no control character through, in whatever text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(lineForTerminal(text)).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
      expect(textForTerminal(text)).not.toMatch(/[^\P{Cc}\t\n\r]|\r(?!\n)|\p{Bidi_Control}/u);
    }),
  );
});
