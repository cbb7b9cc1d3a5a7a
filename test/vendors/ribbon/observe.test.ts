import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { readFields } from '../../../src/vendors/lenient.ts';
import { Interview } from '../../../src/vendors/ribbon/contract.ts';
import { observe } from '../../../src/vendors/ribbon/observe.ts';

const at = Date.UTC(2026, 10, 29, 6);
const interviewId = 'e48f2a8f-e235-4e4c-b5f9-b2114d684bdc';
const data = { transcript: '', transcript_with_timestamp: [], questions_to_transcript_mapping: [] };

function seen(said: object) {
  const { read, ignored } = readFields(Interview, { interview_id: interviewId, ...said }) ?? expect.fail('unreadable');
  return observe(read, at, ignored);
}

const completed = (changes: object = {}) => seen({ status: 'completed', interview_data: { ...data, ...changes } });

test.each([
  ['is not completed', { status: 'incomplete', interview_data: null }],
  ['is not completed, whatever data there are', { status: 'incomplete', interview_data: data }],
  ['is completed without any data', { status: 'completed', interview_data: null }],
  ['is completed with data that are none', { status: 'completed', interview_data: 'none' }],
  ['is in a state that Ribbon does not have', { status: 'archived', interview_data: data }],
  ['is in no state', { interview_data: data }],
])('an interview that %s is no attempt', (_which, said) => {
  expect(seen(said)).toBeUndefined();
});

test('a completed interview says everything, and nothing of a score of the whole or a decision', () => {
  const words = [
    { word: 'Hello', start: 0.125, end: 0.737 },
    { word: 'there', start: 0.8, end: 61.4 },
  ];
  const said = {
    summary: ' Calm. ',
    scores: {
      communication: 4,
      motivation: null,
      skills: 0,
      language_vocabulary_and_expression: 3,
      language_grammar_and_structure: null,
      language_fluency_and_pace: 5,
      language_comprehension: 7,
    },
    transcript_with_timestamp: [
      { content: 'Hello there', role: 'agent', words },
      { content: 'Hi', role: 'user', words: [{ word: 'Hi', start: 62, end: 62.4 }] },
      { content: '', role: 'user', words: null },
      null,
    ],
    questions_to_transcript_mapping: [{ script_question: 'Why?', start_timestamp: 0, end_timestamp: 93.6 }, 7],
    audio_url: 'https://media.example/1.mp3',
    interviewee_email_address: 'ana@example.test',
  };
  expect(completed(said)).toEqual({
    attemptId: interviewId,
    hasTranscript: true,
    source: 'fetch',
    at,
    state: 'finished',
    isSubmitted: true,
    final: 'completed',
    vendorStatus: 'completed',
    analysis: 'Calm.',
    durationSeconds: 94,
    ratings: [
      { label: 'Communication', score: { points: 4, of: 5 } },
      { label: 'Skills', score: { points: 0, of: 5 } },
    ],
    // Ribbon does not say of what.
    remarks: [
      { label: 'Language: vocabulary and expression', value: 3 },
      { label: 'Language: fluency and pace', value: 5 },
      { label: 'Language: comprehension', value: 7 },
    ],
  });
});

test('a completed interview of which everything else is null is a result', () => {
  expect(completed({ summary: null, scores: null, audio_url: null, video_url: null })).toEqual({
    attemptId: interviewId,
    hasTranscript: false,
    source: 'fetch',
    at,
    state: 'finished',
    isSubmitted: true,
    final: 'completed',
    vendorStatus: 'completed',
    analysis: null,
    durationSeconds: null,
    ratings: null,
    remarks: null,
  });
});

describe('what cannot be taken is named', () => {
  const ends = (end: unknown) => [{ content: '', role: 'user', words: [{ word: '', start: 0, end }] }];
  const field = 'transcript_with_timestamp[].words[].end';

  test.each<[string, object, object]>([
    ['a score that is none', { scores: { skills: 'good' } }, { ignored: ['interview_data.scores.skills'] }],
    ['scores that are none', { scores: 4 }, { ignored: ['interview_data.scores'], ratings: null }],
    ['a score below every scale', { scores: { skills: -1 } }, { belowMinimum: ['scores.skills'], ratings: null }],
    [
      'a score for language below every scale',
      { scores: { language_comprehension: -1 } },
      { belowMinimum: ['scores.language_comprehension'], remarks: null },
    ],
    [
      'an end before the beginning',
      { transcript_with_timestamp: ends(-1) },
      { ignored: [field], durationSeconds: null },
    ],
    ['an end days later', { transcript_with_timestamp: ends(1e9) }, { ignored: [field], durationSeconds: null }],
  ])('%s', (_what, changes, expected) => {
    expect(completed(changes)).toMatchObject(expected);
  });

  test('a score above its maximum is kept as it is', () => {
    const rating = { label: 'Skills', score: { points: 7, of: 5 } };
    expect(completed({ scores: { skills: 7 } })).toMatchObject({ ratings: [rating] });
  });
});

test('a long summary is cut', () => {
  expect(completed({ summary: 'a'.repeat(limits.analysisCharacters + 1) })?.analysis).toHaveLength(
    limits.analysisCharacters,
  );
});

test('of a hundred thousand words each is read once, and none are timed too deep', () => {
  let reads = 0;
  const end = (at: number) => ({
    get end() {
      reads += 1;
      return at;
    },
  });
  const words = Array.from({ length: 100_000 }, (_, i) => end((i + 1) / 50));
  expect(completed({ transcript_with_timestamp: [{ words }] })?.durationSeconds).toBe(2000);
  expect(reads).toBe(words.length);
  const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
  expect(completed({ transcript_with_timestamp: deep })?.durationSeconds).toBeNull();
});

test('whatever Ribbon says of a completed interview, it is one attempt that is over, and of its scale', () => {
  fc.assert(
    fc.property(
      fc.record({
        summary: fc.anything(),
        scores: fc.oneof(
          fc.anything(),
          fc.dictionary(fc.constantFrom('communication', 'skills', 'language_comprehension'), fc.anything()),
        ),
        transcript_with_timestamp: fc.anything(),
        questions_to_transcript_mapping: fc.anything(),
      }),
      (said) => {
        const observation = completed(said) ?? expect.fail('it is no attempt');
        expect(observation).toMatchObject({ attemptId: interviewId, state: 'finished', final: 'completed' });
        expect(observation).not.toHaveProperty('score');
        for (const { score } of observation.ratings ?? []) expect(score).toMatchObject({ of: 5 });
        const { durationSeconds } = observation;
        expect(durationSeconds === null || (Number.isInteger(durationSeconds) && Number(durationSeconds) >= 0)).toBe(
          true,
        );
      },
    ),
  );
});
