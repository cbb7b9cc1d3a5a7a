import fc from 'fast-check';
import { expect, test } from 'vitest';
import { outlineOf } from '../../src/workable/outline.ts';

const long = 'A careful answer, with an example from last year.';

test.each([
  ['a short text', 'passed', 'passed'],
  ['a text of 40 characters', 'x'.repeat(40), 'x'.repeat(40)],
  ['a longer text', long, [49, expect.stringMatching(/^[\w-]{10}$/)]],
  ['a number', 7.5, 7.5],
  ['a list', [{ description: 'Interview Report' }], { 0: { description: 'Interview Report' } }],
  ['a long key', { [`1. ${long}`]: 7 }, { '1. A careful answer, with an example fr…': 7 }],
])('%s is remembered as far as it is needed to see a change', (_, value, expected) => {
  expect(outlineOf(value)).toEqual(expected);
});

test('texts of the same length are distinguished', () => {
  expect(outlineOf(`${long} A`)).not.toEqual(outlineOf(`${long} B`));
});

test('whatever is remembered survives being stored', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(outlineOf(value));
      expect(JSON.stringify(outlineOf(JSON.parse(JSON.stringify(value))))).toBe(text);
    }),
  );
});
