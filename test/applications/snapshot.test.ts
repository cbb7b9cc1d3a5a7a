import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firedAtOf,
  joinSnapshot,
  leavingOf,
  type Seen,
  type Snapshot,
  standingOf,
} from '../../src/applications/snapshot.ts';

const t0 = 1_800_000_000_000;
const interviewStage = { job: 'DEV1', stage: 'ai-interview' };
const onSite = { job: 'DEV1', stage: 'on-site' };

function seenOf(...snapshots: readonly Snapshot[]): readonly Seen[] {
  return snapshots.reduce<readonly Seen[]>(joinSnapshot, []);
}

const webhook = (updated: number, place: object, more: Partial<Snapshot> = {}): Snapshot => ({
  source: 'webhook',
  at: t0 + updated + 300,
  updatedAt: t0 + updated,
  firedAt: t0 + updated + 100,
  ...place,
  ...more,
});
const read = (updated: number, at: number, place: object, more: Partial<Snapshot> = {}): Snapshot => ({
  source: 'read',
  at: t0 + at,
  updatedAt: t0 + updated,
  ...place,
  ...more,
});
const row = (updated: number, at: number, place: object): Snapshot => ({ ...read(updated, at, place), source: 'row' });

const snapshots = fc.array(
  fc.record(
    {
      source: fc.constantFrom('webhook' as const, 'read' as const, 'row' as const),
      at: fc.integer({ min: 0, max: 8 }).map((s) => t0 + s * 10_000),
      updatedAt: fc.integer({ min: 0, max: 4 }).map((s) => t0 + s * 1000),
      firedAt: fc.option(
        fc.integer({ min: 0, max: 4 }).map((s) => t0 + s * 1000),
        { nil: undefined },
      ),
      job: fc.constantFrom('DEV1', 'OPS2'),
      stage: fc.constantFrom('ai-interview', 'on-site', 'applied'),
      end: fc.constantFrom('disqualified' as const, 'withdrawn' as const),
      isUndated: fc.constant(true as const),
      aheadMs: fc.constantFrom(-1_500, -1_000, 1_000, 1_500),
    },
    { requiredKeys: ['source', 'at', 'updatedAt', 'job'] },
  ),
  // No more than are kept: what is forgotten cannot count.
  { maxLength: 10 },
) as fc.Arbitrary<Snapshot[]>;

function byOtherClock({ updatedAt, firedAt, ...snapshot }: Snapshot, aheadMs: number): Snapshot {
  const fired = firedAt === undefined ? {} : { firedAt: firedAt + aheadMs };
  return { ...snapshot, ...fired, updatedAt: updatedAt + aheadMs, aheadMs };
}

