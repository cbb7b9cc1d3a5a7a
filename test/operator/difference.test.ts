import { describe, expect, test } from 'vitest';
import { differences } from '../../src/operator/difference.ts';

describe('a difference', () => {
  test.each([
    ['of a value', { score: '78' }, { score: '82' }, ['score  78 → 82']],
    ['that adds a value', {}, { grade: 'passed' }, ['grade  – → passed']],
    ['that takes a value away', { grade: 'passed' }, {}, ['grade  passed → –']],
    ['between a number and the same as text', { a: 1 }, { a: '1' }, ['a  1 → 1']],
    ['of a long text', { a: [1204, 'x'] }, { a: [1310, 'y'] }, ['a  changed (1,204 → 1,310 characters)']],
    ['of a long text of the same length', { a: [1204, 'x'] }, { a: [1204, 'y'] }, ['a  changed (1,204 characters)']],
    ['of a short text that grows', { a: 'Good.' }, { a: [1310, 'y'] }, ['a  Good. → 1,310 characters']],
    ['with control characters', { a: 'b' }, { a: '\u001b[2Jc\nd' }, ['a  b →  [2Jc d']],
    ['inside', { a: { b: { c: 1 } } }, { a: { b: { c: 2 } } }, ['a.b.c  1 → 2']],
  ] as const)('%s', (_, was, will, lines) => {
    expect(differences(was, will)).toEqual(lines);
  });

  test('from nothing is everything, in the order in which it is sent', () => {
    const will = { status: 'completed', interview: { score: '82', summary: [120, 'x'] as const } };
    expect(differences(undefined, will)).toEqual([
      'status             – → completed',
      'interview.score    – → 82',
      'interview.summary  – → 120 characters',
    ]);
  });

  test('is none where nothing changed', () => {
    const same = { status: 'completed', interview: { summary: [120, 'x'] as const } };
    expect(differences(same, structuredClone(same))).toEqual([]);
  });
});
