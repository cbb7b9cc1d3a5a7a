import { describe, expect, test } from 'vitest';
import { doubted } from '../../src/interviews/delivery.ts';
import type { Policy } from '../../src/interviews/policy.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { isNow, nextStep, scheduleOf } from '../../src/interviews/step.ts';
import { day, givenRecord, heard, hour, minute, policy, render, saw, t0 } from './given.ts';

const scored = saw({ state: 'finished', isSubmitted: true, score: 7 });
const completed = { concluded: { status: 'completed', at: t0 } } as const;
const answer = { status: 500 };

function stepOf(record: InterviewRecord, now = t0, change: Partial<Policy> = {}) {
  return nextStep(record, { ...policy, ...change }, render, now);
}

describe('the next step', () => {
  test('of a new interview is to wait until it is time to ask', () => {
    expect(stepOf(givenRecord())).toEqual({ do: 'wait', until: t0 + day });
  });

  test('of a result is to conclude first', () => {
    expect(stepOf(heard(givenRecord(), [scored]))).toEqual({ do: 'conclude', status: 'completed' });
  });

  test('is then to send it', () => {
    expect(stepOf(heard(givenRecord(completed), [scored]))).toMatchObject({
      do: 'send',
      publication: { status: 'completed' },
    });
  });

  test('is to fetch the details before, where they are wanted', () => {
    const record = heard(givenRecord(completed), [scored]);
    expect(stepOf(record, t0, { asksDetails: true })).toEqual({ do: 'details', attemptId: 'a' });
  });

  test('is not to fetch details for what is only to be told as expired', () => {
    const record = givenRecord({ concluded: { status: 'expired', at: t0 } });
    expect(stepOf(record, t0, { asksDetails: true })).toMatchObject({ do: 'send', publication: { status: 'expired' } });
  });

  test('between two tries is to wait for the next', () => {
    const trying = { digest: 'x', since: t0 - hour, tries: 1, nextAt: t0 + minute, answer };
    expect(stepOf(heard(givenRecord({ ...completed, delivery: { trying } }), [scored]))).toEqual({
      do: 'wait',
      until: t0 + minute,
    });
  });

  test('is never to send while the account waits', () => {
    const record = heard(givenRecord(completed), [scored]);
    expect(nextStep(record, policy, render, t0, false)).toEqual({ do: 'wait', until: t0 + 365 * day });
  });

  test('at the deadline is to ask once more', () => {
    expect(stepOf(givenRecord({ asked: { answeredAt: t0 + 13 * day } }), t0 + 14 * day)).toEqual({ do: 'ask' });
  });

  test('is not to ask while the vendor is being told', () => {
    const invitation = { state: 'inviting', round: 1 } as const;
    expect(stepOf(givenRecord({ invitation }), t0 + 5 * day)).toMatchObject({ do: 'wait' });
  });

  test('is to ask where nobody knows whether there is an invitation', () => {
    const failure = { kind: 'vendor-unclear', message: '' };
    const invitation = { state: 'unclear', at: t0, round: 1, failure } as const;
    expect(stepOf(givenRecord({ invitation }), t0 + 5 * day)).toEqual({ do: 'ask' });
  });
});

