import { expect, test } from 'vitest';
import { limits } from '../../src/limits.ts';
import { keptWhole } from '../../src/vendors/whole.ts';

const large = 1024 * 1024;

function given() {
  const clock = { now: 0 };
  return { clock, isKeptWhole: keptWhole(() => clock.now) };
}

test('so many bytes at once are kept whole, and then so many a second', () => {
  const { clock, isKeptWhole } = given();
  for (let i = 0; i < limits.rejectedBurstBytes / large; i += 1) expect(isKeptWhole('acme', large)).toBe(true);
  expect(isKeptWhole('acme', large)).toBe(false);
  clock.now += (1_000 * large) / limits.rejectedBytesPerSecond;
  expect([isKeptWhole('acme', large), isKeptWhole('acme', large)]).toEqual([true, false]);
});

test('an idle time restores at most the burst', () => {
  const { clock, isKeptWhole } = given();
  isKeptWhole('acme', large);
  clock.now += 1e9;
  const kept = Array.from({ length: 100 }, () => isKeptWhole('acme', large)).filter(Boolean);
  expect(kept).toHaveLength(limits.rejectedBurstBytes / large);
});

test('small ones are always kept whole, and so are those of others', () => {
  const { isKeptWhole } = given();
  for (let i = 0; i < 100; i += 1) isKeptWhole('acme', large);
  for (let i = 0; i < 1_000; i += 1) expect(isKeptWhole('acme', limits.largeBodyBytes)).toBe(true);
  expect(isKeptWhole('globex', large)).toBe(true);
});
