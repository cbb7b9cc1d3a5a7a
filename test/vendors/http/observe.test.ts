import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareObservations } from '../../../src/interviews/observation.ts';
import { limits } from '../../../src/limits.ts';
import { Interview } from '../../../src/vendors/http/contract.ts';
import { observe, rescheduleOf } from '../../../src/vendors/http/observe.ts';
import { readFields } from '../../../src/vendors/lenient.ts';

const at = Date.UTC(2026, 10, 28, 12);

function seen(said: object, now = at) {
  const { read, ignored } = readFields(Interview, said) ?? expect.fail('it cannot be read');
  return observe('interview-1', read, { source: 'fetch', at: now }, ignored);
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
  ['cancelled', { state: 'failed', final: 'cancelled' }],
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
      strengths: ['Listens', 'Writes\nwell'],
      concerns: [' Speaks fast ', ' '],
      questions: [
        {
          question: 'How do you calm a caller?',
          answer: 'I listen.',
          score: { value: 3, max: 5 },
          comment: 'Concrete.',
        },
        { question: 'Why support?', word: 'Weak', answer: '' },
        { question: 'Any questions?' },
      ],
      transcript: [{ at_seconds: 0, speaker: 'Ana', text: 'Hello' }],
      reschedule: { from: '2026-11-27T09:00:00Z', to: '2026-11-28T09:00:00Z' },
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
    hasTranscript: true,
    source: 'fetch',
    at: Date.UTC(2026, 10, 28, 10),
    state: 'finished',
    isSubmitted: true,
    final: 'completed',
    vendorStatus: 'completed',
    score: { points: 4.5, of: 5 },
    ratings: [
      { label: 'Level', score: { word: 'Senior' } },
      { label: 'Tempo', score: { points: 7, of: 10 } },
    ],
    questions: [
      { question: 'How do you calm a caller?', answer: 'I listen.', score: { points: 3, of: 5 }, comment: 'Concrete.' },
      { question: 'Why support?', score: { word: 'Weak' } },
      { question: 'Any questions?' },
    ],
    analysis: 'Calm.',
    reasonsToHire: ['Listens', 'Writes\nwell'],
    reasonsNotToHire: ['Speaks fast'],
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
    ['a rating of nothing', { ratings: [{ label: 'Tempo' }] }, { ignored: ['ratings[]'], ratings: null }],
    ['a question without words', { questions: [{ answer: 'Yes' }] }, { ignored: ['questions[]'], questions: null }],
    [
      'the points of an answer without a maximum',
      { questions: [{ question: 'Why?', score: { value: 3 } }] },
      { ignored: ['questions[].score.max'], questions: [{ question: 'Why?' }] },
    ],
    ['a reason that is no text', { strengths: [7, 'Fast'] }, { ignored: ['strengths[]'], reasonsToHire: ['Fast'] }],
    ['reasons that are no list', { concerns: 'Slow' }, { ignored: ['concerns'], reasonsNotToHire: null }],
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

describe('what is too much', () => {
  const many = <Item>(count: number, item: Item) => Array.from({ length: count }, () => item);

  test('of a list is left out, and named', () => {
    const rating = { label: 'Tempo', value: 4, max: 5 };
    const said = seen({
      status: 'completed',
      ratings: many(limits.questions + 1, rating),
      questions: [{ question: 'Why?' }],
      strengths: many(limits.reasons + 1, 'Fast'),
    });
    expect(said?.ratings).toHaveLength(limits.questions);
    expect(said?.questions).toBeNull();
    expect(said?.reasonsToHire).toHaveLength(limits.reasons);
    expect(said?.ignored).toEqual(['ratings', 'questions', 'strengths']);
  });

  test('of questions is what the ratings leave no room for', () => {
    const ratings = many(limits.questions - 2, { label: 'Tempo', value: 4, max: 5 });
    const said = seen({ status: 'completed', ratings, questions: many(3, { question: 'Why?' }) });
    expect([said?.ratings?.length, said?.questions?.length]).toEqual([limits.questions - 2, 2]);
    expect(said?.ignored).toEqual(['questions']);
  });

  test('of a text is cut off', () => {
    const long = 'x'.repeat(30_000);
    const question = { question: long, answer: long, comment: long, word: long };
    const said = seen({ status: long, summary: long, strengths: [long], questions: [question] });
    expect(said).toMatchObject({
      vendorStatus: 'x'.repeat(limits.wordCharacters),
      analysis: 'x'.repeat(limits.analysisCharacters),
      reasonsToHire: ['x'.repeat(limits.reasonCharacters)],
      questions: [
        {
          question: 'x'.repeat(limits.titleCharacters),
          answer: 'x'.repeat(limits.answerCharacters),
          comment: 'x'.repeat(limits.answerCharacters),
        },
      ],
    });
  });

  test('of all texts together is left out, and named', () => {
    const answer = 'x'.repeat(limits.answerCharacters);
    const most = limits.resultCharacters / limits.answerCharacters;
    const said = seen({
      status: 'completed',
      questions: many(most + 1, { question: 'Why?', answer }),
      concerns: ['y'],
    });
    expect(said?.questions?.filter((question) => question.answer)).toHaveLength(most);
    expect(said?.questions).toHaveLength(most + 1);
    expect(said?.ignored).toEqual(['questions[].answer', 'concerns']);
  });
});

const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('7', '2026-11-28', { length: 3 }, [[[]]], { value: '1', max: '0' }, 1e300, -0),
);
const fields = Object.keys(Interview.shape).filter((field) => field !== 'status');

