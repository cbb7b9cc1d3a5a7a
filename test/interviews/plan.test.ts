import { describe, expect, test } from 'vitest';
import { plan } from '../../src/interviews/plan.ts';
import type { Policy } from '../../src/interviews/policy.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { begun, type DeliveryState } from '../../src/outbox/delivery.ts';
import { callbackTo, day, givenRecord, heard, hour, minute, policy, saw, t0 } from './given.ts';

const scored = saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } });
const completed = { concluded: { status: 'completed', at: t0 } } as const;
const answer = { status: 500 };

const destinations = [callbackTo()];

/** What is planned, without the parts of a write that are functions. */
function stepOf(record: InterviewRecord, now = t0, change: Partial<Policy> = {}, mayWrite = true) {
  const { step } = plan(record, { policy: { ...policy, ...change }, destinations }, now, () => mayWrite);
  return step.do === 'write' ? { do: step.do, label: step.document.label, digest: step.document.digest } : step;
}

function scheduleAt(record: InterviewRecord, now = t0) {
  return plan(record, { policy, destinations }, now).schedule;
}

/** Of the result that follows from it. */
function digestOf(observation: typeof scored): string {
  const step = stepOf(heard(givenRecord(completed), [observation]));
  return 'digest' in step ? step.digest : '';
}

function delivered(delivery: DeliveryState): Pick<InterviewRecord, 'deliveries'> {
  return { deliveries: { 'callback/result': delivery } };
}

describe('the next step', () => {
  test('of a new interview is to wait until it is time to ask', () => {
    expect(stepOf(givenRecord())).toEqual({ do: 'wait' });
    expect(scheduleAt(givenRecord())).toEqual({ dueAt: t0 + day });
  });

  test('of a result is to conclude first', () => {
    expect(stepOf(heard(givenRecord(), [scored]))).toEqual({ do: 'conclude', status: 'completed' });
  });

  test('is then to send it', () => {
    expect(stepOf(heard(givenRecord(completed), [scored]))).toMatchObject({
      do: 'write',
      label: 'completed',
    });
  });

  test('is to fetch the details before, where they are wanted', () => {
    const record = heard(givenRecord(completed), [scored]);
    expect(stepOf(record, t0, { asksDetails: true })).toEqual({ do: 'details', attemptId: 'a' });
  });

  test('is not to fetch details for what is only reported as expired', () => {
    const record = givenRecord({ concluded: { status: 'expired', at: t0 } });
    expect(stepOf(record, t0, { asksDetails: true })).toMatchObject({ do: 'write', label: 'expired' });
  });

  test('between two tries is to wait for the next', () => {
    const trying = { digest: digestOf(scored), since: t0 - hour, tries: 1, nextAt: t0 + minute, answer };
    const record = heard(givenRecord({ ...completed, ...delivered({ trying }) }), [scored]);
    expect(stepOf(record)).toEqual({ do: 'wait' });
    expect(scheduleAt(record).sendAt).toEqual({ callback: t0 + minute });
  });

  test('is to write new content at once, although the old one waits for its next try', () => {
    const trying = { digest: 'old', since: t0 - hour, tries: 9, nextAt: t0 + hour, answer };
    const record = heard(givenRecord({ ...completed, ...delivered({ trying }) }), [scored]);
    expect(stepOf(record)).toMatchObject({ do: 'write', digest: digestOf(scored) });
    expect(scheduleAt(record).sendAt).toEqual({ callback: t0 });
  });

  test('is never to write while the circuit is open', () => {
    const record = heard(givenRecord(completed), [scored]);
    expect(stepOf(record, t0, {}, false)).toEqual({ do: 'wait' });
  });

  test('at the deadline is to ask once more', () => {
    expect(stepOf(givenRecord({ polled: { answeredAt: t0 + 13 * day } }), t0 + 14 * day)).toEqual({ do: 'poll' });
  });

  test.each([
    ['to invite while that is wanted', 'wanted', 5 * day, 'invite'],
    ['to wait once no create waits for the invitation', 'wanted', 5 * day + 1, 'wait'],
    ['to resolve a call that has begun', 'inviting', 5 * day, 'invite'],
    ['to resolve a call that has begun, however late', 'inviting', 5 * day + 1, 'invite'],
  ] as const)('is %s', (_, state, ms, expected) => {
    const record = givenRecord({ invitation: { state, until: t0 + 5 * day, round: 1 } });
    expect(stepOf(record, t0 + ms)).toEqual({ do: expected });
  });

  test('is to poll where it is unknown whether there is an invitation', () => {
    const failure = { kind: 'vendor-unclear', message: '' };
    const invitation = { state: 'unclear', at: t0, round: 1, failure } as const;
    expect(stepOf(givenRecord({ invitation }), t0 + 5 * day)).toEqual({ do: 'poll' });
  });
});

