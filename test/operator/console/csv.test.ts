import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvOf } from '../../../src/operator/console/interviews/csv.ts';
import type { Row } from '../../../src/operator/console/interviews/table.tsx';

function lineOf(jobTitle: string): string {
  const row = { id: 'acme_1', origin: { door: 'provider', job_title: jobTitle }, template: { id: 't' } } as Row;
  return csvOf([row]).split('\r\n').slice(1).join('\r\n').trimEnd();
}

test('no title of a job becomes a formula', () => {
  for (const title of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '=cmd|"/c calc"!A1']) {
    expect(lineOf(title)).toContain(`,"'${title.replaceAll('"', '""')}"`);
  }
});

test('every text stays within its cell', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (title) => {
      const cells = lineOf(title).match(/"(?:[^"]|"")*"/g) ?? [];
      expect(cells.join(',')).toBe(lineOf(title));
      expect(cells).toHaveLength(15);
    }),
  );
});