describe('what is known of where a candidate stands', () => {
  test('is the same for every order in which snapshots come, and however often each does', () => {
    fc.assert(
      fc.property(
        snapshots.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2, maxLength: all.length * 2 }),
          ),
        ),
        ([all, again]) => {
          expect(seenOf(...again)).toEqual(seenOf(...all));
          expect(standingOf(seenOf(...again))).toEqual(standingOf(seenOf(...all)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('is the same whatever clock the other side has, where it is known how far that is from ours', () => {
    fc.assert(
      fc.property(snapshots, fc.integer({ min: -600_000, max: 600_000 }), (all, aheadMs) => {
        const given = seenOf(...all.map((each) => ({ ...each, aheadMs: 0 })));
        const shifted = seenOf(...all.map((each) => byOtherClock(each, aheadMs)));
        const [here, there] = [standingOf(given), standingOf(shifted)];
        expect([there?.since, there?.isContested]).toEqual([here?.since, here?.isContested]);
        expect(leavingOf(shifted, interviewStage)).toEqual(leavingOf(given, interviewStage));
        expect(shifted.map(firedAtOf)).toEqual(given.map(firedAtOf));
      }),
    );
  });

  test('stays small, and keeps the newest', () => {
    const many = Array.from({ length: 40 }, (_, i) => webhook(i * 1000, i % 2 ? onSite : interviewStage));
    expect(seenOf(...many)).toHaveLength(12);
    expect(standingOf(seenOf(...many.reverse()))?.state.updatedAt).toBe(t0 + 39_000);
  });

  test('is nothing at first', () => {
    expect(standingOf([])).toBeUndefined();
  });

  test.each([
    ['the newest change holds, however late it comes', [webhook(2000, onSite), webhook(1000, interviewStage)], onSite],
    ['a stale list row changes nothing', [webhook(2000, interviewStage), row(1000, 60_000, onSite)], interviewStage],
    ['a read after both decides', [webhook(1000, onSite), read(1000, 5000, interviewStage)], interviewStage],
  ])('%s', (_, all, place) => {
    expect(standingOf(seenOf(...all))).toMatchObject({ state: place, isContested: false });
  });

  test('two webhooks of the same second: the one fired last holds, and a read is to confirm it', () => {
    const both = [webhook(1000, onSite, { firedAt: t0 + 1900 }), webhook(1000, interviewStage, { firedAt: t0 + 1100 })];
    expect(standingOf(seenOf(...both))).toMatchObject({ state: onSite, isContested: true });
    expect(standingOf(seenOf(...both, read(1000, 9000, interviewStage)))).toMatchObject({
      state: interviewStage,
      isContested: false,
    });
  });

  test('a webhook after a read of the same second that says otherwise is contested again', () => {
    const all = [read(1000, 1000, interviewStage), webhook(1000, onSite, { at: t0 + 9000 })];
    expect(standingOf(seenOf(...all))?.isContested).toBe(true);
  });

  test('a webhook without a time of change is believed only until a read comes', () => {
    const undated = webhook(3000, onSite, { isUndated: true });
    expect(standingOf(seenOf(undated))).toMatchObject({ state: onSite, isContested: true });
    expect(standingOf(seenOf(undated, read(1000, 8000, interviewStage)))).toMatchObject({
      state: interviewStage,
      isContested: false,
    });
  });

  test('a stay counts from the webhook that told of it, through changes that are no moves', () => {
    const all = [webhook(1000, interviewStage), row(5000, 9000, interviewStage), read(7000, 12_000, interviewStage)];
    expect(standingOf(seenOf(...all))?.since).toBe(t0 + 1100);
    expect(standingOf(seenOf(...all, webhook(500, onSite)))?.since).toBe(t0 + 1100);
    const back = [...all, webhook(8000, onSite), webhook(9000, interviewStage)];
    expect(standingOf(seenOf(...back))?.since).toBe(t0 + 9100);
  });
});

describe('whether a candidate has left', () => {
  const came = webhook(0, interviewStage);
  test.each<[string, Snapshot[], object]>([
    ['is no question while they stand there', [came], { is: 'there' }],
    ['takes more than one webhook', [came, webhook(60_000, onSite)], { is: 'unproven', readAt: t0 + 65_300 }],
    [
      'is not shown by the same webhook twice',
      [came, webhook(60_000, onSite), webhook(60_000, onSite, { at: t0 + 61_000 })],
      { is: 'unproven', readAt: t0 + 65_300 },
    ],
    [
      'is shown by a webhook and a read that agree',
      [came, webhook(60_000, onSite), read(60_000, 66_000, onSite)],
      { is: 'left' },
    ],
    [
      'is not shown by one read right after the move',
      [came, read(60_000, 66_000, onSite)],
      { is: 'unproven', readAt: t0 + 120_000 },
    ],
    ['is shown by one read a minute after the move', [came, read(60_000, 120_000, onSite)], { is: 'left' }],
    [
      'is shown by two different changes elsewhere',
      [came, row(60_000, 66_000, onSite), row(70_000, 80_000, onSite)],
      { is: 'left' },
    ],
    [
      'is not shown by changes of which one was here',
      [came, row(60_000, 66_000, onSite), row(65_000, 67_000, interviewStage), row(70_000, 80_000, onSite)],
      { is: 'unproven', readAt: t0 + 85_000 },
    ],
    [
      'a signed webhook that they are disqualified is enough',
      [came, webhook(60_000, interviewStage, { end: 'disqualified' })],
      { is: 'left' },
    ],
    [
      'a read that they withdrew is enough',
      [came, read(60_000, 61_000, interviewStage, { end: 'withdrawn' })],
      { is: 'left' },
    ],
  ])('%s', (_, all, leaving) => {
    expect(leavingOf(seenOf(...all), interviewStage)).toEqual(leaving);
  });

  test('a list row that they are disqualified is read again at once', () => {
    const told = { ...row(60_000, 66_000, interviewStage), end: 'disqualified' as const };
    expect(leavingOf(seenOf(came, told), interviewStage)).toEqual({ is: 'unproven', readAt: t0 + 66_000 });
  });

  test('a stale read never shows it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 600 }), fc.integer({ min: 1, max: 60 }), (at, before) => {
        const stale = read(60_000 - before * 1000, at * 1000, onSite);
        expect(leavingOf(seenOf(webhook(60_000, interviewStage), stale), interviewStage)).toEqual({ is: 'there' });
      }),
    );
  });
});
