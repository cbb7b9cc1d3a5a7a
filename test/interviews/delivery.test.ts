import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterAnswer, isKnownToHave, replayed, retryWaitMs } from '../../src/interviews/delivery.ts';
import type { SendResult } from '../../src/interviews/ports.ts';
import type { DeliveryState } from '../../src/interviews/record.ts';
import { hour, minute, policy, t0 } from './given.ts';

const sent = { digest: 'new', status: 'completed' } as const;
const answer = { status: 500 };
const acknowledged = { digest: 'old', status: 'expired', at: t0 - hour } as const;
const refused = { digest: 'older', at: t0 - hour };
const unsureSince = t0 - minute;
const trying = { digest: 'new', since: t0 - hour, tries: 3, nextAt: t0, answer };

function stateAfter(state: DeliveryState, outcome: SendResult['outcome'], now = t0, random = 0): DeliveryState {
  return afterAnswer(state, sent, { outcome, answer }, policy, now, random);
}

describe('an answer', () => {
  test('that acknowledges is all that is remembered', () => {
    const failed = { digest: 'old', at: t0, answer };
    expect(stateAfter({ acknowledged, unsureSince, refused, trying, failed }, 'acknowledged')).toEqual({
      acknowledged: { digest: 'new', status: 'completed', at: t0 },
    });
  });

  test('that refuses ends the tries and leaves what Workable has', () => {
    expect(stateAfter({ acknowledged, trying }, 'refused')).toEqual({
      acknowledged,
      refused: { digest: 'new', at: t0 },
    });
  });

  test('that fails ends the tries, with its words', () => {
    expect(stateAfter({ acknowledged, trying }, 'failed')).toEqual({
      acknowledged,
      failed: { digest: 'new', at: t0, answer },
    });
  });

  test('that asks to wait changes nothing of this interview', () => {
    expect(stateAfter({ acknowledged, trying }, 'rate-limited')).toEqual({ acknowledged, trying });
  });

  test('that refuses the token is a try, after which Workable surely has what it had', () => {
    expect(stateAfter({ acknowledged }, 'token-rejected')).toEqual({
      acknowledged,
      trying: { digest: 'new', since: t0, tries: 1, nextAt: t0 + 5_000, answer },
    });
    expect(stateAfter({ unsureSince, trying }, 'token-rejected')).toEqual({
      unsureSince,
      trying: { digest: 'new', since: t0 - hour, tries: 4, nextAt: t0 + 10 * minute, answer },
    });
  });

  test('that refuses the token for too long gives up', () => {
    const at = trying.since + policy.giveUpAfterMs;
    expect(stateAfter({ acknowledged, trying }, 'token-rejected', at)).toEqual({
      acknowledged,
      failed: { digest: 'new', at, answer },
    });
  });

  test('that is none starts the tries', () => {
    expect(stateAfter({ refused }, 'try-again')).toEqual({
      refused,
      unsureSince: t0,
      trying: { digest: 'new', since: t0, tries: 1, nextAt: t0 + 5_000, answer },
    });
  });

  test('that is none again goes on with them', () => {
    expect(stateAfter({ unsureSince, trying }, 'try-again')).toEqual({
      unsureSince,
      trying: { digest: 'new', since: t0 - hour, tries: 4, nextAt: t0 + 10 * minute, answer },
    });
  });

  test('that is none leaves in doubt whether Workable still has what it last acknowledged', () => {
    const state = stateAfter({ acknowledged }, 'try-again');
    expect(state).toMatchObject({ acknowledged, unsureSince: t0 });
    expect(isKnownToHave({ acknowledged }, 'old')).toBe(true);
    expect(isKnownToHave(state, 'old')).toBe(false);
  });

  test('that is none since nothing was sent leaves no doubt', () => {
    const result = { outcome: 'try-again', answer: { error: 'connect (ECONNREFUSED)' }, isUnsent: true } as const;
    const state = afterAnswer({ acknowledged }, sent, result, policy, t0, 0);
    expect(state).toMatchObject({ acknowledged, trying: { tries: 1 } });
    expect(state).not.toHaveProperty('unsureSince');
  });

  test.each(['refused', 'failed'] as const)('that is %s leaves an earlier doubt', (outcome) => {
    expect(stateAfter({ acknowledged, unsureSince, trying }, outcome)).toMatchObject({ acknowledged, unsureSince });
  });

  test('that is none to a new payload starts the tries anew', () => {
    expect(stateAfter({ trying: { ...trying, digest: 'old' } }, 'try-again').trying).toMatchObject({
      since: t0,
      tries: 1,
    });
  });

  test('that is none to a new payload takes an earlier failure off the list', () => {
    expect(stateAfter({ failed: { digest: 'old', at: t0 - hour, answer } }, 'try-again')).not.toHaveProperty('failed');
  });

  test('that is none for too long gives up', () => {
    expect(stateAfter({ refused, unsureSince, trying }, 'try-again', trying.since + policy.giveUpAfterMs)).toEqual({
      refused,
      unsureSince,
      failed: { digest: 'new', at: trying.since + policy.giveUpAfterMs, answer },
    });
  });
});

test('a replay forgets how tries ended, but not what Workable has', () => {
  expect(replayed({ acknowledged, unsureSince, refused, trying, failed: { digest: 'new', at: t0, answer } })).toEqual({
    acknowledged,
    unsureSince,
  });
});

describe('the wait after a try', () => {
  test.each([
    [1, 5_000],
    [2, 30_000],
    [8, 6 * hour],
    [9, 6 * hour],
    [100, 6 * hour],
  ])('%i is %i ms', (tries, expected) => {
    expect(retryWaitMs(policy.retryScheduleMs, tries, 0)).toBe(expected);
  });

  test('is the scheduled one or up to a tenth longer', () => {
    const schedules = fc.array(fc.integer({ min: 1, max: 30 * 24 * hour }), { minLength: 1, maxLength: 8 });
    const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 20 }), randoms, (schedule, tries, random) => {
        const scheduled = schedule[tries - 1] ?? schedule.at(-1)!;
        const wait = retryWaitMs(schedule, tries, random);
        expect(wait).toBeGreaterThanOrEqual(scheduled);
        expect(wait).toBeLessThanOrEqual(Math.ceil(1.1 * scheduled));
      }),
      { numRuns: 1000 },
    );
  });
});

test('tries without an answer follow the schedule until they are given up, the last of them just then', () => {
  const settings = fc.record({
    retryScheduleMs: fc.array(fc.integer({ min: 1, max: 6 * hour }), { minLength: 1, maxLength: 8 }),
    giveUpAfterMs: fc.integer({ min: 1, max: 96 * hour }),
  });
  const randoms = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 50 });
  fc.assert(
    fc.property(settings, randoms, (given, jitter) => {
      let state: DeliveryState = {};
      let now = t0;
      // Later tries are as the last: the schedule repeats.
      for (const random of jitter) {
        const next = afterAnswer(state, sent, { outcome: 'try-again', answer }, given, now, random);
        expect(next.failed !== undefined).toBe(now === t0 + given.giveUpAfterMs);
        if (!next.trying) return;
        expect(next.trying.nextAt).toBeGreaterThan(now);
        expect(next.trying.nextAt).toBeLessThanOrEqual(t0 + given.giveUpAfterMs);
        [state, now] = [next, next.trying.nextAt];
      }
    }),
    { numRuns: 1000 },
  );
});
