import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EntryFacts } from '../../../../src/workable/stages/entries/facts.ts';
import { parseRef, refOf } from '../../../../src/workable/stages/entries/ref.ts';
import { renderEntry } from '../../../../src/workable/stages/entries/render.ts';
import { anyFacts, anyNow, factsOf, foreignHost } from './arbitraries.ts';

function everyEntry(check: (body: string, facts: EntryFacts, n: number) => void): void {
  fc.assert(
    fc.property(anyFacts, fc.integer({ min: 1, max: 9999 }), anyNow, (facts, n, now) => {
      const ref = refOf({ applicationId: '4d3', enrolment: 1 }, facts.key, n);
      check(renderEntry(facts, ref, now), facts, n);
    }),
    // Facts with long texts take minutes to shrink.
    { numRuns: 500, interruptAfterTimeLimit: 20_000 },
  );
}

test('every entry is within its length', () => {
  everyEntry((body, { key }) => expect(body.length).toBeLessThanOrEqual(key === 'transcript' ? 10_000 : 1500));
});

test('every entry begins with its message, a sentence of at most 80 characters', () => {
  everyEntry((body) => {
    const [first = ''] = body.split('\n');
    expect(first.length).toBeLessThanOrEqual(80);
    expect(first).toMatch(/[.…!?]$/);
  });
});

test('the last line of every entry is its Ref line, and it is the only one that reads like one', () => {
  everyEntry((body, { key }, n) => {
    const lines = body.split('\n');
    expect(lines.at(-1)).toMatch(new RegExp(`^Ref [0-9A-Z]{6} ${key} ${n}$`));
    expect(parseRef(body)).toEqual(refOf({ applicationId: '4d3', enrolment: 1 }, key, n));
    const others = body.slice(0, body.lastIndexOf('\n')).split(/\n|<[^<>]*>/);
    expect(others.filter((line) => parseRef(line) !== undefined)).toEqual([]);
  });
});

test('no entry mentions a member', () => {
  everyEntry((body) => expect(body).not.toMatch(/[@＠﹫][\p{L}\p{N}\p{M}_]/u));
});

test('no entry has invisible, bidirectional or control characters, or halves of surrogate pairs', () => {
  everyEntry((body) => expect(body.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u));
});

test('no entry has a URL but those that were given as links', () => {
  everyEntry((body) => {
    expect(body).not.toContain(foreignHost);
    for (const [, host] of body.matchAll(/:\/\/([^/\s]*)/g)) expect(['bridge.test', 'vendor.test']).toContain(host);
  });
});

test('a link stands at the end of its line, whole', () => {
  everyEntry((body) => {
    for (const line of body.split('\n').filter((each) => each.includes('://')))
      expect(line).toMatch(/: https?:\/\/\S+$/);
  });
});

test('without a decision of a person no result has a word for a grade, whatever the score', () => {
  const ours = {
    template: 'Interview',
    vendor: 'Vendor',
    strengths: [],
    openPoints: [],
    reportUrl: 'https://bridge.test/r',
  };
  fc.assert(
    fc.property(factsOf('result'), anyNow, ({ decision: _, meanwhile: __, ...facts }, now) => {
      const body = renderEntry({ ...facts, ...ours }, { code: '4K7QJ2', n: 1 }, now);
      expect(body).not.toMatch(/recommend|excel|\bpass|fail|reject|\bhir|Decided/i);
      expect(/\blate\b/.test(body)).toBe(facts.isLate === true);
    }),
    { numRuns: 500 },
  );
});

test('a correction says so first, and no other entry does', () => {
  everyEntry((body, { key }, n) => expect(body.startsWith('Corrected: ')).toBe(key === 'result' && n > 1));
});