describe('what Workable has, refused, or failed on', () => {
  const digest = (() => {
    const step = stepOf(heard(givenRecord(completed), [scored]));
    return 'digest' in step ? step.digest : '';
  })();

  test.each([
    ['has', { acknowledged: { digest, label: 'completed', at: t0 } }],
    ['refused', { refused: { digest, at: t0 } }],
    ['failed on', { failed: { digest, at: t0, answer } }],
  ] as const)('it %s: it is not sent again', (_, delivery) => {
    expect(stepOf(heard(givenRecord({ ...completed, ...delivered(delivery) }), [scored])).do).toBe('wait');
  });

  test('is in doubt since another content was tried: it is sent again', () => {
    const acknowledged = { digest, label: 'completed', at: t0 };
    const record = heard(givenRecord({ ...completed, ...delivered({ acknowledged, inFlight: { since: t0 } }) }), [
      scored,
    ]);
    expect(stepOf(record).do).toBe('write');
  });

  test.each([
    ['has', { acknowledged: { digest: 'old', label: 'completed', at: t0 } }],
    ['refused', { refused: { digest: 'old', at: t0 } }],
    ['failed on', { failed: { digest: 'old', at: t0, answer } }],
  ] as const)('is another one than it %s: the new one is written', (_, delivery) => {
    const record = heard(givenRecord({ ...completed, ...delivered(delivery) }), [scored]);
    expect(stepOf(record).do).toBe('write');
    expect(stepOf({ ...record, ...delivered(begun(delivery, t0)) }).do).toBe('write');
  });

  test('is the same as was in flight when a process died: it is written again', () => {
    const acknowledged = { digest, label: 'completed', at: t0 };
    const record = heard(givenRecord({ ...completed, ...delivered(begun({ acknowledged }, t0)) }), [scored]);
    expect(stepOf(record).do).toBe('write');
  });
});

describe('erasure', () => {
  const year = 365 * day;

  test.each(['completed', 'declined', 'expired'] as const)('follows so long after %s', (status) => {
    const record = givenRecord({ concluded: { status, at: t0 + day } });
    expect(stepOf(record, t0 + day + year - 1).do).not.toBe('erase');
    expect(stepOf(record, t0 + day + year).do).toBe('erase');
  });

  test('follows so long after the expiry where no one was invited', () => {
    const failure = { kind: 'vendor-refused', message: '' };
    const record = givenRecord({ invitation: { state: 'not-invited', at: t0, round: 1, failure } });
    expect(stepOf(record, t0)).toEqual({ do: 'wait' });
    expect(scheduleAt(record)).toEqual({ dueAt: t0 + 14 * day + year });
    expect(stepOf(record, t0 + 14 * day + year).do).toBe('erase');
  });

  test('waits until a result is delivered, however short the retention', () => {
    const record = heard(givenRecord(), [saw({ state: 'finished', at: t0 + 14 * day - 1 })]);
    const change = { retentionMs: 1 };
    expect(stepOf(record, t0 + 99 * day, change)).toEqual({ do: 'poll' });
    const asked = { answeredAt: t0 + 99 * day };
    expect(stepOf({ ...record, polled: asked }, t0 + 99 * day, change)).toEqual({
      do: 'conclude',
      status: 'completed',
    });
  });
});

describe('the schedule', () => {
  const failed = { digest: digestOf(scored), since: t0, tries: 1, nextAt: t0 + minute, answer };

  test.each([
    ['of a new interview is when to ask', givenRecord(), { dueAt: t0 + day }],
    ['of a result to conclude is now', heard(givenRecord(), [scored]), { dueAt: t0 }],
    [
      'of a result to send is now, and the erasure',
      heard(givenRecord(completed), [scored]),
      { dueAt: t0 + 365 * day, sendAt: { callback: t0 } },
    ],
    [
      'of a result to send again is the next try, and the erasure',
      heard(givenRecord({ ...completed, ...delivered({ trying: failed }) }), [scored]),
      { dueAt: t0 + 365 * day, sendAt: { callback: t0 + minute } },
    ],
  ])('%s', (_, record, expected) => {
    expect(scheduleAt(record)).toEqual(expected);
  });

  test('keeps the clocks apart from a delivery that has to wait with its account', () => {
    const expired = { concluded: { status: 'expired', at: t0 + 14 * day } } as const;
    expect(scheduleAt(givenRecord(expired), t0 + 14 * day)).toEqual({
      dueAt: t0 + 15 * day,
      sendAt: { callback: t0 + 14 * day },
    });
  });

  test.each([
    ['to wait for', givenRecord(), false],
    ['to conclude', heard(givenRecord(), [scored]), true],
    ['to write', heard(givenRecord(completed), [scored]), true],
    ['to try again later', heard(givenRecord({ ...completed, ...delivered({ trying: failed }) }), [scored]), false],
  ])('of what there is %s: is it due now? %s', (_, record, expected) => {
    expect(plan(record, { policy, destinations }, t0).isDue).toBe(expected);
  });
});
