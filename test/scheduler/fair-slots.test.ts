import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFairSlots } from '../../src/scheduler/fair-slots.ts';

it.each([
  { slots: 4, accounts: 1, most: 4 },
  { slots: 4, accounts: 2, most: 3 },
  { slots: 9, accounts: 3, most: 4 },
  { slots: 50, accounts: 2, most: 25 },
  { slots: 50, accounts: 50, most: 4 },
  { slots: 8, accounts: 50, most: 4 },
  { slots: 1, accounts: 50, most: 1 },
])('lets one of $accounts accounts have $most of $slots slots', ({ slots, accounts, most }) => {
  const fair = createFairSlots({ slots, accounts: () => accounts });
  expect(fair.take('acme')).toBe(most);
  expect(fair.take('acme')).toBe(0);
  fair.giveBack('acme');
  expect(fair.take('acme')).toBe(1);
});

it('keeps a slot for an account that has nothing running, whatever the others take', () => {
  const fair = createFairSlots({ slots: 24, accounts: () => 12 });
  for (let i = 0; i < 11; i += 1) expect(fair.take(`hanging-${i}`)).toBeGreaterThan(0);
  expect(fair.take('acme')).toBe(1);
});

it('gives a released slot to the first account that requests one', () => {
  const fair = createFairSlots({ slots: 1, accounts: () => 2 });
  expect([fair.take('acme'), fair.take('globex')]).toEqual([1, 0]);
  fair.giveBack('acme');
  expect([fair.isTaken('acme'), fair.take('globex')]).toEqual([false, 1]);
});

it('never gives more than there are, and always one to an account that has none', () => {
  const others = ['a', 'b', 'c', 'd', 'e'];
  const events = fc.array(fc.record({ account: fc.constantFrom(...others), isTaking: fc.boolean() }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.integer({ min: 12, max: 16 }), events, (slots, happenings) => {
      const fair = createFairSlots({ slots, accounts: () => others.length + 1 });
      const taken = new Map(others.map((account) => [account, 0]));
      for (const { account, isTaking } of happenings) {
        const before = taken.get(account) ?? 0;
        if (isTaking) taken.set(account, before + fair.take(account));
        else if (before > 0) {
          fair.giveBack(account);
          taken.set(account, before - 1);
        }
        expect([...taken.values()].reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(slots);
        expect(fair.take('newcomer')).toBeGreaterThan(0);
        while (fair.isTaken('newcomer')) fair.giveBack('newcomer');
      }
    }),
  );
});
