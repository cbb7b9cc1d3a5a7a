import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile } from '../../../src/operator/console/overview/strip.tsx';
import { tookUpTo } from '../../../src/store/tries.ts';

test.each([
  [[], 0.5, undefined],
  [[0, 0, 0], 0.5, undefined],
  [[1], 0.99, 25],
  [[1, 1], 0.5, 25],
  [[1, 1], 0.99, 50],
  [[98, 0, 1, 1], 0.99, 100],
  [[0, 0, 0, 0, 0, 0, 0, 0, 0, 3], 0.5, Number.POSITIVE_INFINITY],
])('of %j the share %d ends by %s ms', (counts, share, most) => {
  expect(quantile(counts, share)).toBe(most);
});

test('at least that share of all took no longer', () => {
  const counts = fc.array(fc.nat(1000), { minLength: tookUpTo.length, maxLength: tookUpTo.length });
  fc.assert(
    fc.property(counts, fc.double({ min: 0.01, max: 1, noNaN: true }), (each, share) => {
      const most = quantile(each, share);
      const all = each.reduce((sum, one) => sum + one, 0);
      const within = each.reduce((sum, one, i) => sum + ((tookUpTo[i] ?? 0) <= (most ?? 0) ? one : 0), 0);
      expect(most === undefined).toBe(all === 0);
      expect(within).toBeGreaterThanOrEqual(most === undefined ? 0 : all * share);
    }),
  );
});
