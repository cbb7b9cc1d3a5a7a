import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quietHoursOf, quietUntil } from '../../../src/workable/stages/quiet-hours.ts';

const minute = 60_000;

describe('quiet hours', () => {
  test.each([
    ['20:00-08:00 Europe/Athens', { from: 1200, to: 480, timeZone: 'Europe/Athens' }],
    ['00:00 - 06:30 America/New_York', { from: 0, to: 390, timeZone: 'America/New_York' }],
    ['22:15–24:00 UTC', { from: 1335, to: 0, timeZone: 'UTC' }],
    ['12:00-13:00 america/argentina/buenos_aires', { from: 720, to: 780 }],
  ])('%s are understood', (text, hours) => {
    expect(quietHoursOf(text)).toMatchObject(hours);
  });

  test.each([
    '20:00-08:00',
    '20:00-08:00 Athens',
    '20:00-08:00 Europe/Atlantis',
    '20:00-08:00 +02:00',
    '20:00-08:00 Europe/Athens Europe/Athens',
    '8-20 Europe/Athens',
    '8:00-20:00 Europe/Athens',
    '20:00-25:00 Europe/Athens',
    '20:00-24:01 Europe/Athens',
    '20:60-08:00 Europe/Athens',
    '20:00-20:00 Europe/Athens',
    '00:00-24:00 Europe/Athens',
    'Europe/Athens 20:00-08:00',
    '',
  ])('%j are none', (text) => {
    expect(quietHoursOf(text)).toBe(undefined);
  });
});

const hoursOf = (text: string) => quietHoursOf(text) ?? expect.fail(text);

describe('the end of quiet hours', () => {
  test.each([
    // Athens is at +02:00 in winter and at +03:00 in summer, where clocks are changed at 03:00 and 04:00 on Sundays.
    ['20:00-08:00 Europe/Athens', '2026-01-14T17:59:59.999Z', undefined],
    ['20:00-08:00 Europe/Athens', '2026-01-14T18:00:00.000Z', '2026-01-15T06:00:00.000Z'],
    ['20:00-08:00 Europe/Athens', '2026-01-15T05:59:59.999Z', '2026-01-15T06:00:00.000Z'],
    ['20:00-08:00 Europe/Athens', '2026-01-15T06:00:00.000Z', undefined],
    ['12:00-13:30 Europe/Athens', '2026-07-14T09:10:11.000Z', '2026-07-14T10:30:00.000Z'],
    ['12:00-13:30 Europe/Athens', '2026-07-14T10:30:00.000Z', undefined],
    // The night that is an hour shorter, and the one that is an hour longer.
    ['20:00-08:00 Europe/Athens', '2026-03-28T18:00:00.000Z', '2026-03-29T05:00:00.000Z'],
    ['20:00-08:00 Europe/Athens', '2026-10-24T17:00:00.000Z', '2026-10-25T06:00:00.000Z'],
    // 03:30 does not exist in that night: it ends with the change.
    ['20:00-03:30 Europe/Athens', '2026-03-28T20:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    // 03:30 comes twice: it ends the first time, and is quiet again from the change on.
    ['20:00-03:30 Europe/Athens', '2026-10-24T20:00:00.000Z', '2026-10-25T00:30:00.000Z'],
    ['20:00-03:30 Europe/Athens', '2026-10-25T01:10:00.000Z', '2026-10-25T01:30:00.000Z'],
    // Half an hour, and three quarters of one.
    ['22:00-07:00 Australia/Lord_Howe', '2026-04-04T12:00:00.000Z', '2026-04-04T20:30:00.000Z'],
    ['22:00-07:00 Asia/Kathmandu', '2026-01-01T17:00:00.000Z', '2026-01-02T01:15:00.000Z'],
    // Samoa went without the 30th of December.
    ['20:00-08:00 Pacific/Apia', '2011-12-30T09:59:00.000Z', '2011-12-30T18:00:00.000Z'],
  ])('%s at %s is %s', (text, now, end) => {
    const until = quietUntil(hoursOf(text), Date.parse(now));
    expect(until === undefined ? undefined : new Date(until).toISOString()).toBe(end);
  });

  test('is the first moment that is not quiet, whatever the zone and the day', () => {
    const time = fc.integer({ min: 0, max: 24 * 60 - 1 });
    const zones = [
      'Europe/Athens',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Tehran',
      'UTC',
      'Africa/Casablanca',
    ];
    const hours = fc
      .record({ from: time, to: time, timeZone: fc.constantFrom(...zones) })
      .filter(({ from, to }) => from !== to);
    // Around the changes of 2026 in Europe, America and Australia, and anywhere.
    const changes = [
      '2026-03-08T07:00Z',
      '2026-03-29T01:00Z',
      '2026-04-04T15:00Z',
      '2026-10-25T01:00Z',
      '2026-11-01T06:00Z',
    ];
    const now = fc.oneof(
      fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2027, 0) }),
      fc
        .tuple(fc.constantFrom(...changes), fc.integer({ min: -30 * 60, max: 6 * 60 }))
        .map(([change, minutes]) => Date.parse(change) + minutes * minute),
    );
    fc.assert(
      fc.property(hours, now, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (given, at, part) => {
        const until = quietUntil(given, at);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(at);
        expect(until - at).toBeLessThanOrEqual(25 * 60 * minute);
        expect(quietUntil(given, until)).toBe(undefined);
        const between = at + Math.floor((until - at) * part);
        expect(quietUntil(given, between)).toBe(until);
        expect(quietUntil(given, until - 1)).toBe(until);
      }),
      { numRuns: 400 },
    );
  });
});
