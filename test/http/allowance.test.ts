import { expect, test } from 'vitest';
import { createAllowance } from '../../src/http/allowance.ts';

test('something may be done for an owner so often in a while, and again afterwards', () => {
  let now = 1_000_000;
  const mayDo = createAllowance({ most: 2, ms: 10_000, now: () => now });
  expect([mayDo('a'), mayDo('a'), mayDo('a'), mayDo('b')]).toEqual([true, true, false, true]);
  now += 9_999;
  expect(mayDo('a')).toBe(false);
  now += 1;
  expect([mayDo('a'), mayDo('a'), mayDo('a')]).toEqual([true, true, false]);
});

test('each time counts for itself, and what was refused does not count', () => {
  let now = 1_000_000;
  const mayDo = createAllowance({ most: 2, ms: 10_000, now: () => now });
  mayDo('a');
  now += 6_000;
  mayDo('a');
  for (let i = 0; i < 5; i += 1) mayDo('a');
  now += 4_000;
  expect([mayDo('a'), mayDo('a')]).toEqual([true, false]);
});
