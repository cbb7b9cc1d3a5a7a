import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namesOf } from '../../../src/vendors/greenhouse/names.ts';

test.each([
  [{ firstName: 'Ana', lastName: 'Novak' }, 'Ana', 'Novak'],
  [{ firstName: 'Ana Maria', lastName: 'de la Cruz' }, 'Ana Maria', 'de la Cruz'],
  [{ firstName: 'Ana Maria Novak' }, 'Ana Maria', 'Novak'],
  [{ firstName: 'Ana' }, 'Ana', '-'],
  [{ lastName: 'Suharto' }, 'Suharto', '-'],
  [{ lastName: 'Ana Novak' }, 'Ana', 'Novak'],
])('%j is %j %j', (names, first, last) => {
  expect(namesOf({ ...names, email: 'ana@example.test' }, '-')).toEqual({ first, last });
});

test('nothing of a name is lost, and neither half is empty', () => {
  const name = fc.array(fc.stringMatching(/^\S{1,8}$/), { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
  fc.assert(
    fc.property(name, fc.boolean(), (only, isLast) => {
      const candidate = { email: 'ana@example.test', ...(isLast ? { lastName: only } : { firstName: only }) };
      const { first, last } = namesOf(candidate, 'NONE');
      expect([first, last].filter((half) => half !== 'NONE').join(' ')).toBe(only);
      expect(first && last).not.toBe('');
    }),
  );
});
