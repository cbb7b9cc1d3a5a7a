import { expect, it } from 'vitest';
import { describeResult } from '../../src/interviews/history.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { answerText } from '../../src/operator/answer-text.ts';

const record = { candidate: { firstName: 'Lakita', email: 'lakita@example.test' } } as unknown as InterviewRecord;

it.each(['{}', ' [ ] ', 'null', '""', ''])('an answer of %j has no words', (text) => {
  expect(answerText({ status: 500, text }, record)).toBe('');
});

it('an answer that says something is shown', () => {
  expect(answerText({ status: 500, text: '{"error":"down"}' }, record)).toBe('{"error":"down"}');
});

it.each([
  [{ outcome: 'try-again', answer: { status: 503 } }, 'try-again (503)'],
  [{ outcome: 'postponed', answer: { status: 403 } }, 'refused for now (403)'],
  [{ outcome: 'postponed', answer: { error: 'it is not to be written any more' } }, 'it is not to be written any more'],
] as const)('%o reads as %j in a history', (result, words) => {
  expect(describeResult(result)).toBe(words);
});
