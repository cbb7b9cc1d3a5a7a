import { expect, test } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

test('a window begins with the first request, accepts so many requests, and answers further ones with its end in whole seconds', () => {
  const treat = createRateLimit(2, 10_000);
  const at = (now: number) => treat(0, now);
  expect([at(3_000), at(3_100)]).toEqual([{ status: 200 }, { status: 200 }]);
  expect(at(3_200)).toEqual({ status: 429, headers: { 'Retry-After': '10' } });
  expect(at(12_000)).toEqual({ status: 429, headers: { 'Retry-After': '1' } });
  expect([at(13_000), at(22_999)]).toEqual([{ status: 200 }, { status: 200 }]);
  expect(at(22_999)).toEqual({ status: 429, headers: { 'Retry-After': '1' } });
});
