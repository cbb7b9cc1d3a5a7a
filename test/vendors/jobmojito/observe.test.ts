import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../../src/interviews/observation.ts';
import { Details, ResultRow, WebhookPayload } from '../../../src/vendors/jobmojito/contract.ts';
import { observeDetails, observeRow, observeWebhook, reasonsOf } from '../../../src/vendors/jobmojito/observe.ts';
import detailsAnswer from '../../fixtures/jobmojito/details.json' with { type: 'json' };
import resultList from '../../fixtures/jobmojito/result-list.json' with { type: 'json' };
import result from '../../fixtures/jobmojito/webhook-result.json' with { type: 'json' };

const webhook = (change: object) => observeWebhook(WebhookPayload.parse({ ...result, ...change }), 1000);
const row = (change: object) =>
  observeRow({ ...ResultRow.parse({ ...resultList.data[0], ...change }), interview_result_id: 'attempt-1' }, 1000);
const details = (change: object) => observeDetails('attempt-1', Details.parse({ ...detailsAnswer, ...change }), 1000);

test.each([
  ['failed', 'draft', null, 'failed'],
  ['abandoned', 'draft', null, 'failed'],
  ['terminated, no speech detected', 'draft', null, 'failed'],
  ['Terminated, connection lost', 'active', 7, 'failed'],
  ['completed', 'draft', null, 'finished'],
  ['completed, stopped early', 'active', 7, 'finished'],
  ['ongoing', 'draft', null, 'running'],
  ['started', 'active', 7, 'running'],
  ['a new word', 'active', 7, 'finished'],
  ['a new word', 'draft', 7, 'running'],
  ['a new word', 'active', null, 'running'],
  [null, 'active', 0, 'finished'],
  [7, 'active', null, 'running'],
])('a session that is %j in a result that is %s with the score %j has %s', (word, status, score, state) => {
  expect(webhook({ interview_status: word, status, score, processing_status: 'new' }).state).toBe(state);
  expect(row({ coach_status: word, status, score, processing_status: 'new' }).state).toBe(state);
});

test('a processed result counts as finished, whatever its score', () => {
  expect(webhook({ interview_status: undefined, score: null, processing_status: 'completed' }).state).toBe('finished');
});

test.each([
  ['draft', false],
  ['active', true],
  ['archived', true],
  [null, false],
])('a result that is %s is submitted: %s', (status, isSubmitted) => {
  expect([webhook({ status }).isSubmitted, row({ status }).isSubmitted]).toEqual([isSubmitted, isSubmitted]);
});

test.each([
  [0, 0],
  [6.4, 6.4],
  ['6.4', 6.4],
  ['-1', -1],
  [null, null],
  [undefined, undefined],
  ['', undefined],
  ['six', undefined],
  ['0x10', undefined],
  ['9'.repeat(400), undefined],
  [true, undefined],
  [[6], undefined],
])('the score %j is read as %j', (score, expected) => {
  expect(webhook({ score }).score).toBe(expected);
});

test.each([
  [true, true],
  [false, false],
  [null, null],
  ['true', undefined],
  [1, undefined],
  [undefined, undefined],
])('the decision %j is read as %j: a person made it or nobody did', (recruiter_go_next_round, expected) => {
  expect(webhook({ recruiter_go_next_round }).decision).toBe(expected);
});

test.each([
  ['selected', true],
  ['Rejected', false],
  ['recruiter_accept', true],
  ['recruiter_reject', false],
  ['ai_accept', undefined],
  ['constructor', undefined],
  [null, undefined],
])('a row that is %s carries the decision %s', (decision_status, expected) => {
  expect(row({ decision_status }).decision).toBe(expected);
});

