import { expect, test } from 'vitest';
import { liveMany } from './snapshots/live-many.ts';

test('every promise holds in the histories of 1,000 seeds', () => {
  const { counts, broken } = liveMany(1, 1000);
  expect(broken?.lines.join('\n')).toBeUndefined();
  const { histories, ...happened } = counts;
  expect(histories).toBe(1000);
  for (const [what, count] of Object.entries(happened)) expect(count, what).toBeGreaterThan(5);
});
