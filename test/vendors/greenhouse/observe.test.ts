import { describe, expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { readStatus } from '../../../src/vendors/greenhouse/contract.ts';
import { observe } from '../../../src/vendors/greenhouse/observe.ts';

const at = Date.UTC(2026, 10, 28, 12);
const url = 'https://vendor.example/interviews/7';
const complete = { partner_status: 'complete', partner_profile_url: url };

function seen(said: unknown, scale: { scoreMax?: number; failedStatuses?: string[] } = {}) {
  const status = readStatus(said) ?? expect.fail('it cannot be read');
  return observe('77', status, at, { failedStatuses: [], ...scale });
}

test.each([
  ['sent', 'running'],
  ['not_started', 'running'],
  ['in_progress', 'running'],
  ['completed', 'running'],
  ['failed', 'running'],
  ['something new', 'running'],
  ['complete', 'finished'],
  [' Complete ', 'finished'],
])('the word %j is %s', (partner_status, state) => {
  expect(seen({ ...complete, partner_status })).toMatchObject({ state, isSubmitted: state === 'finished' });
});

test('only complete is final', () => {
  expect(seen(complete)).toMatchObject({ final: 'completed' });
  expect(seen({ partner_status: 'expired' }, { failedStatuses: ['expired'] })).not.toHaveProperty('final');
});

test.each([['Expired'], ['no show ']])('the word %j is failed where the settings say so', (partner_status) => {
  const failedStatuses = ['expired', 'no show'];
  expect(seen({ partner_status }, { failedStatuses })).toMatchObject({ state: 'failed', isSubmitted: false });
});

test('everything is said', () => {
  const metadata = { Focus: 'sales', Minutes: 12, 'Speaks German': true, Notes: null };
  expect(seen({ ...complete, partner_score: 81.5, metadata }, { scoreMax: 100 })).toEqual({
    attemptId: '77',
    source: 'fetch',
    at,
    state: 'finished',
    isSubmitted: true,
    final: 'completed',
    vendorStatus: 'complete',
    score: { points: 81.5, of: 100 },
    resultPage: url,
    remarks: [
      { label: 'Focus', value: 'sales' },
      { label: 'Minutes', value: 12 },
      { label: 'Speaks German', value: true },
    ],
  });
});

describe('the score', () => {
  test.each([
    [0, { points: 0, of: 100 }],
    [85, { points: 85, of: 100 }],
    [85.25, { points: 85.25, of: 100 }],
    [120, { points: 120, of: 100 }],
    [null, null],
  ])('%j is %j of the maximum in the settings', (partner_score, score) => {
    const { score: read, ignored, remarks } = seen({ ...complete, partner_score }, { scoreMax: 100 });
    expect([read, ignored, remarks]).toEqual([score, undefined, null]);
  });

  test.each([0, 85.25, 120, -1])('%d is the first of the remarks where there is no maximum', (partner_score) => {
    expect(seen({ ...complete, partner_score, metadata: { 'Max score': 200 } })).toMatchObject({
      score: null,
      remarks: [
        { label: 'Score', value: partner_score },
        { label: 'Max score', value: 200 },
      ],
    });
  });

  test('below every scale is not taken, and is no fault of form', () => {
    const { score, belowMinimum, ignored } = seen({ ...complete, partner_score: -3 }, { scoreMax: 100 });
    expect([score, belowMinimum, ignored]).toEqual([null, ['partner_score'], undefined]);
  });

  test('that is a word is malformed', () => {
    expect(seen({ ...complete, partner_score: 'high' })).toMatchObject({ score: null, ignored: ['partner_score'] });
  });
});

describe('what is malformed is named, and the rest counts', () => {
  test.each([
    ['no page of a complete interview', { partner_profile_url: null }, ['partner_profile_url']],
    ['an empty page', { partner_profile_url: '' }, ['partner_profile_url']],
    ['a page that is no address', { partner_profile_url: 'javascript:alert(1)' }, ['partner_profile_url']],
    ['nested metadata', { metadata: { a: { b: 1 }, c: [1] } }, ['metadata[]']],
    ['metadata that is a list', { metadata: ['a'] }, ['metadata']],
    ['nested metadata without a name', { metadata: { '': { a: 1 } } }, ['metadata[]']],
    ['a number beyond all numbers', { metadata: { a: Number.POSITIVE_INFINITY } }, ['metadata[]']],
  ])('%s', (_what, said, ignored) => {
    expect(seen({ ...complete, ...said, partner_score: 7 }, { scoreMax: 10 })).toMatchObject({
      state: 'finished',
      final: 'completed',
      score: { points: 7, of: 10 },
      ignored,
    });
  });

  test.each([[{}], [{ partner_status: null }], [{ partner_status: '' }], [{ partner_status: 5 }]])(
    'no status: %j',
    (said) => {
      expect(seen(said)).toMatchObject({ state: 'running', ignored: ['partner_status'] });
    },
  );

  test('no page before the end is no fault', () => {
    for (const partner_profile_url of [null, '', undefined]) {
      expect(seen({ partner_status: 'sent', partner_profile_url })).not.toHaveProperty('ignored');
    }
  });

  test('what is flat beside what is nested', () => {
    expect(seen({ ...complete, metadata: { a: 1, b: { c: 2 }, d: 'x' } }).remarks).toEqual([
      { label: 'a', value: 1 },
      { label: 'd', value: 'x' },
    ]);
  });
});

describe('metadata', () => {
  const many = (count: number, value: string | number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`Key ${i}`, value]));

  test('with 200 keys is taken whole, in its order', () => {
    const { remarks, ignored } = seen({ ...complete, metadata: many(200, 1) });
    expect(remarks?.map(({ label }) => label)).toEqual(Object.keys(many(200, 1)));
    expect(ignored).toBeUndefined();
  });

  test('beyond the most remarks is left out, which is no fault', () => {
    const { remarks, ignored } = seen({ ...complete, metadata: many(limits.remarks + 1, 1) });
    expect(remarks).toHaveLength(limits.remarks);
    expect(ignored).toBeUndefined();
  });

  test('beyond what a result has room for is left out, which is no fault, and what fits stays', () => {
    const metadata = { ...many(9, 'x'.repeat(limits.resultBytes / 8)), Focus: 'sales' };
    const { remarks, ignored } = seen({ ...complete, metadata });
    expect(remarks?.map(({ label }) => label)).toEqual([...Object.keys(many(7, 1)), 'Focus']);
    expect(ignored).toBeUndefined();
  });

  test('without a name is left out, which is no fault', () => {
    const { remarks, ignored } = seen({ ...complete, metadata: { '': 1, ' ': 2, '\u200b': 3, a: 4 } });
    expect(remarks).toEqual([{ label: 'a', value: 4 }]);
    expect(ignored).toBeUndefined();
  });

  test('may have names that objects have', () => {
    const metadata = JSON.parse('{"__proto__": "a", "constructor": "b"}');
    expect(seen({ ...complete, metadata }).remarks).toEqual([
      { label: '__proto__', value: 'a' },
      { label: 'constructor', value: 'b' },
    ]);
  });
});
