import { describe, expect, test } from 'vitest';
import type { Observation } from '../../src/interviews/observation.ts';
import { outcomeOf } from '../../src/interviews/outcome.ts';
import type { InterviewRecord, PollState } from '../../src/interviews/record.ts';
import { day, givenRecord, heard, hour, policy, saw, t0 } from './given.ts';

const finished = (change: Partial<Observation> = {}) => saw({ state: 'finished', isSubmitted: true, ...change });
const failed = (change: Partial<Observation> = {}) => saw({ state: 'failed', ...change });
const askedAt = (answeredAt: number): PollState => ({ answeredAt });
const concludedAs = (status: 'completed' | 'declined' | 'expired', at = t0) => ({ concluded: { status, at } });

/** The reported status, with the attempt whose result it is. */
function told(observations: Observation[], now: number, change: Partial<InterviewRecord> = {}): string {
  const outcome = outcomeOf(heard(givenRecord(change), observations), policy, now);
  return outcome.status === 'completed' ? `completed ${outcome.attempt.attemptId}` : outcome.status;
}

describe('nothing is reported', () => {
  test.each([
    ['before the candidate begins', [], t0 + day],
    ['while an attempt runs', [saw()], t0 + 13 * day],
    ['while a result without a score is held', [finished()], t0 + day - 1],
    ['within the grace after a failed attempt', [failed()], t0 + 3 * day - 1],
    ['while a newer attempt runs', [failed(), saw({ attemptId: 'b', startedAt: t0 + 1 })], t0 + 13 * day],
    ['until the expiry', [], t0 + 14 * day - 1],
  ])('%s', (_, observations, now) => {
    expect(told(observations, now, { polled: askedAt(now) })).toBe('pending');
  });

  test.each([
    [
      'the vendor refused the candidate',
      { state: 'not-invited', at: t0, round: 1, failure: { kind: 'x', message: '' } },
    ],
    [
      'it is unknown whether there is an invitation',
      { state: 'unclear', at: t0, round: 1, failure: { kind: 'x', message: '' } },
    ],
    ['the vendor has not been called', { state: 'wanted', until: t0 + 100 * day, round: 0 }],
    ['the vendor is being called', { state: 'inviting', until: t0, round: 1 }],
  ] as const)('of an expiry while %s', (_, invitation) => {
    expect(told([], t0 + 99 * day, { invitation })).toBe('pending');
  });
});

describe('a score is reported at once', () => {
  test.each([
    ['as a draft', finished({ isSubmitted: false, score: { points: 5.12, of: 10 } })],
    ['handed in', finished({ score: { points: 5.12, of: 10 } })],
    ['after it was archived', finished({ score: { points: 5.12, of: 10 }, vendorStatus: 'archived' })],
    ['when it is 0', finished({ score: { points: 0, of: 10 } })],
    ['from the list', finished({ source: 'fetch', score: { points: 7, of: 10 } })],
  ])('%s', (_, observation) => {
    expect(told([observation], t0)).toBe('completed a');
  });

  test.each(['declined', 'expired'] as const)('after %s was reported', (status) => {
    expect(told([finished({ score: { points: 3, of: 10 } })], t0 + 20 * day, concludedAs(status))).toBe('completed a');
  });

  test('after a failure of the same attempt', () => {
    expect(told([failed(), finished({ score: { points: 3, of: 10 } })], t0)).toBe('completed a');
  });

  test('although an older observation of the same attempt comes later', () => {
    expect(
      told([finished({ score: { points: 3, of: 10 }, at: t0 + hour }), saw(), finished(), failed()], t0 + hour),
    ).toBe('completed a');
  });
});

test('a score said while the attempt still runs is no result', () => {
  expect(
    told([saw({ score: { points: 0, of: 10 } }), finished({ source: 'details', isSubmitted: false })], t0 + hour),
  ).toBe('pending');
});

test('a score said while the attempt still ran is not reported with a result that has none', () => {
  const record = heard(givenRecord({ polled: askedAt(t0 + day) }), [
    saw({ score: { points: 0, of: 10 } }),
    finished({ source: 'details' }),
  ]);
  const outcome = outcomeOf(record, policy, t0 + day);
  expect(outcome).toMatchObject({ status: 'completed', attempt: { isScored: false } });
  expect(outcome).not.toHaveProperty('attempt.score');
});

