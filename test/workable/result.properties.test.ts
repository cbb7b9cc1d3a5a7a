import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observation } from '../../src/interviews/observation.ts';
import { outcomeOf } from '../../src/interviews/outcome.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import type { ResultPayload } from '../../src/workable/contract.ts';
import { type ResultSettings, resultDocument } from '../../src/workable/result.ts';
import { observation } from '../interviews/arbitraries.ts';
import { givenRecord, heard, policy, saw, t0 } from '../interviews/given.ts';

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const longText = fc.oneof(
  anyText,
  fc.array(fc.string({ maxLength: 40 }), { maxLength: 150 }).map((words) => words.join(' ')),
  fc.string({ unit: 'binary', minLength: 1990, maxLength: 2010 }),
);
const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true });
const anyScore = fc.oneof(
  fc.record({ points: anyNumber, of: fc.constantFrom(1, 10, 100) }),
  fc.record({ word: anyText }),
);

/** Whatever a vendor may write, in an attempt that is reported because it was concluded. */
const results = fc
  .tuple(
    fc.array(observation, { minLength: 1, maxLength: 6 }),
    fc.record(
      {
        score: anyScore,
        analysis: longText,
        reasonsToHire: fc.array(anyText),
        reasonsNotToHire: fc.array(anyText),
        questions: fc.array(
          fc.record({ question: fc.oneof(anyText, fc.string({ minLength: 100, maxLength: 300 })), score: anyScore }),
          { maxLength: 5 },
        ),
        durationSeconds: anyNumber,
      },
      { requiredKeys: [] },
    ),
  )
  .map(([observations, written]) => observations.map((each) => ({ ...each, ...written, state: 'finished' as const })));

const settings: fc.Arbitrary<ResultSettings> = fc.record({
  declinedStatus: fc.constantFrom('declined' as const, 'rejected' as const),
  excelledFrom: fc.constantFrom(0, 85, 100),
  reports: fc.constantFrom('as-sent' as const, 'on-demand' as const),
  reportUrl: fc.constant(() => 'https://bridge.test/reports/key'),
  pdfUrl: fc.constant(() => 'https://bridge.test/reports/key/report.pdf'),
});

const concluded = { status: 'completed', at: t0 } as const;

function everyBody(check: (payload: ResultPayload, body: string) => void): void {
  fc.assert(
    fc.property(results, settings, (observations, given) => {
      const record = heard(givenRecord({ concluded }), observations);
      const { body } = documentOf(record, given);
      check(JSON.parse(body) as ResultPayload, body);
    }),
    { numRuns: 1000 },
  );
}

/** Every value of a JSON document, beginning with itself, with the names that lead to it. */
function walk(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [{ path, value }, ...parts.flatMap(([key, part]) => walk(part, [...path, key]))];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

test('whatever the vendor writes, a result is a completed one with its link', () => {
  everyBody((payload) => {
    expect(payload).toMatchObject({ status: 'completed', results_url: 'https://bridge.test/reports/key' });
  });
});

test('nothing is null, and no object is empty', () => {
  everyBody((payload) => {
    const empty = ({ value }: { value: unknown }) =>
      value === null || (isObject(value) && Object.keys(value).length === 0);
    expect(walk(payload).filter(empty)).toEqual([]);
  });
});

test('the attachments are the only array', () => {
  everyBody((payload) => {
    const arrays = walk(payload).filter(({ value }) => Array.isArray(value));
    expect(arrays.filter(({ path }) => path.join() !== 'attachments')).toEqual([]);
  });
});

test('the details have two levels: objects, and texts or numbers with names short enough to be read', () => {
  everyBody((payload) => {
    const odd = walk(payload.interview?.details ?? {}).filter(({ path, value }) => {
      if (path.length < 2) return !isObject(value);
      return path.length > 2 || !['string', 'number'].includes(typeof value) || path.join().length > 160;
    });
    expect(odd).toEqual([]);
  });
});

test('however much the vendor writes, a result stays below 64 KiB', () => {
  const reasons = fc.array(fc.constant('word '.repeat(400)), { minLength: 100, maxLength: 200 });
  const questions = fc.array(fc.record({ question: fc.constant('why '.repeat(100)), score: anyScore }), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(reasons, questions, settings, (reasonsToHire, asked, given) => {
      const record = saidOnce({
        reasonsToHire,
        reasonsNotToHire: reasonsToHire,
        questions: asked,
        analysis: 'x '.repeat(9999),
      });
      const { body } = documentOf(record, given);
      expect(Buffer.byteLength(body)).toBeLessThan(64 * 1024);
    }),
    { numRuns: 20 },
  );
});

function saidOnce(change: Partial<Observation>): InterviewRecord {
  return heard(givenRecord({ concluded }), [saw({ state: 'finished', isSubmitted: true, ...change })]);
}

test('the score is a text: a whole percentage, or the number itself above the maximum', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 200, noNaN: true }),
      fc.constantFrom(1, 10, 100),
      settings,
      (points, of, given) => {
        const record = saidOnce({ score: { points, of } });
        const { body, isScoreAboveMaximum } = documentOf(record, given);
        const told = (JSON.parse(body) as ResultPayload).interview?.score;
        expect(isScoreAboveMaximum).toBe(points > of);
        if (isScoreAboveMaximum) expect(told).toBe(String(points));
        else expect(told).toMatch(/^(100|\d\d?)$/);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a score in hundredths is the percentage that one would work out by hand', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1000 }), settings, (hundredths, given) => {
      const record = saidOnce({ score: { points: hundredths / 100, of: 10 } });
      const told = (JSON.parse(documentOf(record, given).body) as ResultPayload).interview?.score;
      expect(told).toBe(String(Math.floor((hundredths + 5) / 10)));
    }),
  );
});

test('the summary is the analysis, or its beginning and an ellipsis', () => {
  fc.assert(
    fc.property(longText, settings, (analysis, given) => {
      const record = saidOnce({ analysis });
      const { body } = documentOf(record, given);
      const summary = (JSON.parse(body) as ResultPayload).interview?.summary ?? '';
      const whole = analysis.trim();
      expect(summary.length).toBeLessThanOrEqual(2000);
      if (whole.length <= 2000) expect(summary).toBe(whole);
      else expect(summary).toMatch(/…$/);
      expect(whole.startsWith(whole.length <= 2000 ? summary : summary.replace(/ ?…$/, ''))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('the same content is the same bytes, in whatever order it was observed', () => {
  const shuffledToo = results.chain((once) =>
    fc.tuple(fc.constant(once), fc.shuffledSubarray(once, { minLength: once.length }), settings),
  );
  fc.assert(
    fc.property(shuffledToo, ([once, shuffled, given]) => {
      const [one, other] = [once, shuffled.map(backwards)].map((observations) => {
        const record = heard(givenRecord({ concluded }), observations);
        const { body, digest, outline, isScoreAboveMaximum } = documentOf(record, given);
        return { body, digest, isScoreAboveMaximum, outline: outline() };
      });
      expect(other).toEqual(one);
    }),
    { numRuns: 1000 },
  );
});

/** The same object with its fields in the other order. */
function backwards<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).reverse()) as T;
}

function documentOf(record: InterviewRecord, given: ResultSettings) {
  const outcome = outcomeOf(record, policy, t0);
  if (outcome.status === 'pending') throw new Error('There is no outcome yet');
  return resultDocument({ record, outcome }, given);
}
