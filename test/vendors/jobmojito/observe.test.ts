import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Observation } from '../../../src/interviews/observation.ts';
import { limits } from '../../../src/limits.ts';
import { Details, ResultRow, WebhookPayload } from '../../../src/vendors/jobmojito/contract.ts';
import { observeDetails, observeRow, observeWebhook } from '../../../src/vendors/jobmojito/observe.ts';
import { readReasons } from '../../../src/vendors/jobmojito/reasons.ts';
import { readFields } from '../../../src/vendors/lenient.ts';
import detailsAnswer from '../../fixtures/jobmojito/details.json' with { type: 'json' };
import resultList from '../../fixtures/jobmojito/result-list.json' with { type: 'json' };
import result from '../../fixtures/jobmojito/webhook-result.json' with { type: 'json' };

const at = Date.UTC(2026, 2, 3);
const webhook = (change: object) => observeWebhook(WebhookPayload.parse({ ...result, ...change }), at, 10);
const row = (change: object) =>
  observeRow({ ...ResultRow.parse({ ...resultList.data[0], ...change }), interview_result_id: 'attempt-1' }, at, 10);
const webhookUnread = (unread: string[]) => observeWebhook(WebhookPayload.parse(result), at, 10, unread);
const details = (change: object) => observeDetails('attempt-1', Details.parse({ ...detailsAnswer, ...change }), at, 10);

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
  [' 7.8 ', 7.8],
  ['7,8', 7.8],
  ['+7.8', 7.8],
  ['0,123', 0.123],
  ['1234,567', 1234.567],
  ['4.212', 4.212],
  [-1, null],
  ['-1', null],
  [' -1,0 ', null],
  [null, null],
  [undefined, undefined],
  ['', undefined],
  ['six', undefined],
  ['0x10', undefined],
  ['9'.repeat(400), undefined],
  [true, undefined],
  [[6], undefined],
])('the score %j is read as %j', (score, expected) => {
  expect(webhook({ score }).score).toEqual(typeof expected === 'number' ? { points: expected, of: 10 } : expected);
});

test.each([
  [true, true],
  [false, false],
  [null, null],
  ['true', true],
  [' FALSE ', false],
  [1, true],
  ['1', true],
  [0, false],
  ['0', false],
  [2, undefined],
  ['yes', undefined],
  ['', undefined],
  [[true], undefined],
  [undefined, undefined],
])('the decision %j is read as %j: a person decided or no one did', (recruiter_go_next_round, expected) => {
  expect(webhook({ recruiter_go_next_round }).decision).toBe(expected);
});

test.each<[string, object, string[] | undefined]>([
  ['nothing odd', {}, undefined],
  ['nulls and new fields', { score: null, candidate_email: null, more: [{}] }, undefined],
  ['a percentage', { score: '78%' }, ['score']],
  ['a word for a score', { score: 'good' }, ['score']],
  ['a comma that may stand between thousands', { score: '4,212' }, ['score']],
  ['a list for a score', { score: [] }, ['score']],
  ['an object for a decision', { recruiter_go_next_round: {} }, ['recruiter_go_next_round']],
  ['a number for an e-mail', { candidate_email: 7 }, ['candidate_email']],
  ['an e-mail in much of nothing', { candidate_email: `${' '.repeat(2000)}a@b.test` }, ['candidate_email']],
  ['a reference that is an essay', { candidate_external_id: 'x'.repeat(2000) }, ['candidate_external_id']],
  ['an e-mail that is none', { candidate_email: 'Ana' }, ['candidate_email']],
  ['a number for a text', { ai_analysis_recruiter: 7 }, ['ai_analysis_recruiter']],
  ['an address that leads nowhere', { pdf_export_url: 'report.pdf' }, ['pdf_export_url']],
  ['a time without a meaning', { pdf_export_valid_until: 'tomorrow' }, ['pdf_export_valid_until']],
  ['a time of another millennium', { pdf_export_valid_until: '9999-12-31T00:00:00Z' }, ['pdf_export_valid_until']],
  [
    'new words',
    { status: 'sealed', interview_status: 'resumed', processing_status: 'queued' },
    ['status', 'processing_status', 'interview_status'],
  ],
  ['several at once', { score: 'good', profile_interview_id: 7.5 }, ['profile_interview_id', 'score']],
  ['numbers for ids', { id: 1, interview_id: 2, profile_interview_id: 3, candidate_external_id: 4 }, undefined],
  ['a number for an id that is not exact', { profile_interview_id: 2 ** 53 }, ['profile_interview_id']],
  ['reasons in any shape', { ai_analysis_recruiter_why_hire: [[{ a: null }]] }, undefined],
  ['a flag for reasons', { ai_analysis_recruiter_why_hire: false }, ['ai_analysis_recruiter_why_hire']],
  ['flags for reasons', { ai_analysis_recruiter_why_hire: { calm: true } }, ['ai_analysis_recruiter_why_hire']],
  ['an empty reason', { ai_analysis_recruiter_why_not_hire: [{}] }, ['ai_analysis_recruiter_why_not_hire']],
  [
    'a deep reason',
    { ai_analysis_recruiter_why_not_hire: ['Late', [[[[['a']]]]]] },
    ['ai_analysis_recruiter_why_not_hire'],
  ],
  ['too many reasons', { ai_analysis_recruiter_why_hire: Array(51).fill('Calm') }, ['ai_analysis_recruiter_why_hire']],
])('of a webhook with %s the names of what is not taken are kept', (_what, change, expected) => {
  const { read, ignored } = readFields(WebhookPayload, { ...result, ...change })!;
  expect(observeWebhook(read, at, 10, ignored).ignored).toEqual(expected);
});

