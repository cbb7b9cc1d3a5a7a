import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inPlace, parseInOrder, stringifyInOrder } from '../../src/http/ordered-json.ts';

test.each([
  ['{"b":1,"1":2,"a":3,"0":4}'],
  ['{"b":{"2":1,"1":[{"x":1,"0":2}]},"10":"\\"3\\": 4"}'],
  ['{"a":"1","1":"x\\\\","0":"\\u00000"}'],
  ['["1",1,"\\u00001"]'],
])('%s is read and written in its order', (json) => {
  expect(stringifyInOrder(parseInOrder(json))).toBe(json);
});

test('white space and escapes make no difference', () => {
  expect(stringifyInOrder(parseInOrder('{ "b" : 1, "\\u0031\\u0030"\n: 2 }'))).toBe('{"b":1,"10":2}');
});

test.each(['{"1":2', '{"1" 2}', "{'1': 2}", '"1": 2', ''])('%j is no JSON', (text) => {
  expect(() => parseInOrder(text)).toThrow(SyntaxError);
});

test('a text of eight megabytes is read', () => {
  const text = 'x\\"'.repeat(2_800_000);
  expect(parseInOrder(`{"b":"${text}","1":2}`)).toEqual({ b: text.replaceAll('\\', ''), [inPlace('1')]: 2 });
});

test('whatever is written reads as JSON reads it, but for the order of its names', () => {
  const plain = fc.string({ unit: 'binary' }).filter((text) => !text.startsWith('\0'));
  const name = fc.oneof(plain, fc.nat().map(String));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ depthSize: 'small' }, fc.string({ unit: 'binary' }), fc.integer(), tie('list'), tie('object')),
    list: fc.array(tie('value')),
    object: fc.dictionary(name, tie('value')),
  }));
  fc.assert(
    fc.property(value, (given) => {
      const json = JSON.stringify(given);
      expect(JSON.parse(stringifyInOrder(parseInOrder(json)))).toEqual(JSON.parse(json));
    }),
  );
});
