import { describe, expect, test } from 'vitest';
import type { AttemptView } from '../../src/interviews/attempt.ts';
import type { FinalOutcome } from '../../src/interviews/outcome.ts';
import { limits } from '../../src/limits.ts';
import { type ResultSettings, resultDocument, resultPayload } from '../../src/workable/result.ts';
import { givenRecord, saw, t0 } from '../interviews/given.ts';

const settings: ResultSettings = {
  declinedStatus: 'declined',
  excelledFrom: 85,
  reports: 'as-sent',
  reportUrl: ({ id }) => `https://bridge.test/reports/${id}`,
  pdfUrl: ({ id }) => `https://bridge.test/reports/${id}/report.pdf`,
};

function completed(change: Partial<AttemptView> = {}, others: Partial<AttemptView>[] = []) {
  const { source, at, ...said } = saw({ state: 'finished', isSubmitted: true });
  const view = { ...said, isScored: true, beganAt: at, since: {}, detailsAsked: false };
  const attempt: AttemptView = { ...view, ...change };
  const attempts = [attempt, ...others.map((other) => ({ ...view, ...other }))];
  return { status: 'completed', attempt, attempts: attempts.sort((a, b) => a.beganAt - b.beganAt) } as const;
}

function payloadOf(outcome: FinalOutcome, change: Partial<ResultSettings> = {}) {
  return resultPayload(givenRecord(), outcome, { ...settings, ...change });
}

function documentOf(outcome: FinalOutcome) {
  return resultDocument({ record: givenRecord(), outcome }, settings);
}

function interviewOf(attempt: Partial<AttemptView>, change: Partial<ResultSettings> = {}) {
  return payloadOf(completed(attempt), change).interview;
}

describe('a final state without a result', () => {
  test.each([
    ['expired', 'declined', { status: 'expired' }],
    ['declined', 'declined', { status: 'declined' }],
    ['declined', 'rejected', { status: 'rejected' }],
  ] as const)('carries its status alone: %s where declined is %s', (status, declinedStatus, expected) => {
    expect(payloadOf({ status }, { declinedStatus })).toEqual(expected);
  });
});

test('its digest is the same wherever the pages of the bridge are', () => {
  const documentAt = (url: string, analysis: string) => {
    const addresses = { reportUrl: () => `${url}/reports/x`, pdfUrl: () => `${url}/reports/x/report.pdf` };
    const reports = 'on-demand' as const;
    return resultDocument(
      { record: givenRecord(), outcome: completed({ analysis }) },
      { ...settings, ...addresses, reports },
    );
  };
  const [here, there] = [documentAt('https://a.test', 'Calm.'), documentAt('https://b.test/bridge', 'Calm.')];
  expect(here.body).not.toBe(there.body);
  expect(here.digest).toBe(there.digest);
  expect(documentAt('https://a.test', 'Nervous.').digest).not.toBe(here.digest);
});

test('a full result is all of it', () => {
  const attempt = {
    score: { points: 9.12, of: 10 },
    decision: true,
    analysis: 'Speaks clearly.',
    reasonsToHire: ['Fluent', 'On time'],
    reasonsNotToHire: ['Little experience'],
    questions: [{ question: 'Why us?', score: { points: 8, of: 10 } }],
    startedAt: t0,
    endedAt: t0 + 61_000,
    durationSeconds: 61,
    report: { url: 'https://vendor.test/report.pdf' },
  };
  expect(payloadOf(completed(attempt))).toEqual({
    status: 'completed',
    results_url: 'https://bridge.test/reports/main.i1',
    interview: {
      score: '91',
      grade: 'excelled',
      summary: 'Speaks clearly.',
      details: {
        'Reasons to hire': { 1: 'Fluent', 2: 'On time' },
        'Reasons not to hire': { 1: 'Little experience' },
        'Question scores': { '1. Why us?': '80 of 100' },
        Interview: { Date: '2026-01-01' },
      },
      duration: '00:01:01',
    },
    attachments: [{ description: 'Interview Report', url: 'https://bridge.test/reports/main.i1/report.pdf' }],
  });
});

test('a result of which nothing is known is a link alone', () => {
  expect(payloadOf(completed())).toEqual({ status: 'completed', results_url: 'https://bridge.test/reports/main.i1' });
});

