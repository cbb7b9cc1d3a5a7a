import { expect, it } from 'vitest';
import { createRate } from '../../../src/operator/api/rate.ts';

function openRate() {
  let now = 0;
  const take = createRate(100, () => now);
  /** How many of so many at once are let through. */
  const passed = (count: number) =>
    Array.from({ length: count }, () => {
      try {
        take();
        return true;
      } catch {
        return false;
      }
    }).filter(Boolean).length;
  return {
    passed,
    advance: (ms: number) => {
      now += ms;
    },
  };
}

it('lets so many through in a second, at once or spread', () => {
  const { passed, advance } = openRate();
  expect(passed(150)).toBe(100);
  advance(500);
  expect(passed(150)).toBe(50);
  for (let i = 0; i < 100; i += 1) {
    advance(10);
    expect(passed(2)).toBe(1);
  }
});

it('saves no more than a second', () => {
  const { passed, advance } = openRate();
  advance(3_600_000);
  expect(passed(150)).toBe(100);
});
