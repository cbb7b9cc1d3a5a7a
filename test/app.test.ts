import { expect, test } from 'vitest';
import { loadShedding } from '../src/app.ts';

test.each([
  ['/interviews', 'application/json', '{"status":503,"message":"Too many requests at once"}'],
  ['/reports/some-token', 'text/html', 'The report is not available right now'],
  ['/again/some-token', 'text/html', 'Please try again in a minute'],
  ['/i/some-token', 'text/html', 'Please try again in a minute'],
])('who is turned away at %s is answered in its own way', (path, type, words) => {
  const refusal = loadShedding.refusalAt(path);
  expect(refusal.headers['Content-Type']).toBe(`${type}; charset=utf-8`);
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
