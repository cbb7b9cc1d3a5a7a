import fc from 'fast-check';
import { expect, it } from 'vitest';
import { presentable } from '../../src/http/presentable.ts';

it.each([
  ['a name', 'Ana is blocked', ['Ana'], '[name] is blocked'],
  ['a name in another case', 'ANA, or ana', ['Ana'], '[name], or [name]'],
  ['every name', 'Ana Lovelace-Byron', ['Ana', 'Lovelace-Byron'], '[name] [name]'],
  ['a phone number', 'call +1 (785) 555-0142 now', ['+1 (785) 555-0142'], 'call [name] now'],
  ['a name beside other scripts', 'Ана, Анабель', ['Ана'], '[name], Анабель'],
  ['no part of a word', 'Also banana', ['Al', 'ana'], 'Also banana'],
  ['nothing for a name of blanks', 'a b', [' '], 'a b'],
])('cuts out %s', (_what, words, names, expected) => {
  expect(presentable(words, { names })).toBe(expected);
});

it('takes any name for what it is, whatever characters it has', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !/[\s@\p{C}]/u.test(text));
  fc.assert(
    fc.property(name, (text) => {
      expect(presentable(`before ${text} after`, { names: [text] })).toBe('before [name] after');
    }),
  );
});
