import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Score } from '../../../../src/interviews/observation.ts';
import type { Recommendation } from '../../../../src/interviews/score.ts';
import { attributeValue } from '../../../../src/workable/stages/entries/attribute.ts';
import type { ResultFacts } from '../../../../src/workable/stages/entries/facts.ts';
import { numberOf, renderRating } from '../../../../src/workable/stages/entries/rating.ts';
import { parseRef } from '../../../../src/workable/stages/entries/ref.ts';
import { anyNow, factsOf } from './arbitraries.ts';

const now = Date.UTC(2026, 2, 13);
const ref = { code: '4K7QJ2', n: 1 };
const undecided: ResultFacts = {
  key: 'result',
  template: 'Frontend Engineer interview',
  vendor: 'JobMojito',
  score: { points: 7.8, of: 10 },
  endedAt: Date.UTC(2026, 2, 12, 14),
  durationSeconds: 1860,
  strengths: ['Knows React'],
  openPoints: [],
  reportUrl: 'https://bridge.test/reports/k3y',
  hasTranscript: true,
};

test('a decision is a thumb, and its text says nothing more than the thumb', () => {
  expect(renderRating({ ...undecided, decision: 'yes' }, 'decision', ref, now)).toEqual({
    scale: 'thumbs',
    grade: 1,
    comment: [
      'AI interview: recommended. Frontend Engineer interview, 12 March.',
      'Decided by a person at JobMojito.',
      'Ref 4K7QJ2 rating 1',
    ].join('\n'),
  });
});

test.each<[Recommendation, number, string]>([
  ['strong-yes', 2, 'AI interview: recommended.'],
  ['yes', 1, 'AI interview: recommended.'],
  ['no', 0, 'AI interview: not recommended.'],
])('the decision %s is %i thumbs', (decision, grade, message) => {
  const rating = renderRating({ ...undecided, decision }, 'decision', ref, now);
  expect(rating).toMatchObject({ scale: 'thumbs', grade });
  expect(rating?.comment).toContain(message);
});

test('without a decision there is no thumb, however high the score', () => {
  expect(renderRating({ ...undecided, score: { points: 10, of: 10 } }, 'decision', ref, now)).toBeUndefined();
});

test('a score is a number, without a decision', () => {
  expect(renderRating(undecided, 'score', ref, now)).toEqual({
    scale: 'numbers',
    grade: 7,
    comment: 'AI interview: 78 %. Frontend Engineer interview, 12 March.\nRef 4K7QJ2 rating 1',
  });
});

test('a score is a number, and a decision beside it is said', () => {
  expect(renderRating({ ...undecided, decision: 'no' }, 'score', ref, now)).toEqual({
    scale: 'numbers',
    grade: 7,
    comment: [
      'AI interview: 78 %, not recommended. Frontend Engineer interview, 12 March.',
      'Decided by a person at JobMojito.',
      'Ref 4K7QJ2 rating 1',
    ].join('\n'),
  });
});

test.each([
  [0, 0],
  [1, 0],
  [10, 0],
  [11, 1],
  [20, 1],
  [50, 4],
  [51, 5],
  [78, 7],
  [90, 8],
  [91, 9],
  [100, 9],
  [140, 9],
  [-5, 0],
])('%i %% is the number %i', (percent, expected) => {
  expect(numberOf(percent)).toBe(expected);
});

test.each<[string, Score | undefined]>([
  ['without a score', undefined],
  ["with a vendor's word", { word: 'strong' }],
  ['with points above the maximum', { points: 78, of: 10 }],
  ['with points below zero', { points: -1, of: 10 }],
  ['with a scale up to nothing', { points: 0, of: 0 }],
])('a result %s has no number and no attribute', (_, score) => {
  const { score: __, ...rest } = undecided;
  expect(renderRating({ ...rest, decision: 'yes', ...(score && { score }) }, 'score', ref, now)).toBeUndefined();
  expect(attributeValue(score)).toBeUndefined();
});

test.each(['decision', 'score'] as const)('a late result has no rating (%s)', (policy) => {
  expect(renderRating({ ...undecided, decision: 'yes', isLate: true }, policy, ref, now)).toBeUndefined();
});

test('ratings can be off', () => {
  expect(renderRating({ ...undecided, decision: 'yes' }, 'off', ref, now)).toBeUndefined();
});

test.each([
  [7.8, '078'],
  [10, '100'],
  [0, '000'],
  [0.04, '000'],
  [0.05, '001'],
  [9.99, '100'],
])('%d of 10 is the attribute %s', (points, expected) => {
  expect(attributeValue({ points, of: 10 })).toBe(expected);
});

test('every rating is in range, at most 300 characters, without a link, and ends with its Ref line', () => {
  fc.assert(
    fc.property(factsOf('result'), fc.constantFrom('decision', 'score'), anyNow, (facts, policy, at) => {
      const rating = renderRating(facts, policy, { code: '4K7QJ2', n: 999_999 }, at);
      if (rating === undefined) return;
      expect(Number.isInteger(rating.grade) && rating.grade >= 0).toBe(true);
      expect(rating.grade).toBeLessThanOrEqual(rating.scale === 'thumbs' ? 2 : 9);
      expect(rating.comment.length).toBeLessThanOrEqual(300);
      expect(rating.comment).not.toContain('://');
      expect(parseRef(rating.comment)).toEqual({ code: '4K7QJ2', key: 'rating', n: 999_999 });
    }),
    { numRuns: 500 },
  );
});
