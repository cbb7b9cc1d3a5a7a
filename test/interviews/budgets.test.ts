import { expect, test } from 'vitest';
import { budgets, endsInLease, leaseMs, spareMs } from '../../src/interviews/budgets.ts';
import { limits } from '../../src/limits.ts';

const { invite, find, fetch, details, write } = budgets;

test.each(Object.entries({ invite, find, fetch, details, write }))('%s ends within a lease', (_call, budgetMs) => {
  expect(endsInLease(budgetMs, 0)).toBe(true);
});

test('an invitation that is looked for first ends within the lease of the person', () => {
  expect(endsInLease(invite, find)).toBe(true);
});

test('details and a write behind them end within one lease, although the save between them prolongs it', () => {
  expect(details + write).toBeLessThanOrEqual(leaseMs);
});

test('a create waits until the lease of a process that died has run out, and then for a whole try', () => {
  expect(leaseMs + find + invite + spareMs).toBeLessThanOrEqual(limits.createWaitMs);
});

test('every call has time to find out that no connection is made', () => {
  expect(Math.min(...Object.values(budgets))).toBeGreaterThan(limits.connectMs);
});
