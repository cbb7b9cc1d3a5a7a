import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { viewAttempt } from '../../src/interviews/attempt.ts';
import { outcomeOf } from '../../src/interviews/outcome.ts';
import { attemptsOf, observe } from '../../src/interviews/record.ts';
import { observation, policies } from './arbitraries.ts';
import { callbackTo, givenRecord, heard, hour, policy, saw, t0 } from './given.ts';

/** The same observations in another order, some of them several times. */
const told = fc.array(observation, { minLength: 1, maxLength: 12 }).chain((once) =>
  fc.tuple(
    fc.constant(once),
    fc.array(fc.nat({ max: once.length - 1 }), { maxLength: 8 }).chain((again) => {
      const all = [...once, ...again.map((i) => once[i]!)];
      return fc.shuffledSubarray(all, { minLength: all.length });
    }),
  ),
);

describe('observations of any order and number', () => {
  test('make the same attempts', () => {
    fc.assert(
      fc.property(told, ([once, shuffled]) => {
        const [one, other] = [heard(givenRecord(), once), heard(givenRecord(), shuffled)];
        expect(other.attempts).toEqual(one.attempts);
        expect(attemptsOf(other)).toEqual(attemptsOf(one));
      }),
      { numRuns: 1000 },
    );
  });

  test('make the same outcome, byte for byte', () => {
    const conclusions = fc.constantFrom(undefined, 'completed' as const, 'declined' as const, 'expired' as const);
    fc.assert(
      fc.property(
        told,
        policies,
        fc.nat({ max: 40 * 24 * hour }),
        conclusions,
        ([once, shuffled], settings, ms, status) => {
          const base = givenRecord(status ? { concluded: { status, at: t0 } } : {});
          const [one, other] = [once, shuffled].map((observations) => {
            const record = heard(base, observations);
            const outcome = outcomeOf(record, settings, t0 + ms);
            return outcome.status === 'pending' ? 'pending' : callbackTo().documents({ record, outcome })[0]?.body;
          });
          expect(other).toBe(one);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('change nothing the second time', () => {
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 8 }), observation, (before, again) => {
        const once = observe(heard(givenRecord(), before), again);
        expect(observe(once, again)).toEqual(once);
      }),
      { numRuns: 1000 },
    );
  });

  test('never take away that an attempt is finished or scored', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1, maxLength: 12 }), (observations) => {
        let record = givenRecord();
        const best = new Map<string, number>();
        for (const each of observations) {
          record = observe(record, each);
          for (const { attemptId, state, isScored } of attemptsOf(record)) {
            const reached = isScored ? 3 : ['running', 'failed', 'finished'].indexOf(state);
            expect(reached).toBeGreaterThanOrEqual(best.get(attemptId) ?? 0);
            best.set(attemptId, reached);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what is known of an attempt', () => {
  const viewOf = (...observations: Parameters<typeof saw>[0][]) =>
    viewAttempt(heard(givenRecord(), observations.map(saw)).attempts.a!);

  test('is what any source says', () => {
    const view = viewOf(
      { state: 'finished', score: { points: 6, of: 10 }, analysis: 'Good.' },
      { source: 'fetch', state: 'finished', decision: true },
      { source: 'details', state: 'finished', durationSeconds: 60 },
    );
    expect(view).toMatchObject({
      score: { points: 6, of: 10 },
      analysis: 'Good.',
      decision: true,
      durationSeconds: 60,
    });
  });

  test('is what the source furthest along says, where two disagree', () => {
    const view = viewOf(
      { state: 'finished', score: { points: 6, of: 10 }, decision: true },
      { source: 'fetch', at: t0 + hour, state: 'running', decision: false },
    );
    expect(view).toMatchObject({ state: 'finished', decision: true });
  });

  test('is what the newer of two equal observations says', () => {
    const scored = { state: 'finished', isSubmitted: true, score: { points: 6, of: 10 } } as const;
    const [older, newer] = [
      { ...scored, analysis: 'Written first.' },
      { ...scored, at: t0 + 1, analysis: 'Corrected.' },
    ];
    expect(viewOf(newer, older)).toMatchObject({ analysis: 'Corrected.' });
    expect(viewOf(newer, { ...older, source: 'fetch' })).toMatchObject({ analysis: 'Corrected.' });
  });

  test('may become nothing: a decision is taken back', () => {
    const scored = { state: 'finished', score: { points: 6, of: 10 } } as const;
    expect(viewOf({ ...scored, decision: true }, { ...scored, at: t0 + 1, decision: null })).toMatchObject({
      decision: null,
    });
  });

  test('holds a result handed in against drafts of another try', () => {
    const view = viewOf(
      { state: 'finished', isSubmitted: true, score: { points: 6, of: 10 } },
      { state: 'finished', isSubmitted: false, score: { points: 2, of: 10 }, at: t0 + hour },
    );
    expect(view).toMatchObject({ score: { points: 6, of: 10 }, isSubmitted: true });
  });

  test('may lose its score, where the vendor calls the attempt completed and says that there is none', () => {
    const whole = { state: 'finished', isSubmitted: true, final: 'completed' } as const;
    const scored = { ...whole, score: { points: 6, of: 10 } };
    const unscored = { ...whole, at: t0 + 1, score: null, analysis: 'To be scored anew.' };
    for (const source of ['webhook', 'fetch'] as const) {
      const view = viewOf({ ...unscored, source }, scored);
      expect(view).toMatchObject({ isScored: false, analysis: 'To be scored anew.', final: 'completed' });
      expect(view).not.toHaveProperty('score');
    }
    const { final: _final, ...open } = unscored;
    expect(viewOf(scored, open)).toMatchObject({ isScored: true });
  });

  test('says since when each state was seen', () => {
    expect(viewOf({ at: t0 + 5 }, { at: t0 + 2 }, { state: 'failed', at: t0 + 9 }).since).toEqual({
      running: t0 + 2,
      failed: t0 + 9,
    });
  });
});

test('an attempt proves the invitation', () => {
  const failure = { kind: 'vendor-unclear', message: 'The vendor did not answer' };
  const record = observe(
    givenRecord({
      invitation: { state: 'unclear', at: t0, round: 2, failure },
      polled: { answeredAt: t0 + 99 * 24 * hour },
    }),
    saw({ at: t0 + 5 }),
  );
  expect(record.invitation).toEqual({ state: 'invited', at: t0 + 5, round: 2 });
  expect(outcomeOf(record, policy, t0 + 99 * 24 * hour).status).toBe('expired');
});
