import { describe, expect, test } from 'vitest';
import { Interview } from '../../../src/vendors/http/contract.ts';
import { observe } from '../../../src/vendors/http/observe.ts';
import { readFields } from '../../../src/vendors/lenient.ts';

const at = Date.UTC(2026, 10, 28, 12);

function seen(said: object) {
  const { read, ignored } = readFields(Interview, said) ?? expect.fail('it cannot be read');
  return observe('interview-1', read, { source: 'fetch', at }, ignored);
}

test.each([
  ['invited', undefined],
  ['scheduled', undefined],
  ['started', { state: 'running' }],
  ['processing', { state: 'running' }],
  ['a new word', { state: 'running' }],
  [' Completed ', { state: 'finished', isSubmitted: true, final: 'completed' }],
  ['failed', { state: 'failed' }],
  ['declined', { state: 'failed', final: 'declined' }],
  ['cancelled', { state: 'failed', final: 'declined' }],
  ['expired', { state: 'failed', final: 'expired' }],
])('an interview that is %j is %j', (status, expected) => {
  const observation = seen({ status });
  if (expected) expect(observation).toMatchObject(expected);
  else expect(observation).toBeUndefined();
  if (status === 'failed') expect(observation).not.toHaveProperty('final');
});

test('everything is said', () => {
  expect(
    seen({
      status: 'completed',
      updated_at: '2026-11-28T10:00:00Z',
      score: { value: 4.5, max: 5 },
      ratings: [
        { label: 'Level', word: 'Senior' },
        { label: 'Tempo', value: 7, max: 10 },
      ],
      summary: ' Calm. ',
      decision: true,
      started_at: '2026-11-28T09:00:00Z',
      ended_at: '2026-11-28T09:30:00+00:00',
      duration_seconds: 1799.6,
      page_url: 'https://vendor.example/1',
      pdf_url: 'https://vendor.example/1.pdf',
      more: { unknown: true },
    }),
  ).toEqual({
    attemptId: 'interview-1',
    source: 'fetch',
    at: Date.UTC(2026, 10, 28, 10),
    state: 'finished',
    isSubmitted: true,
    final: 'completed',
    vendorStatus: 'completed',
    score: { points: 4.5, of: 5 },
    questions: [
      { question: 'Level', score: { word: 'Senior' } },
      { question: 'Tempo', score: { points: 7, of: 10 } },
    ],
    analysis: 'Calm.',
    decision: true,
    startedAt: Date.UTC(2026, 10, 28, 9),
    endedAt: Date.UTC(2026, 10, 28, 9, 30),
    durationSeconds: 1800,
    resultPage: 'https://vendor.example/1',
    report: { url: 'https://vendor.example/1.pdf' },
  });
});

describe('what cannot be taken is named', () => {
  test.each([
    ['a score without a maximum', { score: { value: 7 } }, { ignored: ['score.max'], score: null }],
    ['a maximum of nothing', { score: { value: 7, max: 0 } }, { ignored: ['score.max'], score: null }],
    ['a score that is none', { score: 'B2' }, { ignored: ['score'], score: null }],
    ['a score below every scale', { score: { value: -3, max: 10 } }, { belowMinimum: ['score'], score: null }],
    ['a rating of nothing', { ratings: [{ label: 'Tempo' }] }, { ignored: ['ratings[]'], questions: null }],
    ['a time far ahead', { started_at: '2026-12-24T00:00:00Z' }, { ignored: ['started_at'], startedAt: null }],
    ['a duration below nothing', { duration_seconds: -1 }, { ignored: ['duration_seconds'], durationSeconds: null }],
    ['a page that is no address', { page_url: 'javascript:alert(1)' }, { ignored: ['page_url'], resultPage: null }],
  ])('%s', (_what, said, expected) => {
    expect(seen({ status: 'completed', ...said })).toMatchObject(expected);
  });
});

test('a time of the vendor ahead of ours is ours', () => {
  expect(seen({ status: 'started', updated_at: '2026-11-28T18:00:00Z' })?.at).toBe(at);
});