test('whatever the fields hold, the interview is read, and what is not taken is named', () => {
  const said = fc.record(Object.fromEntries(fields.map((field) => [field, anything])), { requiredKeys: [] });
  fc.assert(
    fc.property(said, (given) => {
      const observation = seen({ ...given, status: 'completed' }) ?? expect.fail('it is none');
      expect(observation).toMatchObject({ attemptId: 'interview-1', state: 'finished', final: 'completed' });
      expect(observation.at).toBeLessThanOrEqual(at);
      const { score, ignored = [], belowMinimum = [] } = observation;
      if (score && 'of' in score) expect(score.of > 0 && score.points >= 0).toBe(true);
      expect(ignored.length).toBeLessThanOrEqual(limits.ignoredFields);
      for (const name of [...ignored, ...belowMinimum]) expect(fields).toContain(/^\w+/.exec(name)?.[0]);
    }),
  );
});

test('the order in which two forms arrive does not matter where both have a time', () => {
  const form = fc.record({
    status: fc.constantFrom('started', 'processing', 'completed', 'failed', 'declined', 'expired'),
    updated_at: fc
      .date({ min: new Date('2026-11-20'), max: new Date(at), noInvalidDate: true })
      .map((time) => time.toISOString()),
    score: fc.option(fc.record({ value: fc.integer({ min: 0, max: 10 }), max: fc.constant(10) })),
  });
  fc.assert(
    fc.property(fc.array(form, { minLength: 2, maxLength: 6 }), (forms) => {
      const arrive = (order: typeof forms) =>
        order
          .map((each) => seen(each) ?? expect.fail('it is none'))
          .toSorted(compareObservations)
          .at(-1);
      expect(arrive(forms.toReversed())).toEqual(arrive(forms));
    }),
  );
});

describe('another time for the interview', () => {
  const [from, to] = ['2026-11-29T09:00:00Z', '2026-11-30T09:00:00Z'];
  const told = { from: Date.UTC(2026, 10, 29, 9), to: Date.UTC(2026, 10, 30, 9), at };

  test.each([
    ['while it is scheduled', { status: 'Scheduled', reschedule: { from, to } }, told],
    ['while it is invited', { status: 'invited', reschedule: { from, to } }, told],
    ['without the one before', { status: 'scheduled', reschedule: { to } }, { to: told.to, at }],
    ['which is the same', { status: 'scheduled', reschedule: { from, to: from } }, undefined],
    ['that cannot be read', { status: 'scheduled', reschedule: { from, to: 'soon' } }, undefined],
    ['once the candidate has begun', { status: 'started', reschedule: { from, to } }, undefined],
    ['that is none', { status: 'scheduled', reschedule: null }, undefined],
  ])('%s is %j', (_, said, expected) => {
    const { read } = readFields(Interview, said) ?? expect.fail('it cannot be read');
    expect(rescheduleOf(read, { at })).toEqual(expected);
  });
});
