import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRetryAfter } from '../../src/http/retry-after.ts';
import { limits } from '../../src/limits.ts';

const now = Date.parse('2026-01-01T12:00:00Z');
const bounds = { now, leastMs: 1000 };
const latest = now + limits.retryAfterMs;

describe('a peer says when to call again', () => {
  test.each([
    ['120', now + 120_000],
    [' 120 ', now + 120_000],
    ['0120', now + 120_000],
    ['Thu, 01 Jan 2026 12:02:00 GMT', now + 120_000],
    ['thu, 01 jan 2026 12:02:00 gmt', now + 120_000],
    ['Thursday, 01-Jan-26 12:02:00 GMT', now + 120_000],
    ['Thu Jan  1 12:02:00 2026', now + 120_000],
    ['Tue Jan 06 12:00:00 2026', now + 5 * 24 * 3_600_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', now + 1000],
    ['Sun, 06 Nov 1994 08:49:37 GMT', now + 1000],
    ['Sun Nov  6 08:49:37 1994', now + 1000],
    ['0', now + 1000],
  ])('by %j', (header, at) => {
    expect(readRetryAfter(header, bounds)).toEqual({ at, isCapped: false });
  });

  test.each([
    '604801',
    '999999999999',
    '9'.repeat(400),
    'Fri, 01 Jan 2999 00:00:00 GMT',
    'Friday, 01-Jan-27 00:00:00 GMT',
    'Fri Jan  1 00:00:00 2999',
  ])('in 7 days at the latest, and it is said that %j is more than that', (header) => {
    expect(readRetryAfter(header, bounds)).toEqual({ at: latest, isCapped: true });
  });

  test('in 7 days exactly, which is not too much', () => {
    expect(readRetryAfter('604800', bounds)).toEqual({ at: latest, isCapped: false });
  });
});

test.each([
  undefined,
  '',
  'soon',
  'soon 3',
  '1.5',
  '-120',
  '+120',
  '1e3',
  '120, 120',
  '0x10',
  '2026-01-01T12:02:00Z',
  'Thu, 01 Foo 2026 12:02:00 GMT',
  'Thu, 99 Jan 2026 12:02:00 GMT',
  'Thu, 00 Jan 2026 12:02:00 GMT',
  'Thu, 01 Jan 2026 24:02:00 GMT',
  'Thu, 01 Jan 2026 12:02:00 CET',
])('%j says nothing', (header) => {
  expect(readRetryAfter(header, bounds)).toBeUndefined();
});

test('every date is read as it was meant, however it is written', () => {
  const within = { min: new Date(now - 40 * 365 * 86_400_000), max: new Date(now + 40 * 365 * 86_400_000) };
  fc.assert(
    fc.property(fc.date({ ...within, noInvalidDate: true }), (date) => {
      const at = Math.floor(date.getTime() / 1000) * 1000;
      const [weekday = '', day = '', month = '', year = '', time = ''] = new Date(at).toUTCString().split(/,? /);
      const written = [
        `${weekday}, ${day} ${month} ${year} ${time} GMT`,
        `${weekday}nesday, ${day}-${month}-${year.slice(2)} ${time} GMT`,
        `${weekday} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`,
      ].map((header) => readRetryAfter(header, bounds));
      const expected = { at: Math.min(Math.max(at, now + 1000), latest), isCapped: at > latest };
      expect(written).toEqual([expected, expected, expected]);
    }),
  );
});

test('whatever a header holds, the wait is within its bounds', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.bigInt().map(String)), (header) => {
      const read = readRetryAfter(header, bounds);
      if (!read) return;
      expect(read.at).toBeGreaterThanOrEqual(now + 1000);
      expect(read.at).toBeLessThanOrEqual(latest);
    }),
  );
});
