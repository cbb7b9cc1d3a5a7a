import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  afterResult,
  backoffMs,
  begun,
  type DeliveryState,
  isWanted,
  isWritten,
  replayed,
  standingOf,
  withdrawn,
} from '../../src/outbox/delivery.ts';
import type { WriteResult } from '../../src/outbox/destination.ts';
import { hour, minute, policy, t0 } from '../interviews/given.ts';

const sent = { digest: 'new', label: 'completed', outline: () => 'short' };
const answer = { status: 500 };
const acknowledged = { digest: 'old', label: 'expired', at: t0 - hour };
const refused = { digest: 'older', at: t0 - hour };
const inFlight = { since: t0 - minute };
const trying = { digest: 'new', since: t0 - hour, tries: 3, nextAt: t0, answer };

/** As a delivery goes: it begins, and its answer comes. */
function stateAfter(state: DeliveryState, outcome: WriteResult['outcome'], now = t0, random = 0): DeliveryState {
  const given = { wasUnknown: state.inFlight !== undefined, retries: policy, now, random };
  return afterResult(begun(state, now), sent, { outcome, answer }, given);
}

describe('an answer', () => {
  test('that acknowledges is all that is remembered', () => {
    const failed = { digest: 'old', at: t0, answer };
    expect(stateAfter({ acknowledged, inFlight, refused, trying, failed }, 'acknowledged')).toEqual({
      acknowledged: { digest: 'new', label: 'completed', outline: 'short', at: t0 },
    });
  });

  test.each(['acknowledged', 'refused', 'failed', 'try-again', 'rate-limited'] as const)(
    'of the kind %s keeps what a newer version has written',
    (outcome) => {
      const newer = { acknowledged, ofNewer: { a: 1 } } as DeliveryState;
      expect(stateAfter(newer, outcome)).toMatchObject({ ofNewer: { a: 1 } });
    },
  );

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

  test('that postpones it counts no try, and an earlier doubt stays one', () => {
    expect(stateAfter({ acknowledged, trying }, 'postponed')).toEqual({ acknowledged, trying });
    expect(stateAfter({ inFlight }, 'postponed')).toEqual({ inFlight });
  });

  test('that there is no such subject says that nothing was taken', () => {
    const result = { outcome: 'try-again', answer, isMissing: true } as const;
    const given = { wasUnknown: false, retries: policy, now: t0, random: 0 };
    expect(afterResult(begun({}, t0), sent, result, given)).toEqual({
      trying: { digest: 'new', since: t0, tries: 1, nextAt: t0 + 5_000, answer },
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
    expect(stateAfter({ inFlight, trying }, 'token-rejected')).toEqual({
      inFlight,
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
      inFlight: { since: t0 },
      trying: { digest: 'new', since: t0, tries: 1, nextAt: t0 + 5_000, answer },
    });
  });

  test('that is none again goes on with them', () => {
    expect(stateAfter({ inFlight, trying }, 'try-again')).toEqual({
      inFlight,
      trying: { digest: 'new', since: t0 - hour, tries: 4, nextAt: t0 + 10 * minute, answer },
    });
  });

  test('that is none leaves in it unknown whether what was last acknowledged still stands there', () => {
    const state = stateAfter({ acknowledged }, 'try-again');
    expect(state).toMatchObject({ acknowledged, inFlight: { since: t0 } });
    expect(isWritten({ acknowledged }, 'old')).toBe(true);
    expect(isWritten(state, 'old')).toBe(false);
  });

  test('that is none since nothing was sent leaves nothing unknown', () => {
    const result = { outcome: 'try-again', answer: { error: 'connect (ECONNREFUSED)' }, isUnsent: true } as const;
    const given = { wasUnknown: false, retries: policy, now: t0, random: 0 };
    const state = afterResult(begun({ acknowledged }, t0), sent, result, given);
    expect(state).toMatchObject({ acknowledged, trying: { tries: 1 } });
    expect(state).not.toHaveProperty('inFlight');
  });

  test.each(['refused', 'failed'] as const)('that is %s leaves an earlier unknown outcome', (outcome) => {
    expect(stateAfter({ acknowledged, inFlight, trying }, outcome)).toMatchObject({ acknowledged, inFlight });
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
    expect(stateAfter({ refused, inFlight, trying }, 'try-again', trying.since + policy.giveUpAfterMs)).toEqual({
      inFlight,
      failed: { digest: 'new', at: trying.since + policy.giveUpAfterMs, answer },
    });
  });
});

describe('a delivery that has begun', () => {
  const state = { acknowledged, trying };
  const written = { acknowledged: { ...acknowledged, digest: 'new' } };

  test('stands there for certain no longer, and is written again after a crash', () => {
    expect([isWritten(written, 'new'), isWanted(written, sent)]).toEqual([true, false]);
    expect([isWritten(begun(written, t0), 'new'), isWanted(begun(written, t0), sent)]).toEqual([false, true]);
  });

  test('is as it was once it is withdrawn', () => {
    expect(withdrawn(begun(state, t0), false)).toEqual(state);
  });

  test('keeps since when its outcome is unknown, also when it is withdrawn', () => {
    const unknown = { ...state, inFlight };
    expect(begun(unknown, t0)).toEqual(unknown);
    expect(withdrawn(begun(unknown, t0), true)).toEqual(unknown);
  });
});

test.each<[string, DeliveryState]>([
  ['waiting', {}],
  ['waiting', { acknowledged }],
  ['acknowledged', { acknowledged: { ...acknowledged, digest: 'new' } }],
  ['waiting', { acknowledged: { ...acknowledged, digest: 'new' }, inFlight }],
  ['refused', { refused: { digest: 'new', at: t0 } }],
  ['failed', { inFlight, failed: { digest: 'new', at: t0, answer } }],
  ['dismissed', { failed: { digest: 'new', at: t0, answer, dismissedAt: t0 } }],
])('a delivery stands as %s: %j', (expected, state) => {
  expect(standingOf(state, sent)).toBe(expected);
});

test('a replay forgets how tries ended, but not what Workable has', () => {
  expect(replayed({ acknowledged, inFlight, refused, trying, failed: { digest: 'new', at: t0, answer } })).toEqual({
    acknowledged,
    inFlight,
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
    expect(backoffMs(policy.retryScheduleMs, tries, 0)).toBe(expected);
  });

  test('is the scheduled one or up to a tenth longer', () => {
    const schedules = fc.array(fc.integer({ min: 1, max: 30 * 24 * hour }), { minLength: 1, maxLength: 8 });
    const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(schedules, fc.integer({ min: 1, max: 20 }), randoms, (schedule, tries, random) => {
        const scheduled = schedule[tries - 1] ?? schedule.at(-1)!;
        const wait = backoffMs(schedule, tries, random);
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
        const result = { outcome: 'try-again', answer } as const;
        const next = afterResult(state, sent, result, { wasUnknown: false, retries: given, now, random });
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