test.each([
  [undefined, undefined],
  [null, null],
  [[], null],
  ['', null],
  [false, null],
  [' one ', ['one']],
  [7, ['7']],
  [
    [' one ', '', null, 2],
    ['one', '2'],
  ],
  [[{ title: 'Calm', text: 'with customers', empty: ' ' }], ['Calm – with customers']],
  [{ Communication: 'clear', Risks: ['late', 'unsure'], none: null }, ['Communication: clear', 'Risks: late – unsure']],
])('reasons of the form %j become %j', (reasons, expected) => {
  expect(reasonsOf(reasons)).toEqual(expected);
});

test('reasons nested ten thousand deep are left alone', () => {
  expect(reasonsOf(JSON.parse(`${'['.repeat(10_000)}"x"${']'.repeat(10_000)}`))).toBeNull();
});

test.each([
  [
    'https://files.example.test/a.pdf',
    '2026-03-02T10:00:00Z',
    { url: 'https://files.example.test/a.pdf', validUntil: Date.parse('2026-03-02T10:00:00Z') },
  ],
  [
    'https://files.example.test/a.pdf',
    '2026-03-02 10:00:00',
    { url: 'https://files.example.test/a.pdf', validUntil: Date.parse('2026-03-02T10:00:00Z') },
  ],
  ['https://files.example.test/a.pdf', 'tomorrow', { url: 'https://files.example.test/a.pdf' }],
  ['javascript:alert(1)', null, undefined],
  ['a.pdf', null, undefined],
  [null, '2026-03-02T10:00:00Z', null],
  [undefined, undefined, undefined],
])('the report at %j until %j is read as %j', (pdf_export_url, pdf_export_valid_until, expected) => {
  expect(webhook({ pdf_export_url, pdf_export_valid_until }).report).toEqual(expected);
});

test.each([1e308, -1e308, '9'.repeat(300), `-${'9'.repeat(300)}`])('the score %j is on no scale, and none', (score) => {
  expect([webhook({ score }).score, row({ score }).score]).toEqual([undefined, undefined]);
});

test('what is no character is left out of every text', () => {
  const observed = webhook({
    interview_status: 'completed\u0000',
    ai_analysis_recruiter: 'Half \ud83d, whole 😀\u0000\u001b[31m\tand\non',
    ai_analysis_recruiter_why_hire: { 'Ca\udc00lm': 'al\u0007ways' },
    ai_analysis_recruiter_why_not_hire: ['\u0000'],
  });
  expect(observed).toMatchObject({
    state: 'finished',
    vendorStatus: 'completed',
    analysis: 'Half , whole 😀[31m\tand\non',
    reasonsToHire: ['Calm: always'],
    reasonsNotToHire: null,
  });
});

test('of a megabyte of words what a person would read is kept', () => {
  const words = 'word '.repeat(200_000);
  const observed = webhook({
    interview_status: words,
    profile_interview_id: words,
    ai_analysis_recruiter: words,
    ai_analysis_recruiter_why_hire: [words],
    ai_analysis_recruiter_why_not_hire: words.split(' '),
    pdf_export_url: `https://files.example.test/${words.replaceAll(' ', '')}`,
  });
  expect(JSON.stringify(observed).length).toBeLessThan(25_000);
});

test('the text for the candidate is never read', () => {
  expect(webhook({ ai_analysis_recruiter: null }).analysis).toBeNull();
  expect(JSON.stringify([webhook({}), row({}), details({})])).not.toContain('You listened well.');
});

test('a row tells score, decision, duration and when it was made', () => {
  expect(row({})).toEqual({
    attemptId: 'attempt-1',
    source: 'list',
    at: 1000,
    state: 'finished',
    isSubmitted: true,
    vendorStatus: 'completed, stopped early',
    profileId: 'c0ffee00-0000-4000-8000-0000000000cc',
    score: 5.12,
    decision: true,
    durationSeconds: 932,
    createdAt: Date.parse('2026-03-02T09:00:00Z'),
  });
});