describe('a deadline', () => {
  const deadlines = [
    ['the hold', [finished()], t0 + day, day, 'completed a'],
    ['the grace', [failed()], t0 + 3 * day, day, 'declined'],
    ['the expiry', [], t0 + 14 * day, day, 'expired'],
    ['the expiry of a running attempt', [saw()], t0 + 14 * day, day, 'expired'],
    ['an expiry that comes before the grace ends', [failed({ at: t0 + 12 * day })], t0 + 14 * day, day, 'expired'],
  ] as const;

  test.each(deadlines)(
    'of %s has passed once the vendor was asked at it',
    (_, observations, at, _patience, expected) => {
      expect(told([...observations], at, { polled: askedAt(at) })).toBe(expected);
    },
  );

  test.each(deadlines)('of %s waits for the vendor', (_, observations, at) => {
    expect(told([...observations], at + 99 * day, { polled: askedAt(at - 1) })).toBe('pending');
  });

  test.each(deadlines)('of %s waits while polls are unanswered', (_, observations, at, patienceMs) => {
    const asked = { answeredAt: at - 1, unansweredSince: at };
    expect(told([...observations], at + patienceMs - 1, { polled: asked })).toBe('pending');
  });

  test.each(deadlines)('of %s waits for that no longer than a day', (_, observations, at, patienceMs, expected) => {
    const asked = { answeredAt: at - 1, unansweredSince: at };
    expect(told([...observations], at + patienceMs, { polled: asked })).toBe(expected);
  });

  test('counts from the first time that a state was seen', () => {
    const observations = [failed(), failed({ at: t0 + 2 * day }), failed({ source: 'fetch', at: t0 + 3 * day })];
    expect(told(observations, t0 + 3 * day, { polled: askedAt(t0 + 3 * day) })).toBe('declined');
  });
});

describe('what was concluded stands', () => {
  test.each([
    ['declined after a new attempt', 'declined', [failed(), saw({ attemptId: 'b', startedAt: t0 + 1 })], 'declined'],
    ['declined after the expiry too', 'declined', [failed()], 'declined'],
    ['expired after a late failure', 'expired', [failed({ at: t0 + 14 * day })], 'expired'],
    ['expired while a late result is held', 'expired', [finished({ at: t0 + 29.5 * day })], 'expired'],
    [
      'completed when the attempt is reset',
      'completed',
      [finished({ score: { points: 6, of: 10 } }), saw({ at: t0 + day })],
      'completed a',
    ],
    [
      'completed while another attempt runs',
      'completed',
      [finished({ score: { points: 6, of: 10 } }), saw({ attemptId: 'b', at: t0 + day })],
      'completed a',
    ],
    [
      'completed after another attempt fails',
      'completed',
      [finished({ score: { points: 6, of: 10 } }), failed({ attemptId: 'b', at: t0 + day })],
      'completed a',
    ],
    [
      'completed without a score when the attempt is reset',
      'completed',
      [finished(), saw({ at: t0 + day })],
      'completed a',
    ],
    [
      'completed without a score while another attempt runs',
      'completed',
      [finished(), saw({ attemptId: 'b', at: t0 + day })],
      'completed a',
    ],
  ] as const)('%s', (_, status, observations, expected) => {
    const now = t0 + 30 * day;
    expect(told([...observations], now, { ...concludedAs(status), polled: askedAt(t0 + 29 * day) })).toBe(expected);
  });

  test('until a late result was held long enough', () => {
    const late = [failed(), finished({ attemptId: 'b', at: t0 + 10 * day })];
    const now = t0 + 11 * day;
    expect(told(late, now, { ...concludedAs('declined', t0 + 3 * day), polled: askedAt(now) })).toBe('completed b');
  });
});

describe('of several attempts', () => {
  const first = { attemptId: 'z', startedAt: t0 + hour };
  const second = { attemptId: 'b', startedAt: t0 + 2 * hour };

  test('the newest one with a score is reported', () => {
    expect(
      told(
        [finished({ ...first, score: { points: 9, of: 10 } }), finished({ ...second, score: { points: 2, of: 10 } })],
        t0 + day,
      ),
    ).toBe('completed b');
  });

  test('the newest is the one that began last, whichever webhook came first', () => {
    const observations = [
      finished({ ...second, score: { points: 2, of: 10 } }),
      finished({ ...first, at: t0 + day, score: { points: 9, of: 10 } }),
    ];
    expect(told(observations, t0 + day)).toBe('completed b');
  });

  test('one without a beginning began when it was first seen', () => {
    const observations = [
      finished({ ...first, score: { points: 9, of: 10 } }),
      finished({ attemptId: 'b', at: t0 + 2 * hour, score: { points: 2, of: 10 } }),
    ];
    expect(told(observations, t0 + day)).toBe('completed b');
  });

  test('a score stands until the newer one has its own', () => {
    expect(told([finished({ ...first, score: { points: 9, of: 10 } }), finished(second)], t0 + 9 * day)).toBe(
      'completed z',
    );
  });

  test('the failure of an older one declines nothing', () => {
    expect(told([failed(first), saw(second)], t0 + 9 * day, { polled: askedAt(t0 + 9 * day) })).toBe('pending');
  });
});

describe('what the vendor calls the end', () => {
  test.each([
    ['declined', saw({ state: 'failed', final: 'declined' }), 'declined'],
    ['expired', saw({ state: 'failed', final: 'expired' }), 'expired'],
    ['completed, without a score', finished({ final: 'completed' }), 'completed a'],
  ] as const)('%s is reported at once', (_what, observation, expected) => {
    expect(told([observation], t0)).toBe(expected);
  });

  test('is none once a newer attempt has begun', () => {
    const ended = saw({ state: 'failed', final: 'expired' });
    expect(told([ended, saw({ attemptId: 'b', at: t0 + hour })], t0 + hour)).toBe('pending');
  });

  test('is none of a result that came to the same attempt', () => {
    expect(told([saw({ state: 'failed', final: 'expired' }), finished({ source: 'fetch' })], t0 + hour)).toBe(
      'pending',
    );
  });
});
