import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deadline } from '../../src/interviews/deadline.ts';
import {
  answered,
  hintedPollAt,
  isPolledSince,
  nextLatePollAt as nextLatePollOf,
  nextPollAt as nextPollOf,
  patienceEndsAt,
  patienceMs,
  pollAgainAt,
  unanswered,
} from '../../src/interviews/polling.ts';
import type { PollState } from '../../src/interviews/record.ts';
import { day, hour, minute, t0 } from './given.ts';

const nextPollAt = (polled: PollState, idleSince: number, deadline: Deadline, askEveryMs = day) =>
  nextPollOf(polled, idleSince, deadline, askEveryMs);
const nextLatePollAt = (polled: PollState, concludedAt: number, deadline: Deadline) =>
  nextLatePollOf(polled, concludedAt, deadline, day);

function expiryAfter(windowMs: number): Deadline {
  return { reason: 'expiry', at: t0 + windowMs, windowMs };
}

/**
 * When a vendor that always answers is asked about an interview that stays quiet, in milliseconds since its creation.
 */
function asks(deadline: Deadline): number[] {
  const times: number[] = [];
  for (let answeredAt = t0; answeredAt < deadline.at; times.push(answeredAt - t0)) {
    answeredAt = nextPollAt({ answeredAt }, t0, deadline);
  }
  return times;
}

/** The same of a vendor that never answers. */
function vainAsks(deadline: Deadline, until: number): number[] {
  const times: number[] = [];
  let askAt = nextPollAt({}, t0, deadline);
  while (askAt <= until) {
    times.push(askAt - t0);
    askAt = nextPollAt(unanswered({}, deadline, askAt, undefined), t0, deadline);
  }
  return times;
}

function pauses(times: number[]): number[] {
  return times.map((time, i) => time - (times[i - 1] ?? 0));
}

describe('a quiet interview', () => {
  const fortnight = asks(expiryAfter(14 * day));

  test('is asked about once a day at first', () => {
    expect(pauses(fortnight).slice(0, 10)).toEqual(Array(10).fill(day));
  });

  test('is polled more and more often near the deadline, down to ten minutes', () => {
    const near = pauses(fortnight).slice(10, -1);
    expect(near).toEqual([...near].sort((a, b) => b - a));
    expect(near.at(-1)).toBe(10 * minute);
  });

  test('is asked about at the deadline itself', () => {
    expect(fortnight.at(-1)).toBe(14 * day);
  });

  test('is asked about some thirty times in a fortnight', () => {
    expect(fortnight.length).toBeGreaterThan(25);
    expect(fortnight.length).toBeLessThan(40);
  });

  test('is asked about in the same way where the whole wait is 20 s', () => {
    const times = asks(expiryAfter(20_000));
    expect(times).toHaveLength(9);
    expect(times.slice(0, 3)).toEqual([5_000, 8_750, 11_562.5]);
    expect(times.at(-1)).toBe(20_000);
    expect(Math.min(...pauses(times).slice(0, -1))).toBe(1_250);
  });

  test('is left alone for a while after something was heard', () => {
    const deadline = expiryAfter(14 * day);
    expect(nextPollAt({ answeredAt: t0 + day }, t0 + 10 * day, deadline)).toBe(t0 + 11 * day);
  });

  test('is not asked about before the vendor wants to be asked again', () => {
    expect(nextPollAt({ notBefore: t0 + 3 * day }, t0, expiryAfter(14 * day))).toBe(t0 + 3 * day);
  });
});

test('however long the wait, it is asked about few times, always later, and at the deadline', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 * day }), (windowMs) => {
      const times = asks(expiryAfter(windowMs));
      expect(times.length).toBeLessThan(windowMs / day + 40);
      expect(Math.min(...pauses(times))).toBeGreaterThan(0);
      expect(times.at(-1)).toBe(windowMs);
    }),
    { numRuns: 1000 },
  );
});

describe('patience at a deadline', () => {
  const deadline = expiryAfter(14 * day);
  const unansweredSince = deadline.at;

  test.each([
    [20_000, 20_000],
    [day, day],
    [14 * day, day],
  ])('of a wait of %i ms lasts %i ms', (windowMs, expected) => {
    expect(patienceMs(expiryAfter(windowMs))).toBe(expected);
  });

  test('begins at the deadline where the vendor is silent since before', () => {
    expect(patienceEndsAt({ unansweredSince: t0 }, deadline)).toBe(deadline.at + day);
  });

  test('begins with the first poll where there was none at the deadline', () => {
    expect(patienceEndsAt({ unansweredSince: deadline.at + 5 * day }, deadline)).toBe(deadline.at + 6 * day);
  });

  test.each([
    ['the vendor answered at the deadline', { answeredAt: deadline.at }, deadline.at, true],
    ['the vendor answered just before', { answeredAt: deadline.at - 1 }, deadline.at + 9 * day, false],
    ['the vendor was not asked yet', {}, deadline.at + 9 * day, false],
    ['the vendor is silent', { unansweredSince }, deadline.at + day - 1, false],
    ['the vendor is silent for a day', { unansweredSince }, deadline.at + day, true],
  ])('has an end: %s', (_, asked, now, expected) => {
    expect(isPolledSince(asked, deadline, now)).toBe(expected);
  });
});

