import { expect, test } from 'vitest';
import { loadShedding } from '../src/app.ts';

test.each([
  ['/interviews', '{"status":503,"message":"Too many requests at once"}'],
  ['/reports/some-token', 'The report is not available right now'],
])('who is turned away at %s gets the headers of every answer', (path, words) => {
  const refusal = loadShedding.refusalAt(path);
  expect(refusal.headers).toMatchObject({
    'Strict-Transport-Security': 'max-age=31536000',
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
    'Cache-Control': expect.stringContaining('no-store'),
  });
  expect(String(refusal.body)).toContain(words);
});

test.each([
  ['/livez', true],
  ['/readyz', true],
  ['/metrics', true],
  ['/livez/more', false],
  ['/interviews', false],
])('whether %s is always served: %s', (path, isExempt) => {
  expect(loadShedding.isExempt(path)).toBe(isExempt);
});
