import { describe, expect, test } from 'vitest';
import type { Context } from '../../src/applications/context.ts';
import { planApplication } from '../../src/applications/plan.ts';
import { type ApplicationRecord, enrolled, newApplication, see } from '../../src/applications/record.ts';
import { settled } from '../../src/applications/settle.ts';
import type { Snapshot } from '../../src/applications/snapshot.ts';
import { elsewhere, place, policy, simulate } from '../campaign/snapshots/simulation.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const planner = { policy, destinations: [] };

const free: Context = {
  trigger: (at) => (at.stage === place.stage ? { ...place, templateId: 't1' } : undefined),
  hasTrigger: () => true,
  job: () => 'open',
  parkedUntil: () => undefined,
  stageName: (_, slug) => slug,
  interviews: new Map(),
  templates: new Map(),
};

function seen(record: ApplicationRecord, change: Partial<Snapshot>, email = 'ada@example.org'): ApplicationRecord {
  return see(record, { snapshot: { ...place, source: 'read', at: 0, updatedAt: 0, ...change }, person: { email } });
}

function standing(change: Partial<Snapshot> = {}, email?: string): ApplicationRecord {
  const given = { id: 'acme_application.0123456789abcdef', account: 'acme', candidateId: 'c1', againKey: 'key' };
  const record = seen(newApplication(given, 0), change, email);
  return enrolled(record, { ...place, templateId: 't1', since: 0, at: minute });
}

test('of a candidate who comes back for ever the newest stays are kept, and what was written about them', () => {
  let record = standing();
  for (let number = 1; number < 200; number += 1) {
    const written = { acknowledged: { digest: 'd', label: 'l', at: number } };
    const deliveries = { [`comments/invited:${number}`]: written, 'attribute/score': written };
    record = { ...record, deliveries: { ...record.deliveries, ...deliveries } };
    record = enrolled(record, { ...place, templateId: 't1', since: 0, at: minute });
  }
  expect(record.enrolments.map(({ number }) => number)).toEqual(Array.from({ length: 50 }, (_, i) => 151 + i));
  const names = Object.keys(record.deliveries);
  expect([names.length, names.includes('comments/invited:151'), names.includes('comments/invited:150')]).toEqual([
    50,
    true,
    false,
  ]);
  expect(names).toContain('attribute/score');
});

