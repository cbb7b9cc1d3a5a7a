import type { Random } from '../support/random.ts';
import type { Json } from './json.ts';

const texts = [
  '',
  ' ',
  '\0',
  '\u0007\u001b[31m',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e999',
  '9'.repeat(400),
  '0x10',
  '7,8',
  '\ud800',
  'a\udc00b',
  '\ufffd',
  '\ufeffmark',
  '\u202eright to left',
  'e\u0301\u0301\u0301',
  '😀👩‍👩‍👧‍👦',
  "Robert'); DROP TABLE interviews;--",
  '<script>alert(1)</script>',
  '\u0024{jndi:ldap://127.0.0.1/x}',
  '{{7*7}}',
  '../../etc/passwd',
  '%00%0d%0aSet-Cookie: x',
  'a\r\nX-Injected: yes',
  'encrypted.none.AAAA',
  '__proto__',
  'constructor',
  'toString',
  'default_00000000000000000000000000000000',
  'http://127.0.0.1:1/report.pdf',
  'https://user:secret@example.test:444/a b?c#d',
  'file:///etc/passwd',
  'javascript:alert(1)',
  '2026-02-30T25:61:61Z',
  '+275760-09-13T00:00:00.001Z',
  '0000-00-00T00:00',
  'completed, and more',
  'FAILED',
  'terminated, no speech detected',
] as const;

/** As they are written, since some are no numbers for JSON. */
const numbers = [
  '0',
  '-0',
  '-1',
  '0.1',
  '1e308',
  '-1e308',
  '1e999',
  '-1e999',
  '5e-324',
  '9007199254740993',
  '11',
  '1e21',
];
const wrongNumbers = ['NaN', 'Infinity', '-', '01', '1.', '.5', '0x10', '1_000', '+1'];

const oddKeys = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '\0',
  'a.b',
  '$gt',
  'length',
];

export function oddText(random: Random): string {
  const text = texts[random.whole(0, texts.length - 1)] ?? '';
  return random.chance(0.05) ? text.padEnd(1, 'x').repeat(random.whole(1, 20_000)).slice(0, 200_000) : text;
}

/** Any value where another is expected. */
export function oddValue(random: Random): Json {
  switch (
    random.pick({ null: 4, boolean: 2, number: 5, wrongNumber: 1, text: 8, list: 2, object: 2, deep: 1, wide: 1 })
  ) {
    case 'null':
      return null;
    case 'boolean':
      return random.chance(0.5);
    case 'number':
      return { verbatim: numbers[random.whole(0, numbers.length - 1)] ?? '0' };
    case 'wrongNumber':
      return { verbatim: wrongNumbers[random.whole(0, wrongNumbers.length - 1)] ?? 'NaN' };
    case 'text':
      return oddText(random);
    case 'list':
      return Array.from({ length: random.whole(0, 3) }, () => oddValue(random));
    case 'object':
      return { fields: Array.from({ length: random.whole(0, 3) }, () => [oddKey(random), oddValue(random)]) };
    case 'deep':
      return deep(random);
    case 'wide':
      return Array.from({ length: random.whole(100, 20_000) }, (_, i) => i);
  }
}

export function oddKey(random: Random): string {
  return random.chance(0.8) ? (oddKeys[random.whole(0, oddKeys.length - 1)] ?? '') : oddText(random);
}

function deep(random: Random): Json {
  const depth = random.whole(10, 50_000);
  const [open, close] = random.chance(0.5) ? ['[', ']'] : ['{"a":', '}'];
  const middle = open === '[' ? '' : '1';
  return { verbatim: open.repeat(depth) + middle + close.repeat(depth) };
}
