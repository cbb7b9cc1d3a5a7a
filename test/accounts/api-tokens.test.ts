import { expect, test } from 'vitest';
import { verifiesUntil, withFormerTokens } from '../../src/accounts/api-tokens.ts';
import type { ManagedAccount } from '../../src/accounts/managed.ts';

const week = 7 * 24 * 60 * 60_000;

function account(tokens: string, before?: ManagedAccount): ManagedAccount {
  const base: ManagedAccount = { name: 'acme', state: 'active', settings: {}, providerTokens: [], createdAt: 0 };
  return { ...(before ?? base), settings: { WORKABLE_API_TOKEN: tokens } };
}

test('each token but the first verifies for a week after it stopped being the first', () => {
  const first = withFormerTokens(account('new,old'), 10);
  expect(verifiesUntil(first, 'new')).toBe(Number.POSITIVE_INFINITY);
  expect(verifiesUntil(first, 'old')).toBe(10 + week);
  // Another change does not prolong it.
  const second = withFormerTokens(account('newest, new,old', first), 20);
  expect([verifiesUntil(second, 'new'), verifiesUntil(second, 'old')]).toEqual([20 + week, 10 + week]);
});

test('one that is the first again has a week of its own when it stops to be so', () => {
  const first = withFormerTokens(account('b,a'), 10);
  const back = withFormerTokens(account('a,b', first), 20);
  expect([verifiesUntil(back, 'a'), verifiesUntil(back, 'b')]).toEqual([Number.POSITIVE_INFINITY, 20 + week]);
  expect(verifiesUntil(withFormerTokens(account('b,a', back), 30), 'a')).toBe(30 + week);
});

test('an account with one token, or none, has no note', () => {
  const first = withFormerTokens(account('b,a'), 10);
  expect(withFormerTokens(account('b', first), 20)).not.toHaveProperty('formerApiTokens');
  expect(withFormerTokens({ ...first, settings: {} }, 20)).not.toHaveProperty('formerApiTokens');
});
