import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elsewhere, place, policy, simulate, type Truth } from '../campaign/snapshots/simulation.ts';

const minute = 60_000;

describe('a candidate who enters the stage', () => {
  test('is invited once the delay is over, without a read where the webhook is young', () => {
    const world = simulate([{ at: 0, ...place }], { canCancel: false });
    world.snapshot('webhook', 500);
    world.runTo(59_000);
    expect(world.done).toEqual([]);
    world.runTo(10 * minute);
    expect(world.done).toEqual([{ at: 60_000, step: 'invite' }]);
  });

  test('is read before the invitation where only a list row told of it', () => {
    const world = simulate([{ at: 0, ...place }], { canCancel: false });
    world.snapshot('row', 5000);
    world.runTo(10 * minute);
    expect(world.done).toEqual([
      { at: 65_000, step: 'read' },
      { at: 65_000, step: 'invite' },
    ]);
  });

  test('is read before the invitation where the webhook comes late: they may have left since', () => {
    const world = simulate(
      [
        { at: 0, ...place },
        { at: 3 * minute, ...elsewhere },
      ],
      { canCancel: false },
    );
    // It was on its way for four minutes, and the one after it got lost.
    world.snapshot('webhook', 4 * minute, 4 * minute);
    world.runTo(10 * minute);
    expect(world.done).toEqual([{ at: 4 * minute, step: 'read' }]);
  });

  test('and whose profile is mended as they leave is not invited, though one webhook alone proves no leaving', () => {
    const world = simulate(
      [
        { at: 0, ...place, email: '' },
        { at: 9 * minute, ...elsewhere },
      ],
      { canCancel: false },
    );
    world.snapshot('webhook', 500);
    world.snapshot('webhook', 9 * minute + 300);
    world.runTo(30 * minute);
    expect(world.done.map(({ step }) => step)).toEqual(['read']);
    expect(world.record().enrolments).toMatchObject([{ number: 1, left: { why: 'moved' } }]);
  });

  test('and leaves within the delay leaves no trace', () => {
    const world = simulate(
      [
        { at: 0, ...place },
        { at: 40_000, ...elsewhere },
      ],
      { canCancel: false },
    );
    world.snapshot('webhook', 500);
    world.snapshot('webhook', 41_000);
    world.runTo(10 * minute);
    expect(world.done).toEqual([]);
    expect(world.record().enrolments).toEqual([]);
  });

  test('who leaves and comes back before the interview was taken goes on with it', () => {
    const world = simulate(
      [
        { at: 0, ...place },
        { at: 5 * minute, ...elsewhere },
        { at: 20 * minute, ...place },
      ],
      { canCancel: false },
    );
    for (const at of [0, 5 * minute, 20 * minute]) world.snapshot('webhook', at + 300);
    world.runTo(60 * minute);
    expect(world.interviews.size).toBe(1);
    expect(world.record().enrolments).toMatchObject([{ number: 1, returns: 1 }]);
    expect(world.record().enrolments[0]?.left).toBeUndefined();
  });

  test('who comes back after a withdrawal at the vendor is invited anew', () => {
    const world = simulate(
      [
        { at: 0, ...place },
        { at: 5 * minute, ...elsewhere },
        { at: 20 * minute, ...place },
      ],
      { canCancel: true },
    );
    for (const at of [0, 5 * minute, 20 * minute]) world.snapshot('webhook', at + 300);
    world.runTo(60 * minute);
    expect([...world.interviews.values()].map(({ outcome }) => outcome.status)).toEqual(['declined', 'pending']);
  });

  test.each([
    ['ask', 1],
    ['never', 1],
    ['always', 2],
  ] as const)('who comes back after a result: with STAGE_ON_RETURN %s there are %d interviews', (onReturn, count) => {
    const world = simulate(
      [
        { at: 0, ...place },
        { at: 20 * minute, ...elsewhere },
        { at: 40 * minute, ...place },
      ],
      { canCancel: true, policy: { ...policy, onReturn } },
    );
    world.snapshot('webhook', 300);
    world.runTo(10 * minute);
    world.complete();
    world.snapshot('webhook', 20 * minute + 300);
    world.snapshot('webhook', 40 * minute + 300);
    world.runTo(60 * minute);
    expect(world.interviews.size).toBe(count);
    expect(world.record().enrolments).toHaveLength(2);
  });
});