describe('a vendor that does not answer', () => {
  const deadline = expiryAfter(14 * day);

  test('is asked again after ten minutes near the deadline', () => {
    expect(pollAgainAt(deadline.at - hour, deadline, undefined)).toBe(deadline.at - 50 * minute);
  });

  test('is asked again within the hour before the deadline, and later the longer ago it was', () => {
    expect(pollAgainAt(deadline.at - 4 * day, deadline, undefined)).toBe(deadline.at - 4 * day + hour);
    expect(pollAgainAt(deadline.at + 4 * day, deadline, undefined)).toBe(deadline.at + 4 * day + 6 * hour);
  });

  test('is left alone for as long as it asks for', () => {
    expect(pollAgainAt(t0, deadline, 9 * day)).toBe(t0 + 9 * day);
  });

  test('is not asked at once again although it says so', () => {
    expect(pollAgainAt(deadline.at, deadline, 0)).toBe(deadline.at + 10 * minute);
  });

  test('is asked at most once a second, however short the wait', () => {
    expect(pollAgainAt(t0, expiryAfter(1), undefined)).toBe(t0 + 1000);
  });

  test('is silent since the first question without an answer', () => {
    const first = unanswered({ answeredAt: t0 }, deadline, t0 + day, undefined);
    expect(unanswered(first, deadline, t0 + 2 * day, undefined)).toMatchObject({
      answeredAt: t0,
      unansweredSince: t0 + day,
    });
  });

  test('is asked a bounded number of times in a fortnight and the year after it', () => {
    expect(vainAsks(deadline, deadline.at).length).toBeLessThan(400);
    expect(vainAsks(deadline, deadline.at + 365 * day).length).toBeLessThan(550);
  });
});

describe('after declined or expired', () => {
  const deadline = expiryAfter(14 * day);
  const concludedAt = deadline.at;

  function lateAsks(until: number): number[] {
    const times: number[] = [];
    let answeredAt = concludedAt;
    for (;;) {
      answeredAt = nextLatePollAt({ answeredAt }, concludedAt, deadline);
      if (answeredAt > until) return times;
      times.push((answeredAt - concludedAt) / day);
    }
  }

  test('the vendor is asked after one day, and each time after twice as long', () => {
    expect(lateAsks(concludedAt + 365 * day)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256]);
  });

  test('the first pause is a quarter of a short wait', () => {
    expect(nextLatePollAt({}, t0, expiryAfter(20_000))).toBe(t0 + 5_000);
  });

  test('the vendor is not asked before it wants to be', () => {
    expect(nextLatePollAt({ notBefore: t0 + 9 * day }, t0, deadline)).toBe(t0 + 9 * day);
  });
});

describe('a vendor that is to be asked more often', () => {
  test('is, however far the deadline is', () => {
    expect(nextPollAt({ answeredAt: t0 }, t0, expiryAfter(14 * day), 2 * minute)).toBe(t0 + 2 * minute);
  });
});

describe('a hint', () => {
  const second = 1_000;
  test.each<[string, PollState, number]>([
    ['is followed at once', { hintedAt: t0 }, t0],
    ['waits until ten seconds after the last poll', { answeredAt: t0 - second, hintedAt: t0 }, t0 + 9 * second],
    ['waits for as long as the vendor asked', { hintedAt: t0, notBefore: t0 + hour }, t0 + hour],
    ['is done with once a later poll is answered', { answeredAt: t0 + 1, hintedAt: t0 }, Number.POSITIVE_INFINITY],
    ['is nothing where there was none', { answeredAt: t0 }, Number.POSITIVE_INFINITY],
  ])('%s', (_what, polled, expected) => {
    expect(hintedPollAt(polled)).toBe(expected);
  });

  test('that came while the vendor was polled is followed by another poll', () => {
    expect(answered({ hintedAt: t0 + 1 }, t0)).toEqual({ answeredAt: t0, hintedAt: t0 + 1 });
    expect(answered({ hintedAt: t0 - 1 }, t0)).toEqual({ answeredAt: t0 });
  });

  test('is followed soon where the vendor did not answer', () => {
    const { notBefore } = unanswered({ hintedAt: t0 }, expiryAfter(14 * day), t0 + second, undefined);
    expect(notBefore).toBe(t0 + 11 * second);
  });
});