describe('details', () => {
  test('tell times, texts and scored answers, and leave the rest to the webhook', () => {
    expect(details({})).toEqual({
      attemptId: 'attempt-1',
      source: 'details',
      at: 1000,
      state: 'finished',
      isSubmitted: false,
      durationSeconds: 932,
      startedAt: Date.parse('2026-03-02T09:00:00Z'),
      endedAt: Date.parse('2026-03-02T09:15:32.400Z'),
      analysis: 'Ana listens before she answers.',
      reasonsToHire: ['Calm with customers'],
      questions: [{ question: 'Why us, Ana?', score: 4 }],
    });
  });

  test('say nothing of texts that are not there, so that those of a webhook stand', () => {
    const { analysis, reasonsToHire, reasonsNotToHire } = details({
      ai_analysis_recruiter: null,
      ai_analysis_recruiter_why_hire: [],
      ai_analysis_other: { strengths_concerns: { strengths: null, concerns: [] } },
    });
    expect([analysis, reasonsToHire, reasonsNotToHire]).toEqual([undefined, undefined, undefined]);
  });

  test('name strengths and concerns where the older fields did', () => {
    const strengths_concerns = { strengths: ['Calm'], concerns: ['New to shifts'] };
    expect(details({ ai_analysis_other: { strengths_concerns } })).toMatchObject({
      reasonsToHire: ['Calm'],
      reasonsNotToHire: ['New to shifts'],
    });
  });

  test('are cut to what a person would read', () => {
    const turn = { is_answer: true, question_original: 'x'.repeat(400), score: 1 };
    const { questions } = details({ transcript: Array.from({ length: 60 }, () => turn) });
    expect([questions?.length, questions?.[0]?.question.length]).toEqual([50, 300]);
  });
});

test.each([
  [0, 0],
  [7 * 24 * 36_000, 604_800],
  [7 * 24 * 36_000 + 10, undefined],
  [1e300, undefined],
  [-1, undefined],
])('a duration of %d deciseconds is told as %s seconds', (duration, seconds) => {
  expect(details({ duration }).durationSeconds).toBe(seconds);
  expect(row({ duration_ds: duration }).durationSeconds).toBe(seconds);
});

describe('any JSON at all', () => {
  const word = fc.constantFrom('active', 'draft', 'completed', 'failed', 'ongoing', '', '5.1', '2026-03-02T09:00:00Z');
  const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>, word);
  const objectOf = (schema: { shape: object }) =>
    fc.record(Object.fromEntries(Object.keys(schema.shape).map((key) => [key, value])), { requiredKeys: [] });

  function expectWellFormed(observation: Observation): void {
    expect(['running', 'failed', 'finished']).toContain(observation.state);
    expect(Object.values(observation)).not.toContain(undefined);
    for (const key of ['score', 'startedAt', 'endedAt', 'durationSeconds'] as const) {
      expect(Number.isFinite(observation[key] ?? 0)).toBe(true);
    }
    for (const reasons of [observation.reasonsToHire, observation.reasonsNotToHire]) {
      expect(reasons?.every((reason) => typeof reason === 'string' && reason !== '') ?? true).toBe(true);
      expect(reasons).not.toEqual([]);
    }
    expect([undefined, null, 'string']).toContain(
      observation.analysis ? typeof observation.analysis : observation.analysis,
    );
    expect([undefined, null, true, false]).toContain(observation.decision);
  }

  test('becomes a well-formed observation', () => {
    const ids = { id: 'attempt-1', interview_id: 'template-1', interview_result_id: 'attempt-1' };
    fc.assert(
      fc.property(objectOf(WebhookPayload), objectOf(ResultRow), objectOf(Details), (payload, listed, answer) => {
        expectWellFormed(observeWebhook(WebhookPayload.parse({ ...payload, ...ids }), 1));
        expectWellFormed(observeRow({ ...ResultRow.parse(listed), interview_result_id: 'attempt-1' }, 1));
        expectWellFormed(observeDetails('attempt-1', Details.parse(answer), 1));
      }),
    );
  });
});
