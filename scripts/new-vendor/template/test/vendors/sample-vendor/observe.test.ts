import { describe, expect, test } from 'vitest';
import { readFields } from '../../../src/vendors/lenient.ts';
import { Interview } from '../../../src/vendors/sample-vendor/contract.ts';
import { observe } from '../../../src/vendors/sample-vendor/observe.ts';

const at = Date.UTC(2026, 0, 1);

/** What is read from an interview as the vendor writes it. */
function observed(said: object) {
  const found = readFields(Interview, { id: 'sitting-1', reference: 'interview-1', ...said });
  return found && observe(found.read, { source: 'fetch', at }, found.ignored);
}

describe('an interview of Sample Vendor', () => {
  test.each<[object, object | undefined]>([
    [{ status: 'invited' }, undefined],
    [{ status: 'started' }, { state: 'running', isSubmitted: false }],
    [{ status: 'a new word' }, { state: 'running', isSubmitted: false }],
    [{ status: 'collected' }, { state: 'finished', isSubmitted: false }],
    [
      { status: 'DONE', score: 7 },
      { state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } },
    ],
    [{ status: 'done', score: '7,5' }, { score: { points: 7.5, of: 10 } }],
    [
      { status: 'done', score: 'good' },
      { score: null, ignored: ['score'] },
    ],
    [
      { status: 'done', score: -3 },
      { score: null, belowMinimum: ['score'] },
    ],
    [{ status: 'failed' }, { state: 'failed' }],
    [
      { status: 'done', decision: true, summary: ' Calm. ' },
      { decision: true, analysis: 'Calm.' },
    ],
  ])('%j is %j', (said, expected) => {
    if (expected) expect(observed(said)).toMatchObject(expected);
    else expect(observed(said)).toBeUndefined();
  });
});
