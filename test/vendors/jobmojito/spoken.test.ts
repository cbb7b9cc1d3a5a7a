import { expect, test } from 'vitest';
import type { SpokenDetails } from '../../../src/vendors/jobmojito/contract.ts';
import { spokenIn } from '../../../src/vendors/jobmojito/spoken.ts';

const asked = (question_asked: string) => ({ is_answer: false, question_asked, question_original: null, answer: null });
const answered = (question_asked: string | null, answer: string | null) => ({
  ...asked(''),
  question_asked,
  is_answer: true,
  answer,
});

function linesOf(...transcript: NonNullable<SpokenDetails['transcript']>): string[] {
  return [...spokenIn({ transcript })].map(({ speaker, text }) => `${speaker}: ${text}`);
}

test('a question that its answer repeats was asked once', () => {
  expect(linesOf(asked('Why us?'), answered('Why us?', 'I live near.'), answered('And?', 'That is all.'))).toEqual([
    'interviewer: Why us?',
    'candidate: I live near.',
    'interviewer: And?',
    'candidate: That is all.',
  ]);
});

test('a question that was asked again after its answer was asked twice', () => {
  expect(linesOf(answered('Why us?', 'Hm.'), answered('Why us?', 'I live near.'))).toEqual([
    'interviewer: Why us?',
    'candidate: Hm.',
    'interviewer: Why us?',
    'candidate: I live near.',
  ]);
});

test('where a question was asked as written, its original says it; a turn without words says nothing', () => {
  const original = { ...answered(null, null), question_original: 'Anything else?' };
  expect(linesOf(original, null, asked(' '), { ...asked(''), answer: 'Thank you.' })).toEqual([
    'interviewer: Anything else?',
    'interviewer: Thank you.',
  ]);
});

test.each([null, undefined])('where the vendor says %s there is nothing', (transcript) => {
  expect([...spokenIn({ transcript })]).toEqual([]);
});