test('of rows and details the names of what is not taken are kept, of parts with the way to them', () => {
  const listed = readFields(ResultRow, {
    ...resultList.data[0],
    coach_status: 'resumed',
    decision_status: 'parked',
    duration_ds: 36_000_000,
    created_at: '1970-01-01T00:00:00Z',
  })!;
  const seen = observeRow({ ...listed.read, interview_result_id: 'attempt-1' }, at, 10, listed.ignored);
  expect(seen.ignored).toEqual(['created_at', 'coach_status', 'decision_status', 'duration_ds']);
  const turns = [{ is_answer: 'perhaps', score: '8/10', question_asked: 'Why?' }, 7, { is_answer: 1, score: [] }];
  const answer = readFields(Details, {
    ...detailsAnswer,
    duration: -50,
    transcript: turns,
    ai_analysis_other: { strengths_concerns: 'none' },
  })!;
  expect(observeDetails('attempt-1', answer.read, at, 10, answer.ignored).ignored).toEqual([
    'ai_analysis_other.strengths_concerns',
    'transcript[].is_answer',
    'transcript[].score',
    'transcript[]',
    'duration',
  ]);
});

test('of details the names of reasons and questions that are left out are kept', () => {
  const turn = { is_answer: true, question_asked: 'Why?', score: 1 };
  const odd = {
    ai_analysis_other: { strengths_concerns: { strengths: true, concerns: [{}] } },
    ai_analysis_recruiter_why_hire: ['Calm'],
    transcript: [...Array(limits.questions + 1).fill(turn), { is_answer: true, score: 2 }],
  };
  expect(details(odd)).toMatchObject({
    reasonsToHire: ['Calm'],
    ignored: [
      'ai_analysis_other.strengths_concerns.strengths',
      'ai_analysis_other.strengths_concerns.concerns',
      'transcript[].question_asked',
      'transcript',
    ],
  });
});