describe('a stay without an interview', () => {
  const step = (record: ApplicationRecord, now: number, context = free) =>
    planApplication(settled(record, policy, context, now), planner, context, now).step.do;

  test('is invited by what was read a moment ago, and read first where that was long ago', () => {
    expect(step(standing({ at: hour - minute }), hour)).toBe('invite');
    expect(step(standing(), hour)).toBe('read');
  });

  test('is not invited while Workable does not answer that read', () => {
    const record = { ...standing(), reading: { tries: 1, notBefore: hour + 5000 } };
    const plan = planApplication(record, planner, free, hour);
    expect([plan.step.do, plan.schedule.dueAt]).toEqual(['wait', hour + 5000]);
  });

  test('is neither read nor invited in quiet hours, and read when they end', () => {
    const quiet = {
      ...planner,
      policy: { ...policy, quietUntil: (now: number) => (now < 8 * hour ? 8 * hour : undefined) },
    };
    const plan = planApplication(standing(), quiet, free, hour);
    expect([plan.step.do, plan.schedule.dueAt]).toEqual(['wait', 8 * hour]);
    expect(planApplication(standing(), quiet, free, 8 * hour).step.do).toBe('read');
  });

  describe('whose trigger has another template by now', () => {
    const changed: Context = { ...free, trigger: () => ({ ...place, templateId: 't2' }) };
    const settledStay = (record: ApplicationRecord) => settled(record, policy, changed, hour).enrolments.at(-1);
    const withStay = (more: object) => {
      const record = standing({ at: hour });
      return { ...record, enrolments: record.enrolments.map((each) => ({ ...each, ...more })) };
    };

    test('is invited to that one, and what stood in the way of the other is forgotten', () => {
      const blocked = { reason: 'template-gone' as const, since: 1, retryAt: 2 * hour };
      const record = settled(withStay({ blocked }), policy, changed, hour);
      expect(record.enrolments.at(-1)).toEqual({ ...standing().enrolments[0], templateId: 't2' });
      expect(planApplication(record, planner, changed, hour).step.do).toBe('invite');
      expect(settled(record, policy, changed, hour)).toEqual(record);
    });

    test('stays held where the candidate stood there before, and is held no more by the other interview', () => {
      expect(settledStay(withStay({ held: 'before' }))).toMatchObject({ held: 'before', templateId: 't2' });
      expect(settledStay(withStay({ held: 'ask' }))?.held).toBeUndefined();
      const earlier = { ...standing().enrolments[0], number: 1, templateId: 't2', interviewId: 'i1', isStored: true };
      const stay = { ...standing().enrolments[0], number: 2 };
      expect(settledStay({ ...standing({ at: hour }), enrolments: [earlier, stay] as never })?.held).toBe(
        policy.onReturn,
      );
    });

    test('is left alone once there is an interview, or its id', () => {
      const begun = withStay({ interviewId: 'i1' });
      expect(settled(begun, policy, changed, hour)).toBe(begun);
    });
  });

  test('is neither read nor invited while its trigger is off, unless a person asked for it', () => {
    const off: Context = { ...free, trigger: () => undefined };
    const plan = planApplication(standing({ at: hour }), planner, off, hour);
    expect([plan.step.do, plan.schedule.dueAt]).toEqual(['wait', 2 * hour]);
    const asked = { ...standing({ at: hour }) };
    const enrolments = asked.enrolments.map((each) => ({ ...each, askedAt: hour }));
    expect(planApplication({ ...asked, enrolments }, planner, off, hour).step.do).toBe('invite');
  });

  test('that a back-fill has released is invited by an active trigger, and outside quiet hours', () => {
    const record = standing({ at: hour });
    const enrolments = record.enrolments.map((each) => ({ ...each, held: 'before' as const, askedAt: hour }));
    const quiet = { ...planner, policy: { ...policy, quietUntil: () => 8 * hour } };
    const released = { ...record, enrolments };
    expect(planApplication(released, planner, free, hour).step.do).toBe('invite');
    expect(planApplication(released, planner, { ...free, trigger: () => undefined }, hour).step.do).toBe('wait');
    const plan = planApplication(released, quiet, free, hour);
    expect([plan.step.do, plan.schedule.dueAt]).toEqual(['wait', 8 * hour]);
  });

  test('waits while the job is archived, and looks again whether it still is', () => {
    const plan = planApplication(standing({ at: hour }), planner, { ...free, job: () => 'over' }, hour);
    expect([plan.step.do, plan.schedule.dueAt]).toEqual(['wait', 2 * hour]);
  });

  test('waits while the member may not comment in the job', () => {
    const context: Context = { ...free, notWritable: () => ({ why: 'forbidden', until: hour + 30_000 }) };
    const plan = planApplication(standing({ at: hour }), planner, context, hour);
    expect([plan.step.do, plan.schedule.dueAt]).toEqual(['wait', hour + 30_000]);
  });
});

describe('a process that dies between saving the id of an interview and storing it', () => {
  const truths = [
    { at: 0, ...place },
    { at: 5 * minute, ...elsewhere },
    { at: 20 * minute, ...place },
  ];

  test.each(['ask', 'never', 'always'] as const)(
    'leaves a stay that was no interview: who comes back is invited, once (STAGE_ON_RETURN=%s)',
    (onReturn) => {
      const deaths = [{ invitation: 0, forMs: 10 * minute }];
      const world = simulate(truths, { canCancel: false, policy: { ...policy, onReturn }, deaths });
      for (const at of [0, 5 * minute, 20 * minute]) world.snapshot('webhook', at + 300);
      world.runTo(60 * minute);
      expect(world.record().enrolments).toMatchObject([
        { interviewId: expect.any(String), left: {} },
        { isStored: true },
      ]);
      expect(world.interviews.size).toBe(1);
    },
  );

  test('has another process invite, once, where the candidate still stands there', () => {
    const world = simulate(truths.slice(0, 1), { canCancel: false, deaths: [{ invitation: 0, forMs: 10 * minute }] });
    world.snapshot('webhook', 300);
    world.runTo(60 * minute);
    expect(world.record().enrolments).toMatchObject([{ number: 1, isStored: true }]);
    expect([world.interviews.size, world.done.filter(({ step }) => step === 'invite').length]).toEqual([1, 1]);
  });

  test('has none invite whose address is gone by then', () => {
    const record = { ...standing({ at: hour }, ''), enrolments: [{ ...enrolmentOf(standing()), interviewId: 'i1' }] };
    expect(planApplication(record, planner, free, hour).step.do).toBe('wait');
  });

  test('is made up for where the interview was stored and that was not noted, though it is erased later', () => {
    const world = simulate(truths.slice(0, 1), { canCancel: false });
    world.snapshot('webhook', 300);
    world.runTo(10 * minute);
    const [{ isStored: _stored, ...stay }] = world.record().enrolments as [ReturnType<typeof enrolmentOf>];
    const unnoted = { ...world.record(), enrolments: [stay] };
    const noted = settled(unnoted, policy, { ...free, interviews: world.interviews }, 10 * minute);
    expect(noted.enrolments).toMatchObject([{ isStored: true }]);
  });
});

