import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { readStatus } from '../../../src/vendors/greenhouse/contract.ts';
import { observe } from '../../../src/vendors/greenhouse/observe.ts';

const value = fc.oneof(fc.jsonValue(), fc.constantFrom(null, '', 'complete', 'failed', 0, -1, 120, 1e308));
const primitive = fc.oneof(fc.string({ unit: 'binary' }), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
const answer = fc.record(
  {
    partner_status: fc.oneof(fc.constantFrom('complete', 'sent', 'failed', 'in_progress'), value),
    partner_profile_url: fc.oneof(fc.constant('https://vendor.example/1'), value),
    partner_score: fc.oneof(fc.double({ noNaN: true }), value),
    metadata: fc.oneof(fc.dictionary(fc.string({ unit: 'binary' }), primitive, { maxKeys: 600 }), value),
    else: value,
  },
  { requiredKeys: [] },
);
const scale = fc.record(
  { scoreMax: fc.constantFrom(1, 10, 100), failedStatuses: fc.constantFrom([], ['failed']) },
  { requiredKeys: ['failedStatuses'] },
);

/** Every answer that is an object, under every setting. */
function everyObservation(check: (observation: ReturnType<typeof observe>, said: Record<string, unknown>) => void) {
  fc.assert(
    fc.property(answer, scale, (said, settings) => {
      const read = readStatus(said) ?? expect.fail('an object is always read');
      check(observe('77', read, 5, settings), said);
    }),
    { numRuns: 2000 },
  );
}

test('whatever the vendor answers, only complete is a result', () => {
  everyObservation(({ state, final, isSubmitted }, { partner_status }) => {
    const isComplete = typeof partner_status === 'string' && partner_status.trim().toLowerCase() === 'complete';
    expect([state === 'finished', final === 'completed', isSubmitted]).toEqual([isComplete, isComplete, isComplete]);
  });
});

test('a complete interview always has a page, or a fault that says it has none', () => {
  everyObservation(({ state, resultPage, ignored = [] }) => {
    if (state === 'finished') expect(resultPage !== null || ignored.includes('partner_profile_url')).toBe(true);
  });
});

test('remarks are flat, named and bounded, and stand in the order of the metadata', () => {
  everyObservation(({ remarks }, { metadata }) => {
    const all = remarks ?? [];
    expect(all.every((remark) => ['string', 'number', 'boolean'].includes(typeof remark.value))).toBe(true);
    expect(all.every((remark) => remark.label !== '' && remark.value !== Number.POSITIVE_INFINITY)).toBe(true);
    // The score stands before them.
    expect(all.length).toBeLessThanOrEqual(limits.remarks + 1);
    const order = Object.keys(Object(metadata)).map((key) => key.trim());
    const plain = all.map(({ label }) => order.indexOf(label)).filter((place) => place >= 0);
    expect(plain).toEqual(plain.toSorted((a, b) => a - b));
  });
});

test('without a maximum there is never a score, and with one never a remark of it', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: 0, max: 1e6 }), fc.constantFrom(undefined, 10), (points, scoreMax) => {
      const said = { partner_status: 'complete', partner_profile_url: 'https://v.example', partner_score: points };
      const read = readStatus(said) ?? expect.fail('an object is always read');
      const settings = { failedStatuses: [], ...(scoreMax === undefined ? {} : { scoreMax }) };
      const { score, remarks } = observe('77', read, 5, settings);
      expect(score).toEqual(scoreMax === undefined ? null : { points, of: 10 });
      expect(remarks).toEqual(scoreMax === undefined ? [{ label: 'Score', value: points }] : null);
    }),
  );
});

test('no fault quotes a value', () => {
  everyObservation(({ ignored = [] }) => {
    const names = ['partner_status', 'partner_profile_url', 'partner_score', 'metadata', 'metadata[]'];
    expect(ignored.filter((name) => !names.includes(name))).toEqual([]);
  });
});