describe('no field is dropped without a word', () => {
  const deep = [[[[[['x']]]]]];
  const odd = [7, -7, 1.5, 2 ** 53, '7', 'odd', true, false, [true], [7], [{}], { a: {} }, { a: 7 }, deep];
  const ids = { id: 'attempt-1', interview_result_id: 'attempt-1' };
  const ways = {
    webhook: [WebhookPayload, (said: object) => observed(WebhookPayload, { ...said, id: 'attempt-1' }, observeWebhook)],
    row: [
      ResultRow,
      (said: object) =>
        observed(ResultRow, { ...said, ...ids }, (read, ...more) => observeRow({ ...read, ...ids }, ...more)),
    ],
    details: [
      Details,
      (said: object) => observed(Details, said, (read, ...more) => observeDetails('attempt-1', read, ...more)),
    ],
  } as const;

  function observed<Fields>(
    schema: z.ZodType<Fields>,
    said: object,
    observe: (read: Fields, at: number, scoreMax: number, unread: readonly string[]) => Observation,
  ) {
    const { read, ignored } = readFields(schema, said)!;
    return { read: read as Record<string, unknown>, ...observe(read, at, 10, ignored) };
  }

  const reasons: Record<string, 'reasonsToHire' | 'reasonsNotToHire'> = {
    ai_analysis_recruiter_why_hire: 'reasonsToHire',
    ai_analysis_recruiter_why_not_hire: 'reasonsNotToHire',
  };
  const fields = Object.entries(ways).flatMap(([name, [schema, observe]]) =>
    Object.keys(schema.shape)
      .filter((field) => !(field in ids))
      .map((field) => [name, field, observe] as const),
  );

  test.each(fields)('%s: %s', (_name, field, observe) => {
    for (const value of odd) {
      const { read, ignored = [], belowMinimum = [], ...rest } = observe({ [field]: value });
      const isTold = [...ignored, ...belowMinimum].some((name) => name.startsWith(field));
      const taken = reasons[field] ? rest[reasons[field]] : read[field];
      expect([value, isTold || (taken ?? undefined) !== undefined]).toEqual([value, true]);
    }
  });
});

test('of fields that are not taken so many are named', () => {
  const unread = Array.from({ length: limits.ignoredFields + 1 }, (_, i) => `field_${i}`);
  expect(webhookUnread(unread.slice(0, -1)).ignored).toEqual(unread.slice(0, -1));
  expect(webhookUnread(unread).ignored).toEqual(unread.slice(0, -1));
});

test.each([
  [-0.5, null],
  ['-7,5', null],
  [-1000, null],
])('a score of %j is negative: not taken, and reported', (score, read) => {
  expect([webhook({ score }).score ?? null, row({ score }).score ?? null]).toEqual([read, read]);
  expect([webhook({ score }).belowMinimum, row({ score }).belowMinimum]).toEqual([['score'], ['score']]);
  expect(webhook({ score, interview_status: 'a new word', processing_status: 'new' }).state).toBe('running');
});

test('an answer that is not scored has no score, and a negative one is reported', () => {
  const turn = (score: unknown) => ({ is_answer: true, question_asked: 'Why?', score });
  const { questions, belowMinimum } = details({ transcript: [turn(-1), turn(3), turn('-1')] });
  const question = 'Why?';
  expect(questions).toEqual([{ question }, { question, score: { points: 3, of: 10 } }, { question }]);
  expect(belowMinimum).toBeUndefined();
  expect(details({ transcript: [turn(-4)] })).toMatchObject({ belowMinimum: ['transcript[].score'] });
});

test.each([
  [3_599_990, 359_999],
  [3_600_000, undefined],
  [0, 0],
  [-1, undefined],
])('a duration of %i deciseconds is read as %j seconds', (deciseconds, expected) => {
  expect(row({ duration_ds: deciseconds }).durationSeconds).toBe(expected);
  expect(details({ duration: deciseconds }).durationSeconds).toBe(expected);
});

test('what stands on one line has no breaks, and a text keeps its own', () => {
  const observed = webhook({ interview_status: 'failed\r\n\u2028again', ai_analysis_recruiter: 'One\r\ntwo' });
  expect(observed).toMatchObject({ vendorStatus: 'failed again', analysis: 'One\r\ntwo' });
  const turn = { is_answer: true, question_asked: 'Why\r\n\tus?', score: 1 };
  expect(details({ transcript: [turn] }).questions).toEqual([{ question: 'Why us?', score: { points: 1, of: 10 } }]);
});

test('ids are read without invisible characters', () => {
  expect(webhook({ id: '\u200battempt-1\u2060 ', profile_interview_id: 'p\u00ad1' })).toMatchObject({
    attemptId: 'attempt-1',
    candidateRef: 'p1',
  });
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
  [false, undefined],
  [[{}, null], undefined],
  [[true, 'one'], ['one']],
  [' one ', ['one']],
  [7, ['7']],
  [
    [' one ', '', null, 2],
    ['one', '2'],
  ],
  [[{ title: 'Calm', text: 'with customers', empty: ' ' }], ['Calm – with customers']],
  [{ Communication: 'clear', Risks: ['late', 'unsure'], none: null }, ['Communication: clear', 'Risks: late – unsure']],
])('reasons of the form %j become %j', (reasons, expected) => {
  expect(readReasons(reasons).texts).toEqual(expected);
});

