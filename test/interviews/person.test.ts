import { domainToASCII } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emailOf, isSamePerson, personOf, spellingsOf } from '../../src/interviews/person.ts';
import { limits } from '../../src/limits.ts';

/** Before an @ and the host of these addresses. */
const longest = limits.emailCharacters - '@example.test'.length;

describe('an address', () => {
  test.each([
    ['ana@example.test', 'ana@example.test'],
    [' Ana@Example.test\n', 'Ana@Example.test'],
    ['ana@example.test\u200b', 'ana@example.test'],
    ['\u2060an\u00ada@exam\u200dple.test\ufe0f', 'ana@example.test'],
    ['mailto:ana@example.test', 'ana@example.test'],
    ['MAILTO: ana@example.test', 'ana@example.test'],
    ['\u200bmailto:\u200bana@example.test', 'ana@example.test'],
    ['jörg@exämple.test', 'jörg@exämple.test'],
    ['jörg@xn--exmple-cua.test', 'jörg@xn--exmple-cua.test'],
    ['ana@example\u3002test', 'ana@example.test'],
    ['ana@sub\uff0eexample\uff61test', 'ana@sub.example.test'],
    ['ana@\uff45xample.test', 'ana@example.test'],
    ['ana@exämple\u3002test', 'ana@exämple.test'],
    ['ana@example\u3002\u3002test', undefined],
    ["o'hara+x=1@sub.example.test", "o'hara+x=1@sub.example.test"],
    ['', undefined],
    ['\u200b', undefined],
    ['ana', undefined],
    ['ana@', undefined],
    ['@example.test', undefined],
    ['ana@example', undefined],
    ['ana@example..test', undefined],
    ['an a@example.test', undefined],
    ['ana@exa mple.test', undefined],
    ['ana@example.test?subject=hi', undefined],
    ['a@b@example.test', undefined],
    ['Ana <ana@example.test>', undefined],
    ['ana@example.test,eve@example.test', undefined],
    ['mailto:mailto:ana@example.test', undefined],
    [`${'a'.repeat(longest)}@example.test`, `${'a'.repeat(longest)}@example.test`],
    [`${'a'.repeat(longest + 1)}@example.test`, undefined],
  ])('%j is read as %j', (text, expected) => {
    expect(emailOf(text)).toBe(expected);
  });
});

const jorg = 'jörg@exämple.test';
const spelled = [
  jorg,
  jorg.normalize('NFD'),
  'jörg@xn--exmple-cua.test',
  `${'jörg'.normalize('NFD')}@xn--exmple-cua.test`,
];

describe('one person', () => {
  test.each([
    ...spelled,
    `${'jörg'.normalize('NFD')}@exämple.test`,
    jorg.toUpperCase(),
    ` ${jorg}\u200b`,
    `mailto:${jorg}`,
  ])('has another spelling: %j', (other) => {
    expect([isSamePerson(other, jorg), isSamePerson(jorg, other), personOf(other)]).toEqual([
      true,
      true,
      personOf(jorg),
    ]);
  });

  test.each(['jorg@exämple.test', 'jörg@example.test', 'jörg@exämple.test.test', '', null, undefined])(
    'is not %j',
    (other) => {
      expect(isSamePerson(other, jorg)).toBe(false);
    },
  );

  test.each(spelled)('is looked for under every spelling, however it is given: %j', (given) => {
    const all = spellingsOf(given);
    expect(all[0]).toBe(given);
    expect(all.toSorted()).toEqual(spelled.toSorted());
  });

  test.each(['ana@example.test', 'Ana@Example.TEST', 'a_b@ex_ample.test', 'no address', 'ana@', ''])(
    'is looked for once where there is one spelling: %j',
    (email) => {
      expect(spellingsOf(email)).toEqual([email]);
    },
  );

  test('is every spelling that is looked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (local, host) => {
        const email = emailOf(`${local}@${host}.test`);
        for (const spelling of email === undefined ? [] : spellingsOf(email)) {
          expect(personOf(spelling)).toBe(personOf(email!));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('the names of most hosts are spelled as the URL standard spells them', () => {
  const host = fc
    .stringMatching(/^([A-Za-z0-9_-]{1,8}\.){1,3}[A-Za-z]{2,6}$/)
    .filter((name) => domainToASCII(name) !== '');
  fc.assert(
    fc.property(host, (name) => {
      expect(personOf(`ana@${name}`)).toBe(`ana@${domainToASCII(name)}`);
    }),
    { numRuns: 2000 },
  );
});