function enrolmentOf({ enrolments: [stay] }: ApplicationRecord) {
  if (!stay) throw new Error('There is no stay');
  return stay;
}

describe('a candidate who never leaves the stage', () => {
  const interviewed: ApplicationRecord = {
    ...standing({ at: hour }),
    enrolments: [{ ...enrolmentOf(standing()), interviewId: 'i1', isStored: true }],
    history: [{ at: 0, text: 'enrolled' }],
  };
  const end = minute + policy.retentionMs;

  test('is forgotten when the retention ends, and what keeps them from being invited twice is not', () => {
    expect(planApplication(interviewed, planner, free, day).schedule.dueAt).toBe(end);
    expect(settled(interviewed, policy, free, end - 1)).toBe(interviewed);
    const lapsed = settled(interviewed, policy, free, end);
    expect(lapsed).toMatchObject({ isLapsed: true, person: { updatedAt: -1 }, enrolments: interviewed.enrolments });
    expect(JSON.stringify(lapsed)).not.toContain('ada@example.org');
    expect(lapsed.history.map(({ text }) => text)).toEqual(['the retention is over: what was personal is erased']);
    expect(settled(lapsed, policy, free, end + day)).toBe(lapsed);
    expect(planApplication(lapsed, planner, free, end + day)).toMatchObject({ step: { do: 'wait' }, isDue: false });
  });

  test('is not remembered again by what is seen of them there', () => {
    const lapsed = settled(interviewed, policy, free, end);
    expect(JSON.stringify(seen(lapsed, { at: end + day, updatedAt: end + day }))).not.toContain('ada@example.org');
  });

  test('is read, and then invited, where a person asks for it', () => {
    const held = { ...enrolmentOf(standing()), held: 'before' as const };
    const lapsed = settled({ ...standing(), enrolments: [held] }, policy, free, end);
    expect(lapsed.isLapsed).toBe(true);
    const asked = settled({ ...lapsed, enrolments: [{ ...held, askedAt: end }] }, policy, free, end);
    expect(planApplication(asked, planner, free, end).step).toMatchObject({ do: 'read', isUrgent: true });
    const read = settled(seen(asked, { at: end }), policy, free, end);
    expect(planApplication(read, planner, free, end).step.do).toBe('invite');
  });

  test('and was never invited is not forgotten: they are, once nothing is in the way', () => {
    const blocked = standing({}, '');
    expect(settled(blocked, policy, free, end).isLapsed).toBeUndefined();
  });
});

describe('a candidate who is deleted', () => {
  const gone = { at: day, why: 'deleted' as const };
  const eraseAt = (record: ApplicationRecord, change: Partial<typeof policy> = {}) =>
    planApplication(record, { ...planner, policy: { ...policy, ...change } }, free, day).schedule.dueAt;

  test('is erased within minutes where there is no interview that could go on under another id', () => {
    // Longer than a webhook of an earlier move is believed.
    expect(eraseAt({ ...standing(), gone })).toBe(day + 3 * minute);
  });

  test('is kept until the new id that they may have could have been invited, and never for a day', () => {
    const record = { ...standing(), enrolments: [{ ...enrolmentOf(standing()), interviewId: 'i1' }], gone };
    expect(eraseAt(record)).toBe(day + minute + hour);
    expect(eraseAt(record, { quietUntil: () => day + 10 * hour })).toBe(day + 11 * hour);
    expect(eraseAt(record, { inviteDelayMs: 3 * day })).toBe(day + 23 * hour);
    expect(eraseAt({ ...record, gone: { at: day, why: 'anonymized' } })).toBe(day);
  });
});
