import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withReschedule } from '../../src/interviews/additions.ts';
import { reschedule } from '../../src/interviews/record.ts';
import { givenRecord, t0 } from './given.ts';

const times = fc.integer({ min: 0, max: 3 }).map((step) => t0 + step * 1000);
const said = fc.record({ from: times, to: times, at: times });

test('of several reported times the same one counts, whatever their order and number', () => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (all, picks) => {
      const shuffled = [...all, all[0] as (typeof all)[number]].toSorted(() => (Number(picks.next().value) % 3) - 1);
      const joined = all.reduce(reschedule, givenRecord()).rescheduled;
      expect(shuffled.reduce(reschedule, givenRecord()).rescheduled).toEqual(joined);
      expect(joined?.at).toBe(Math.max(...all.map(({ at }) => at)));
    }),
  );
});

test('the history names each time once, however often it is reported', () => {
  const first = { to: t0 + 1000, at: t0 };
  const tellings = [first, { ...first, at: t0 + 1 }, { from: t0 + 1000, to: t0 + 2000, at: t0 + 2 }, first];
  const record = tellings.reduce((known, each) => withReschedule(known, each, t0), givenRecord());
  expect(record.history.map(({ text }) => text)).toEqual([
    'the candidate has moved it to 2026-01-01T00:00:01.000Z',
    'the candidate has moved it to 2026-01-01T00:00:02.000Z',
  ]);
});
