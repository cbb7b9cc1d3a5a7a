import { describe, expect, it } from 'vitest';
import { forbiddenTo } from '../../../src/workable/stages/access.ts';
import { readingOf } from '../../../src/workable/stages/readers.ts';

const comments = ['reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'];
const results = ['hiring_manager', 'recruiting_admin', 'admin'];

describe('who sees a comment', () => {
  it.each([
    ['admin', comments, 'yes'],
    ['admin', [], 'yes'],
    ['simple', comments, 'yes'],
    ['simple', results, 'in_some_jobs'],
    ['simple', ['admin'], 'no'],
    ['simple', [], 'no'],
    ['reviewer', comments, 'yes'],
    ['reviewer', results, 'in_some_jobs'],
    ['recruiter', comments, 'no'],
    ['recruiter', results, 'no'],
    ['recruiter', ['recruiter', 'admin'], 'yes'],
    [undefined, results, 'in_some_jobs'],
    ['a_role_of_tomorrow', ['admin'], 'no'],
  ] as const)('%s, where it is for %o: %s', (role, policy, reading) => {
    expect(readingOf(role, policy)).toBe(reading);
  });
});

describe('what a role may not do', () => {
  const permissions = new Map([
    ['ats:collab:candidates:comment', ['admin', 'simple']],
    ['ats:collab:candidates:evaluate', ['admin']],
  ]);

  it.each([
    ['admin', []],
    ['simple', ['evaluate']],
    ['reviewer', ['comment', 'evaluate']],
    [undefined, []],
  ] as const)('%s: %o', (role, forbidden) => {
    expect(forbiddenTo(role, permissions)).toEqual(forbidden);
  });

  it('is nothing where Workable does not say', () => {
    expect(forbiddenTo('reviewer', new Map())).toEqual([]);
  });
});