test('what a reason is called is cut where a field of ours would be', () => {
  const longest = 'x'.repeat(limits.fieldCharacters);
  const { texts } = readReasons({ [longest]: 'clear', [`${longest}y`]: 'late' });
  expect(texts).toEqual([`${longest}: clear`, `${longest}: late`]);
});

test('reasons nested ten thousand deep are left alone', () => {
  const deep = JSON.parse(`${'['.repeat(10_000)}"x"${']'.repeat(10_000)}`);
  expect(readReasons(deep)).toEqual({ texts: undefined, isWhole: false });
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

test.each([0, 1])('a link to a report is as long as it may be, or not taken: %i more', (more) => {
  const start = 'https://files.example.test/';
  const url = start.padEnd(limits.reportLinkCharacters + more, 'x');
  expect(webhook({ pdf_export_url: url }).report).toEqual(more === 0 ? { url } : undefined);
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

test.each([0, 1])('texts are taken as far as they may go, here with %i too many', (more) => {
  const text = (most: number) => 'x'.repeat(most + more);
  const observed = webhook({
    interview_status: text(limits.wordCharacters),
    ai_analysis_recruiter: text(limits.analysisCharacters),
    ai_analysis_recruiter_why_hire: Array.from({ length: limits.reasons + more }, (_, i) => `${i}`),
    ai_analysis_recruiter_why_not_hire: [text(limits.reasonCharacters)],
  });
  expect(observed).toMatchObject({
    vendorStatus: 'x'.repeat(limits.wordCharacters),
    analysis: 'x'.repeat(limits.analysisCharacters),
    reasonsToHire: Array.from({ length: limits.reasons }, (_, i) => `${i}`),
    reasonsNotToHire: ['x'.repeat(limits.reasonCharacters)],
  });
});

test.each([
  ['profile_interview_id', limits.idCharacters],
  ['candidate_external_id', limits.fieldCharacters],
] as const)('the id in %s is taken whole or not at all', (field, most) => {
  const read = (length: number) => readFields(WebhookPayload, { ...result, [field]: 'x'.repeat(length) });
  expect(read(most)).toMatchObject({ read: { [field]: 'x'.repeat(most) }, ignored: [] });
  expect(read(most + 1)).toMatchObject({ read: { [field]: undefined }, ignored: [field] });
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

test('a row has score, decision, duration and the time of creation', () => {
  expect(row({})).toEqual({
    attemptId: 'attempt-1',
    source: 'fetch',
    at,
    state: 'finished',
    isSubmitted: true,
    vendorStatus: 'completed, stopped early',
    candidateRef: 'c0ffee00-0000-4000-8000-0000000000cc',
    score: { points: 5.12, of: 10 },
    decision: true,
    durationSeconds: 932,
    createdAt: Date.parse('2026-03-02T09:00:00Z'),
  });
});

test('times a day after they were received are ignored', () => {
  const day = 24 * 3_600_000;
  const said = (time: number) => new Date(time).toISOString();
  expect(row({ created_at: said(at + day) })).toMatchObject({ createdAt: at + day });
  expect(row({ created_at: said(at + day + 1) })).toMatchObject({ ignored: ['created_at'] });
  expect(row({ created_at: said(at + day + 1) })).not.toHaveProperty('createdAt');
  const slipped = details({ start: said(at + day + 1), end: said(at + 300 * day) });
  expect(slipped).toMatchObject({ ignored: ['start', 'end'] });
  expect([slipped.startedAt, slipped.endedAt]).toEqual([undefined, undefined]);
});

describe('details', () => {
  test('tell times, texts and all questions, and leave the rest to the webhook', () => {
    expect(details({})).toEqual({
      attemptId: 'attempt-1',
      hasTranscript: true,
      source: 'details',
      at,
      state: 'finished',
      isSubmitted: false,
      durationSeconds: 932,
      startedAt: Date.parse('2026-03-02T09:00:00Z'),
      endedAt: Date.parse('2026-03-02T09:15:32.400Z'),
      analysis: 'Ana listens before she answers.',
      reasonsToHire: ['Calm with customers'],
      questions: [
        { question: 'Why us, Ana?', score: { points: 4, of: 10 } },
        { question: 'Anything else?', isAnswered: true },
      ],
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

  test('tell questions without an answer where they are the definition’s own, once, and what the vendor says of answers', () => {
    const asked = (id: string | null, question_asked: string) => ({ question_original_id: id, question_asked });
    const transcript = [
      { ...asked('q-1', 'Why us?'), is_answer: false },
      {
        ...asked('q-1', 'Why us?'),
        is_answer: true,
        answer: 'Near.',
        score: 8,
        ai_analysis_recruiter: ' Short. ',
        mojito_language_code: 'DE',
      },
      { ...asked(null, 'How near?'), is_answer: true, answer: 'Two streets.', score: null },
      { ...asked('q-2', 'Nights?'), is_answer: false, mojito_language_code: 'br' },
      { ...asked('q-2', 'Nights, once more?'), is_answer: false },
      { ...asked(null, 'Thank you!'), is_answer: false },
      { ...asked('q-3', 'When?'), is_answer: true, answer: ' ', score: -1, mojito_language_code: '"><b' },
    ];
    expect(details({ transcript }).questions).toEqual([
      { question: 'Why us?', score: { points: 8, of: 10 }, comment: 'Short.', language: 'de' },
      { question: 'How near?', isAnswered: true },
      { question: 'Nights?', language: 'pt-BR' },
      { question: 'When?' },
    ]);
    expect(JSON.stringify(details({ transcript }))).not.toMatch(/Near|Two streets/);
  });

  test('have comments for as long as there is room', () => {
    const turn = { is_answer: true, question_asked: 'Why?', score: 1, ai_analysis_recruiter: 'x '.repeat(5_000) };
    const { questions = [], ignored } = details({ transcript: Array.from({ length: 40 }, () => turn) });
    const comments = questions?.flatMap(({ comment }) => comment ?? []) ?? [];
    expect(questions).toHaveLength(40);
    expect(Math.max(...comments.map(({ length }) => length))).toBeLessThanOrEqual(limits.answerCharacters);
    expect(comments.join('').length).toBeLessThanOrEqual(limits.resultCharacters);
    expect(comments.join('').length).toBeGreaterThan(limits.resultCharacters - limits.answerCharacters);
    expect(ignored).toEqual(['transcript[].ai_analysis_recruiter']);
  });

  test('are cut to what a person would read', () => {
    const turn = { is_answer: true, question_original: 'x'.repeat(limits.titleCharacters + 1), score: 1 };
    const { questions } = details({ transcript: Array.from({ length: limits.questions + 1 }, () => turn) });
    expect([questions?.length, questions?.[0]?.question.length]).toEqual([limits.questions, limits.titleCharacters]);
  });
});

describe('any JSON at all', () => {
  const word = fc.constantFrom('active', 'draft', 'completed', 'failed', 'ongoing', '', '5.1', '2026-03-02T09:00:00Z');
  const value = fc.oneof(fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>, word);
  const objectOf = (schema: { shape: object }) =>
    fc.record(Object.fromEntries(Object.keys(schema.shape).map((key) => [key, value])), { requiredKeys: [] });

  function expectWellFormed(observation: Observation): void {
    expect(['running', 'failed', 'finished']).toContain(observation.state);
    expect(Object.values(observation)).not.toContain(undefined);
    const { score } = observation;
    expect(score && 'points' in score ? score.points : 0).toSatisfy(Number.isFinite);
    for (const key of ['startedAt', 'endedAt', 'durationSeconds'] as const) {
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
        expectWellFormed(observeWebhook(WebhookPayload.parse({ ...payload, ...ids }), 1, 10));
        expectWellFormed(observeRow({ ...ResultRow.parse(listed), interview_result_id: 'attempt-1' }, 1, 10));
        expectWellFormed(observeDetails('attempt-1', Details.parse(answer), 1, 10));
      }),
    );
  });
});