describe('the score', () => {
  test.each([
    [0, 10, '0'],
    [5.12, 10, '51'],
    [4.212, 10, '42'],
    [10, 10, '100'],
    [0.5, 100, '1'],
    [78, 100, '78'],
    [3, 5, '60'],
    [10.01, 10, '10.01'],
    [78, 10, '78'],
    // Halves are rounded up, whatever binary fractions make of them.
    [8.45, 10, '85'],
    [9.95, 10, '100'],
    [4.35, 10, '44'],
    [1.15, 10, '12'],
    [8.449, 10, '84'],
  ])('%d of %d is %s', (score, scoreMax, expected) => {
    expect(interviewOf({ score: { points: score, of: scoreMax } })).toEqual({ score: expected });
  });

  test.each([null, undefined, -1, -0.01])('that is %s is left out', (score) => {
    const said = typeof score === 'number' ? { points: score, of: 10 } : score;
    expect(payloadOf(completed(said === undefined ? {} : { score: said }))).not.toHaveProperty('interview');
  });

  test.each([
    [10, false],
    [10.01, true],
  ])('%d of 10 is above the maximum: %s', (points, expected) => {
    const score = { points, of: 10 };
    expect(documentOf(completed({ score })).isScoreAboveMaximum).toBe(expected);
    const questions = [{ question: 'Why?', score }];
    expect(documentOf(completed({ questions })).isScoreAboveMaximum).toBe(expected);
  });
});

describe('the grade', () => {
  test.each([
    [true, 10, 'excelled'],
    [true, 8.46, 'excelled'],
    [true, 8.45, 'excelled'],
    [true, 8.44, 'passed'],
    [true, 0, 'passed'],
    [true, null, 'passed'],
    [true, 12, 'passed'],
    [false, 10, 'failed'],
    [false, null, 'failed'],
    [null, 10, undefined],
  ] as const)('of decision %s and score %s is %s', (decision, points, expected) => {
    const score = points === null ? null : { points, of: 10 };
    expect(interviewOf({ decision, score })?.grade).toBe(expected);
  });
});

describe('the summary', () => {
  test.each([
    ['as it is', 'Speaks clearly.', 'Speaks clearly.'],
    ['without space around it', '  Speaks\nclearly. \n', 'Speaks\nclearly.'],
    ['as it is up to 2,000 characters', 'x'.repeat(2000), 'x'.repeat(2000)],
    [
      'cut behind a sentence',
      `${'Some words. '.repeat(166)}Many more words`,
      `${'Some words. '.repeat(166).trimEnd()} …`,
    ],
    ['cut between words where no sentence ends', 'word '.repeat(401), `${'word '.repeat(400).trimEnd()}…`],
    ['cut within a word that alone does not fit', 'x'.repeat(2001), `${'x'.repeat(1999)}…`],
    ['not cut within a character', `${'x'.repeat(1998)}😀yz`, `${'x'.repeat(1998)}…`],
  ])('is %s', (_, analysis, expected) => {
    expect(interviewOf({ analysis })).toEqual({ summary: expected });
  });

  test.each(['', ' \n ', null])('is left out when the analysis is %j', (analysis) => {
    expect(payloadOf(completed({ analysis }))).not.toHaveProperty('interview');
  });
});

describe('the duration', () => {
  test.each([
    [0, '00:00:00'],
    [59.4, '00:00:59'],
    [59.5, '00:01:00'],
    [3661, '01:01:01'],
    [360_000, '100:00:00'],
    [-5, '00:00:00'],
  ])('of %d s is %s', (durationSeconds, expected) => {
    expect(interviewOf({ durationSeconds })).toEqual({ duration: expected });
  });

  test('is left out when the vendor does not tell it', () => {
    expect(payloadOf(completed({ durationSeconds: null }))).not.toHaveProperty('interview');
  });
});