/** Moves between the stage and another place, at least two seconds apart. */
const truths = fc
  .array(fc.record({ after: fc.integer({ min: 2000, max: 8 * minute }), isIn: fc.boolean(), isOut: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((moves) => {
    let at = 0;
    return moves.map(({ after, isIn, isOut }): Truth => {
      at += after;
      return { at, ...(isIn ? place : elsewhere), ...(isOut && !isIn ? { end: 'disqualified' as const } : {}) };
    });
  });

const snapshots = fc.array(
  fc.record({
    source: fc.constantFrom('webhook' as const, 'row' as const, 'read' as const),
    at: fc.integer({ min: 0, max: 60 * minute }),
    lagMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 * minute })),
  }),
  { maxLength: 15 },
);

/** When a stay of the truth in the stage begins and ends. */
function staysOf(all: readonly Truth[]): { from: number; to: number }[] {
  return all.flatMap((truth, i) => {
    const isIn = truth.stage === place.stage && truth.end === undefined;
    const wasIn = i > 0 && all[i - 1]?.stage === place.stage && all[i - 1]?.end === undefined;
    if (!isIn || wasIn) return [];
    const end = all.slice(i + 1).find((next) => next.stage !== place.stage || next.end !== undefined);
    return [{ from: truth.at, to: end?.at ?? Number.POSITIVE_INFINITY }];
  });
}

describe('whatever comes, in any order, late, doubled or stale', () => {
  const end = 200 * minute;

  test('in the end the interview is open where the candidate stands in the stage, and nowhere else', () => {
    fc.assert(
      fc.property(truths, snapshots, fc.boolean(), (all, seen, canCancel) => {
        const world = simulate(all, { canCancel, policy: { ...policy, onReturn: 'always' } });
        for (const { source, at, lagMs } of seen.toSorted((a, b) => a.at - b.at)) {
          // A webhook that is late was signed late: what it says was true when it was sent.
          world.snapshot(source, at, source === 'read' ? 0 : lagMs);
        }
        // The poll finds whatever was lost.
        world.snapshot('row', 100 * minute);
        world.runTo(end);
        const last = all.at(-1) as Truth;
        const isIn = last.stage === place.stage && last.end === undefined;
        const open = [...world.interviews.values()].filter(
          ({ record, outcome }) => outcome.status === 'pending' && !record.cancellation,
        );
        const stay = world.record().enrolments.at(-1);
        expect(stay !== undefined && !stay.left).toBe(isIn);
        if (isIn) expect(open).toHaveLength(1);
        else if (canCancel) expect(open).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test('no candidate is invited who is not in the stage, or twice for one stay', () => {
    fc.assert(
      fc.property(truths, snapshots, (all, seen) => {
        const world = simulate(all, { canCancel: true, policy: { ...policy, onReturn: 'always' } });
        for (const { source, at, lagMs } of seen.toSorted((a, b) => a.at - b.at)) {
          world.snapshot(source, at, source === 'row' ? lagMs : 0);
        }
        world.runTo(end);
        const stays = staysOf(all);
        const invitations = world.done.filter(({ step }) => step === 'invite');
        for (const { at } of invitations) {
          // A webhook is believed for two minutes, as is a read.
          expect(stays.some(({ from, to }) => from <= at && at <= to + 2 * minute)).toBe(true);
        }
        expect(invitations.length).toBeLessThanOrEqual(stays.length);
      }),
      { numRuns: 400 },
    );
  });

  test('no candidate is withdrawn who was in the stage all the time, however stale the lists are', () => {
    fc.assert(
      fc.property(snapshots, fc.integer({ min: 0, max: 10 * minute }), (seen, from) => {
        const all = [
          { at: 0, ...elsewhere },
          { at: from + 2000, ...place },
        ];
        const world = simulate(all, { canCancel: true });
        for (const { source, at, lagMs } of seen.toSorted((a, b) => a.at - b.at)) world.snapshot(source, at, lagMs);
        world.runTo(end);
        expect(world.done.filter(({ step }) => step === 'withdraw')).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

test('with STAGE_ON_LEAVE keep, leaving ends nothing, and a result afterwards is not late', () => {
  const world = simulate(
    [
      { at: 0, ...place },
      { at: 20 * minute, ...elsewhere },
    ],
    { canCancel: true, policy: { ...policy, onLeave: 'keep' } },
  );
  world.snapshot('webhook', 300);
  world.runTo(10 * minute);
  world.snapshot('webhook', 20 * minute + 300);
  world.runTo(40 * minute);
  world.complete();
  const stay = world.record().enrolments.at(-1);
  expect(stay?.left).toMatchObject({ why: 'moved', goesOn: true });
  expect([...world.interviews.values()].map(({ outcome }) => outcome.status)).toEqual(['completed']);
});
