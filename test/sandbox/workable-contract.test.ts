import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../sandbox/workable/contract.ts';

const completed = { status: 'completed', results_url: 'https://bridge.example/reports/1' };
const pdf = { description: 'Interview Report', url: 'https://bridge.example/reports/1/report.pdf' };

describe('a callback that keeps the contract', () => {
  test.each([
    ['a bare expiry', { status: 'expired' }],
    ['a refusal in either word', { status: 'rejected' }],
    ['a completed one without an interview', completed],
    [
      'a full one',
      {
        ...completed,
        interview: {
          score: '78',
          grade: 'excelled',
          summary: 'Well done.',
          details: { 'Reasons to hire': { '1': 'Listens' }, Language: 'English' },
          duration: '01:01:17',
        },
        attachments: [pdf],
      },
    ],
  ])('%s has no problems', (_case, body) => {
    expect(problemsOf(body)).toEqual([]);
  });
});

describe('a callback that breaks the contract', () => {
  test.each<[string, unknown, string]>([
    ['an array', [], 'the body is not a JSON object'],
    ['no body', undefined, 'the body is not a JSON object'],
    ['no status', {}, 'status is not one of completed, declined, rejected, expired'],
    ['a pending one', { status: 'pending' }, 'status is not one of completed, declined, rejected, expired'],
    ['no results_url', { status: 'completed' }, 'results_url is missing'],
    ['a results_url that is no URL', { ...completed, results_url: '/reports/1' }, 'results_url is not a URL'],
    ['an unknown field', { ...completed, grade: 'passed' }, 'body.grade is not a known field'],
    ['a score that is a number', { ...completed, interview: { score: 78 } }, 'score is not a string'],
    ['a made-up grade', { ...completed, interview: { grade: 'good' } }, 'grade is not one of failed, passed, excelled'],
    ['a duration in seconds', { ...completed, interview: { duration: '932' } }, 'duration is not HH:MM:SS'],
    [
      'a null far inside',
      { ...completed, interview: { details: { a: { b: null } } } },
      'body.interview.details.a.b is null',
    ],
    [
      'a list in the details',
      { ...completed, interview: { details: { Reasons: ['a'] } } },
      'details: Reasons is an array',
    ],
    [
      'deep details',
      { ...completed, interview: { details: { a: { b: { c: 1 } } } } },
      'details: b is deeper than 2 levels',
    ],
    [
      'an attachment that is no PDF',
      { ...completed, attachments: [{ ...pdf, url: 'https://bridge.example/page' }] },
      'attachments[0].url is not the URL of a PDF',
    ],
    [
      'an attachment without a description',
      { ...completed, attachments: [{ url: pdf.url }] },
      'attachments[0].description is not a string',
    ],
    ['attachments that are no list', { ...completed, attachments: pdf }, 'attachments is not an array'],
  ])('%s is named', (_case, body, problem) => {
    expect(problemsOf(body)).toEqual([problem]);
  });
});
