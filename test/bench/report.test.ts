import { expect, test } from 'vitest';
import type { Figure } from './measure.ts';
import { compare, describe, isReached } from './report.ts';

const beside: Figure = {
  name: 'creates',
  unit: '/s',
  goal: { atLeast: 0.6 },
  // The ratio of the medians would be 0.5.
  rounds: [
    { ours: 600, baseline: 1000 },
    { ours: 1000, baseline: 2000 },
    { ours: 1400, baseline: 2000 },
  ],
};
const alone: Figure = { name: 'start', unit: 'ms', goal: { atMost: 1000 }, rounds: [{ ours: 999 }] };

test('a figure is printed with its spread, and its ratio to the baseline round by round', () => {
  expect(describe(beside)).toBe(
    'creates: 1,000 (600 to 1,400) /s; 0.6 (0.5 to 0.7) of the baseline 2,000 (1,000 to 2,000) /s; goal ≥ 0.6: reached',
  );
  expect(describe(alone)).toBe('start: 999 ms; goal ≤ 1000: reached');
});

test.each([
  ['the ratio of the middle round, where there is a baseline', { ...beside, goal: { atLeast: 0.61 } }, false],
  ['that ratio when less is better', { ...beside, goal: { atMost: 0.6 } }, true],
  ['the figure itself, where there is none', { ...alone, rounds: [{ ours: 1001 }] }, false],
])('a goal is about %s', (_what, figure: Figure, isIt) => {
  expect(isReached(figure)).toBe(isIt);
});

test('another machine of twice the speed changes nothing, since ratios are compared', () => {
  const twice = beside.rounds.map(({ ours, baseline = 0 }) => ({ ours: ours * 2, baseline: baseline * 2 }));
  const before = [beside, { ...alone, rounds: [{ ours: 500 }] }];
  const now = [{ ...beside, rounds: twice }, alone, { ...alone, name: 'only now' }];
  expect(compare(before, now)).toEqual(['creates: 0.6 → 0.6 (+0.0 %)', 'start: 500 → 999 (+99.8 %)']);
});
