import { expect, test } from 'vitest';
import { withLine } from '../../src/interviews/story.ts';
import { givenRecord, t0 } from './given.ts';

test('a story grows by its lines, the newest last, and changes nothing else', () => {
  const record = givenRecord();
  const told = withLine(withLine(record, t0, 'created'), t0 + 1, 'one  two: three');
  expect(told).toEqual({
    ...record,
    story: [
      { at: t0, text: 'created' },
      { at: t0 + 1, text: 'one  two: three' },
    ],
  });
  expect(record.story).toEqual([]);
});

test('a story keeps its newest 200 lines', () => {
  let record = givenRecord();
  for (let line = 1; line <= 204; line += 1) record = withLine(record, t0, String(line));
  expect(record.story.map(({ text }) => text)).toEqual(Array.from({ length: 200 }, (_, i) => String(i + 5)));
});