describe('the details', () => {
  const detailsOf = (attempt: Partial<AttemptView>) => interviewOf(attempt)?.details;

  test('number the reasons', () => {
    const reasonsToHire = Array.from({ length: 11 }, (_, i) => `reason ${i + 1}`);
    expect(Object.entries(detailsOf({ reasonsToHire })?.['Reasons to hire'] ?? {}).at(-1)).toEqual(['11', 'reason 11']);
  });

  test('keep questions apart that read the same', () => {
    const questions = [1, 2].map((points) => ({ question: 'Why?', score: { points, of: 10 } }));
    const expected = { '1. Why?': '10 of 100', '2. Why?': '20 of 100' };
    expect(detailsOf({ questions })).toEqual({ 'Question scores': expected });
  });

  test('are of 100, whatever the whole is, but for words and what is above its maximum', () => {
    const questions = [
      { question: 'Level', score: { word: 'Senior' } },
      { question: 'Tempo', score: { points: 4, of: 5 } },
      { question: 'Clarity', score: { points: 8.45, of: 10 } },
      { question: 'Zeal', score: { points: 6, of: 5 } },
    ];
    const scores = { '1. Level': 'Senior', '2. Tempo': '80 of 100', '3. Clarity': '85 of 100', '4. Zeal': '6 of 5' };
    for (const score of [{ points: 78, of: 100 }, { word: 'Good' }, null]) {
      expect(detailsOf({ score, questions })?.['Question scores']).toEqual(scores);
    }
  });

  test('have ratings under a heading of their own, before the questions', () => {
    const ratings = [
      { label: 'Tempo', score: { points: 4, of: 5 } },
      { label: 'Language', score: { word: 'B2' } },
      { label: 'Tempo', score: { points: 80, of: 100 } },
    ];
    const questions = [{ question: 'Why?', score: { points: 3, of: 5 } }];
    const details = detailsOf({ score: { points: 78, of: 100 }, ratings, questions });
    expect(JSON.stringify(details)).toBe(
      JSON.stringify({
        Ratings: { '1. Tempo': '80 of 100', '2. Language': 'B2', '3. Tempo': '80 of 100' },
        'Question scores': { '1. Why?': '60 of 100' },
      }),
    );
  });

  test('keep a score of 0', () => {
    expect(detailsOf({ questions: [{ question: 'Why?', score: { points: 0, of: 10 } }] })).toEqual({
      'Question scores': { '1. Why?': '0 of 100' },
    });
  });

  test('have so many questions at most, the first ones', () => {
    const questions = Array.from({ length: limits.questions + 1 }, (_, i) => ({
      question: 'Why?',
      score: { points: i, of: 100 },
    }));
    const details = detailsOf({ score: { points: 7, of: 10 }, questions });
    const scores = Object.values(details?.['Question scores'] ?? {});
    expect(scores).toEqual(questions.slice(0, -1).map(({ score }) => `${score.points} of 100`));
  });

  test('shorten a long question to whole words', () => {
    const question = 'Tell us '.repeat(20).trim();
    const [key] = Object.keys(
      detailsOf({ questions: [{ question, score: { points: 1, of: 10 } }] })?.['Question scores'] ?? {},
    );
    expect(key).toBe(`1. ${'Tell us '.repeat(15).trim()}`);
  });

  test.each([
    [
      'nothing is said',
      { reasonsToHire: null, reasonsNotToHire: null, questions: null, startedAt: null, endedAt: null },
    ],
    ['there are none', { reasonsToHire: [], reasonsNotToHire: [], questions: [] }],
  ])('are left out when %s', (_, attempt) => {
    expect(payloadOf(completed(attempt))).not.toHaveProperty('interview');
  });

  test('count the attempts it took', () => {
    const earlier = { attemptId: 'z', beganAt: t0 - 1 };
    expect(payloadOf(completed({}, [earlier])).interview).toEqual({ details: { Interview: { Attempts: 2 } } });
  });

  test('do not change when another attempt begins', () => {
    const later = { attemptId: 'b', beganAt: t0 + 1, state: 'running' } as const;
    expect(payloadOf(completed({}, [later]))).toEqual(payloadOf(completed()));
  });
});

describe('the report', () => {
  const attachments = [{ description: 'Interview Report', url: 'https://bridge.test/reports/main.i1/report.pdf' }];
  const report = { url: 'https://vendor.test/report.pdf' };

  test.each([
    ['as-sent', 'the vendor sent one', { report }, attachments],
    ['as-sent', 'the vendor sent none', { report: null }, undefined],
    ['as-sent', 'the vendor said nothing of it', {}, undefined],
    ['on-demand', 'the vendor sent none', { report: null }, attachments],
  ] as const)('is attached or not, %s, when %s', (reports, _, attempt, expected) => {
    expect(payloadOf(completed(attempt), { reports }).attachments).toEqual(expected);
  });

  test('is attached when the bridge had it made', () => {
    const madeReport = { ...report, at: t0 };
    const record = givenRecord({ attempts: { a: { id: 'a', observed: {}, since: {}, madeReport } } });
    expect(resultPayload(record, completed({ report: null }), settings).attachments).toEqual(attachments);
  });
});
