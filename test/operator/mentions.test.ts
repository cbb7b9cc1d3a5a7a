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
])('finds the address or id in %s', (body) => {
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
])('finds no other address in %s', (body) => {
  expect(isAna(body)).toBe(false);
});

it('finds any address in any JSON', () => {
  fc.assert(
    fc.property(fc.emailAddress(), fc.json(), (email, json) => {
      expect(mentions([email])(`{"other":${json},"email":${JSON.stringify(email)}}`)).toBe(true);
    }),
  );
});

const isJoerg = mentions(['jörg.ö@exämple.test']);

it.each([
  ['composed', 'mail: jörg.ö@exämple.test'],
  ['decomposed', 'jörg.ö@exämple.test'.normalize('NFD')],
  ['in punycode', 'jörg.ö@xn--exmple-cua.test'],
  ['decomposed, in punycode and in capitals', 'JÖRG.Ö@XN--EXMPLE-CUA.TEST'.normalize('NFD')],
  ['with JSON escapes', '{"email":"j\\u00f6rg.\\u00f6\\u0040ex\\u00e4mple.test"}'],
  ['with JSON escapes, decomposed', '{"email":"jo\\u0308rg.o\\u0308@exa\\u0308mple.test"}'],
  ['percent-encoded', `email=${encodeURIComponent('jörg.ö@exämple.test')}&x=1`],
  ['percent-encoded, decomposed', encodeURIComponent('jörg.ö@exämple.test'.normalize('NFD'))],
  [
    'in JSON within JSON',
    JSON.stringify(JSON.stringify({ email: 'jörg.ö@exämple.test' })).replaceAll('ö', '\\\\u00f6'),
  ],
  ['percent-encoded twice', encodeURIComponent(encodeURIComponent('jörg.ö@exämple.test'))],
  ['with invisible characters', 'j\u200Börg.ö@\uFEFFexä\u00ADmple.test'],
])('finds an address that is written %s', (_how, body) => {
  expect(isJoerg(body)).toBe(true);
});

it.each([
  ['another letter', 'jorg.o@example.test'],
  ['a longer domain', 'jörg.ö@exämple.test.de'],
  ['a longer name', 'björg.ö@exämple.test'],
])('does not take %s for it', (_what, body) => {
  expect(isJoerg(body)).toBe(false);
});

it('is done in a few seconds of work with bodies that are made to take long', () => {
  const ids = Array.from({ length: 5_000 }, (_, i) => `default_${String(i).padStart(22, '0')}`);
  const isTheirs = mentions(['jörg.ö@exämple.test', ...ids]);
  const size = 1024 * 1024;
  const before = process.cpuUsage().user;
  for (const part of ['x', '%25', '\\u005c', '\\', 'abcdefghijklmnop.', 'a\u0301\u0323', '\u0301\u0323', '\u200B']) {
    expect(isTheirs(part.repeat(size / part.length))).toBe(false);
  }
  // Its own work: other programs on a busy machine do not count.
  expect((process.cpuUsage().user - before) / 1_000).toBeLessThan(15_000);
  expect(isTheirs(`${'x '.repeat(size / 2)}${ids[4_999]}`)).toBe(true);
});
