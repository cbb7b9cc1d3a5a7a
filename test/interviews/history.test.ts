import { expect, test } from 'vitest';
import { withEvent } from '../../src/interviews/history.ts';
import { limits } from '../../src/limits.ts';
import { givenRecord, t0 } from './given.ts';

test('a history grows by its lines, the newest last, and changes nothing else', () => {
  const record = givenRecord();
  const told = withEvent(withEvent(record, t0, 'created'), t0 + 1, 'one  two: three');
  expect(told).toEqual({
    ...record,
    history: [
      { at: t0, text: 'created' },
      { at: t0 + 1, text: 'one  two: three' },
    ],
  });
  expect(record.history).toEqual([]);
});

test('a history keeps its newest lines, so many at most', () => {
  let record = givenRecord();
  for (let line = 1; line <= limits.historyLines + 4; line += 1) record = withEvent(record, t0, String(line));
  expect(record.history.map(({ text }) => text)).toEqual(
    Array.from({ length: limits.historyLines }, (_, i) => String(i + 5)),
  );
});

test('a line is whole as far as a line may go, and ends with a sign that more was said', () => {
  const whole = 'x'.repeat(limits.historyLineCharacters);
  const told = withEvent(withEvent(givenRecord(), t0, whole), t0, `${whole}y`);
  expect(told.history.map(({ text }) => text)).toEqual([whole, `${whole.slice(1)}…`]);
});