describe('what Workable has, refused, or failed on', () => {
  const { digest } = (() => {
    const record = heard(givenRecord(completed), [scored]);
    const step = stepOf(record);
    if (step.do !== 'send') throw new Error('Nothing is sent');
    return render(record, step.publication);
  })();

  test.each([
    ['has', { acknowledged: { digest, status: 'completed', at: t0 } }],
    ['refused', { refused: { digest, at: t0 } }],
    ['failed on', { failed: { digest, at: t0, answer } }],
  ] as const)('it %s: it is not sent again', (_, delivery) => {
    expect(stepOf(heard(givenRecord({ ...completed, delivery }), [scored])).do).toBe('wait');
  });

  test('is in doubt since another content was tried: it is sent again', () => {
    const acknowledged = { digest, status: 'completed', at: t0 } as const;
    const record = heard(givenRecord({ ...completed, delivery: { acknowledged, unsureSince: t0 } }), [scored]);
    expect(stepOf(record).do).toBe('send');
  });

  test.each([
    ['has', { acknowledged: { digest: 'old', status: 'completed', at: t0 } }],
    ['refused', { refused: { digest: 'old', at: t0 } }],
    ['failed on', { failed: { digest: 'old', at: t0, answer } }],
  ] as const)('is another one than it %s: that is in doubt first, then the new one is sent', (_, delivery) => {
    const record = heard(givenRecord({ ...completed, delivery }), [scored]);
    expect(stepOf(record).do).toBe('doubt');
    expect(stepOf({ ...record, delivery: doubted(delivery, t0) }).do).toBe('send');
  });

  test('is the first of all: nothing is in doubt', () => {
    expect(stepOf(heard(givenRecord(completed), [scored])).do).toBe('send');
  });
});

describe('erasure', () => {
  const year = 365 * day;

  test.each(['completed', 'declined', 'expired'] as const)('follows so long after %s', (status) => {
    const record = givenRecord({ concluded: { status, at: t0 + day } });
    expect(stepOf(record, t0 + day + year - 1).do).not.toBe('erase');
    expect(stepOf(record, t0 + day + year).do).toBe('erase');
  });

  test('follows so long after the expiry where nobody was invited', () => {
    const failure = { kind: 'vendor-refused', message: '' };
    const record = givenRecord({ invitation: { state: 'not-invited', at: t0, round: 1, failure } });
    expect(stepOf(record, t0)).toEqual({ do: 'wait', until: t0 + 14 * day + year });
    expect(stepOf(record, t0 + 14 * day + year).do).toBe('erase');
  });

  test('waits until a result is told, however short the retention', () => {
    const record = heard(givenRecord(), [saw({ state: 'finished', at: t0 + 14 * day - 1 })]);
    const change = { retentionMs: 1 };
    expect(stepOf(record, t0 + 99 * day, change)).toEqual({ do: 'ask' });
    const asked = { answeredAt: t0 + 99 * day };
    expect(stepOf({ ...record, asked }, t0 + 99 * day, change)).toEqual({ do: 'conclude', status: 'completed' });
  });
});

describe('the schedule', () => {
  const scheduleAt = (record: InterviewRecord, now = t0) => scheduleOf(record, policy, render, now);
  const failed = { digest: 'x', since: t0, tries: 1, nextAt: t0 + minute, answer };

  test.each([
    ['of a new interview is when to ask', givenRecord(), { dueAt: t0 + day }],
    ['of a result to conclude is now', heard(givenRecord(), [scored]), { dueAt: t0 }],
    [
      'of a result to send is now, and the erasure',
      heard(givenRecord(completed), [scored]),
      { dueAt: t0 + 365 * day, sendAt: t0 },
    ],
    [
      'of a result to send again is the next try, and the erasure',
      heard(givenRecord({ ...completed, delivery: { trying: failed } }), [scored]),
      { dueAt: t0 + 365 * day, sendAt: t0 + minute },
    ],
  ])('%s', (_, record, expected) => {
    expect(scheduleAt(record)).toEqual(expected);
  });

  test('keeps the clocks apart from a delivery that has to wait with its account', () => {
    const expired = { concluded: { status: 'expired', at: t0 + 14 * day } } as const;
    expect(scheduleAt(givenRecord(expired), t0 + 14 * day)).toEqual({ dueAt: t0 + 15 * day, sendAt: t0 + 14 * day });
  });

  test.each([
    [{ dueAt: t0 }, true],
    [{ dueAt: t0 + 1 }, false],
    [{ dueAt: t0 + 1, sendAt: t0 }, true],
    [{ dueAt: t0 + 2, sendAt: t0 + 1 }, false],
    [{ dueAt: t0, sendAt: t0 + 1 }, true],
  ])('%j has come: %s', (schedule, expected) => {
    expect(isNow(schedule, t0)).toBe(expected);
  });
});
