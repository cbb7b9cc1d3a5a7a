import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AttemptView } from '../../src/interviews/attempt.ts';
import type { Remark } from '../../src/interviews/observation.ts';
import { outcomeOf } from '../../src/interviews/outcome.ts';
import { limits } from '../../src/limits.ts';
import type { ResultPayload } from '../../src/workable/contract.ts';
import { type ResultSettings, resultDocument } from '../../src/workable/result.ts';
import { givenRecord, heard, policy, saw, t0 } from '../interviews/given.ts';

const settings: ResultSettings = {
  declinedStatus: 'declined',
  excelledFrom: 85,
  reports: 'as-sent',
  reportUrl: ({ id }) => `https://bridge.test/reports/${id}`,
  pdfUrl: ({ id }) => `https://bridge.test/reports/${id}/report.pdf`,
};

function bodyOf(said: Partial<AttemptView>): string {
  const record = heard(givenRecord({ concluded: { status: 'completed', at: t0 } }), [
    saw({ state: 'finished', isSubmitted: true, ...said }),
  ]);
  const outcome = outcomeOf(record, policy, t0);
  if (outcome.status === 'pending') throw new Error('There is no outcome yet');
  return resultDocument({ record, outcome }, settings).body as string;
}

function detailsOf(said: Partial<AttemptView>) {
  return (JSON.parse(bodyOf(said)) as ResultPayload).interview?.details;
}

describe('remarks', () => {
  test('stand in the details as they are, in their order', () => {
    const remarks = [
      { label: 'Zeal', value: 'high' },
      { label: 'Age of answers', value: 7 },
      { label: 'Speaks German', value: false },
    ];
    const details = detailsOf({ remarks });
    expect(details).toEqual({ Zeal: 'high', 'Age of answers': 7, 'Speaks German': false });
    expect(Object.keys(details ?? {})).toEqual(['Zeal', 'Age of answers', 'Speaks German']);
  });

  test('keep their place where their names are whole numbers', () => {
    const remarks = ['Zeal', '2', '1', '1', '"3": 4'].map((label, i) => ({ label, value: i }));
    expect(bodyOf({ remarks })).toContain('{"Zeal":0,"2":1,"1":2,"1 (2)":3,"\\"3\\": 4":4}');
  });

  test('come after what the bridge says itself, and replace nothing of it', () => {
    const remarks = [
      { label: 'Interview', value: 'a' },
      { label: 'Other', value: 'b' },
      { label: 'Interview', value: 'c' },
    ];
    expect(Object.entries(detailsOf({ remarks, startedAt: t0 }) ?? {})).toEqual([
      ['Interview', { Date: '2026-01-01' }],
      ['Interview (2)', 'a'],
      ['Other', 'b'],
      ['Interview (3)', 'c'],
    ]);
  });

  test('have names of whole words', () => {
    expect(Object.keys(detailsOf({ remarks: [{ label: 'word '.repeat(50), value: 1 }] }) ?? {})).toEqual([
      'word '.repeat(24).trim(),
    ]);
  });

  test('may have a name that objects have', () => {
    expect(bodyOf({ remarks: [{ label: '__proto__', value: 'x' }] })).toContain('{"__proto__":"x"}');
  });

  test.each([null, []])('that are %j change nothing', (remarks) => {
    expect(bodyOf({ remarks })).toBe(bodyOf({}));
  });

  test('that do not fit are left out, and those that fit stay', () => {
    const long = { label: 'Transcript', value: 'x'.repeat(limits.resultBytes) };
    expect(detailsOf({ remarks: [{ label: 'a', value: 1 }, long, { label: 'b', value: 2 }] })).toEqual({ a: 1, b: 2 });
  });

  test('fill a result up to its limit and not beyond it', () => {
    const remarks = Array.from({ length: limits.remarks }, (_, i) => ({ label: `Key ${i}`, value: 'ä'.repeat(200) }));
    const bytes = Buffer.byteLength(bodyOf({ remarks, analysis: 'Calm.' }));
    expect(bytes).toBeLessThanOrEqual(limits.resultBytes);
    expect(bytes).toBeGreaterThan(limits.resultBytes - 500);
  });
});

test('whatever the remarks are, the result keeps its limit, and they their order', () => {
  const remark: fc.Arbitrary<Remark> = fc.record({
    label: fc.oneof(fc.string({ minLength: 1, maxLength: 20 }), fc.constantFrom('Interview', 'a', '__proto__')),
    value: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'binary', minLength: 9_000, maxLength: 20_000 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
    ),
  });
  fc.assert(
    fc.property(fc.array(remark, { maxLength: 60 }), fc.string({ maxLength: 9_000 }), (remarks, analysis) => {
      const body = bodyOf({ remarks, analysis, startedAt: t0 });
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(limits.resultBytes);
      const { Interview, ...details } = (JSON.parse(body) as ResultPayload).interview?.details ?? {};
      expect(Interview).toEqual({ Date: '2026-01-01' });
      const values = remarks.map(({ value }) => JSON.stringify(value));
      // Names that are numbers are sorted in front by the JavaScript of this test.
      const told = Object.entries(details).filter(([name]) => !/^\d+$/.test(name));
      let from = 0;
      for (const [, value] of told) {
        const at = values.indexOf(JSON.stringify(value), from);
        expect(at).toBeGreaterThanOrEqual(from);
        from = at + 1;
      }
    }),
    { numRuns: 150 },
  );
});
