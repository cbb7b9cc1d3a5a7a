import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mentions } from '../../src/operator/mentions.ts';

const isAna = mentions(['ana+jobs@example.test', 'default_0123456789abcdef']);

it.each([
  '{"email":"ana+jobs@example.test"}',
  'ANA+JOBS@EXAMPLE.TEST',
  'mail=ana%2Bjobs%40example.test&x=1',
  '{"email":"ana\\u002bjobs\\u0040example.test"}',
  '"\\nana+jobs@example.test\\n"',
  'Ask ana+jobs@example.test.',
  '<ana+jobs@example.test>',
  'default_0123456789abcdef',
  '{"external_id":"default_0123456789ABCDEF","id":null',
])('finds who is meant in %s', (body) => {
  expect(isAna(body)).toBe(true);
});

it.each([
  'diana+jobs@example.test',
  'di.ana+jobs@example.test',
  'ana+jobs@example.test.com',
  'ana+jobs@example.tests',
  'ana@example.test',
  'default_0123456789abcdef0',
  'another-default_0123456789abcdef',
  '%',
  '',
])('takes nobody else for them in %s', (body) => {
  expect(isAna(body)).toBe(false);
});

it('finds any address in any JSON', () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.json(), (email, json) => {
      expect(mentions([email])(`{"other":${json},"email":${JSON.stringify(email)}}`)).toBe(true);
    }),
  );
});
