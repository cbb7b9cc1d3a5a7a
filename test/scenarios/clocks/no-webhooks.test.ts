import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';
import { begin, pollsAbout, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { day, hour, minute } from '../../../testing/times.ts';
import { openWorld, type World } from '../../../testing/world.ts';

/** What a candidate and the vendor do, day by day since the invitation, and what Workable hears of it in the end. */
type Life = { what: string; days: Record<number, (sent: Sent) => Promise<unknown>>; told: string[] };

const step = 6 * hour;
const lastDay = 42;

let world: World;
const attempts = new Map<string, string>();

async function beginOne(sent: Sent): Promise<string> {
  const attempt = await begin(world, sent);
  attempts.set(sent.id, attempt);
  return attempt;
}

async function score(sent: Sent, value: number): Promise<void> {
  await world.vendor.control.score(attempts.get(sent.id) ?? (await beginOne(sent)), value);
}

const lives: Life[] = [
  { what: 'scored on the first day', days: { 0: (sent) => score(sent, 7.4) }, told: ['completed 74'] },
  { what: 'scored just before the deadline', days: { 13: (sent) => score(sent, 5) }, told: ['completed 50'] },
  {
    what: 'scored and decided together',
    days: {
      2: async (sent) => {
        await score(sent, 9.1);
        await world.vendor.control.decide(attempts.get(sent.id) ?? '', true);
      },
    },
    told: ['completed 91 excelled'],
  },
  {
    what: 'begun, and scored a week later',
    days: { 1: beginOne, 8: (sent) => score(sent, 6.2) },
    told: ['completed 62'],
  },
  {
    what: 'collected and never scored',
    days: { 1: async (sent) => world.vendor.control.collect(await beginOne(sent)) },
    told: ['completed'],
  },
  {
    what: 'collected, and scored within the hold',
    days: {
      1: async (sent) => world.vendor.control.collect(await beginOne(sent)),
      1.5: (sent) => score(sent, 4),
    },
    told: ['completed 40'],
  },
  {
    what: 'failed',
    days: { 2: async (sent) => world.vendor.control.fail(await beginOne(sent)) },
    told: ['declined'],
  },
  {
    what: 'abandoned',
    days: { 3: async (sent) => world.vendor.control.fail(await beginOne(sent), 'abandoned') },
    told: ['declined'],
  },
  { what: 'begun and never ended', days: { 4: beginOne }, told: ['expired'] },
  { what: 'never begun', days: {}, told: ['expired'] },
  {
    what: 'failed, and scored at the second attempt',
    days: {
      1: async (sent) => world.vendor.control.fail(await beginOne(sent)),
      2: (sent) => scoreAttempt(world, sent, 8.3),
    },
    told: ['completed 83'],
  },
  {
    what: 'failed, and scored at a second attempt after that was reported',
    days: {
      1: async (sent) => world.vendor.control.fail(await beginOne(sent)),
      7: (sent) => scoreAttempt(world, sent, 3.1),
    },
    told: ['declined', 'completed 31'],
  },
  {
    what: 'scored after it had expired',
    days: { 20: (sent) => score(sent, 8.8) },
    told: ['expired', 'completed 88'],
  },
  {
    what: 'scored, and decided after that was reported: no longer polled',
    days: {
      0: (sent) => score(sent, 9.9),
      10: (sent) => world.vendor.control.decide(attempts.get(sent.id) ?? '', true),
    },
    told: ['completed 99'],
  },
];

describe('when the vendor loses every webhook', () => {
  const ofEach = 3;
  const lived: { life: Life; sent: Sent }[] = [];

  beforeAll(async () => {
    world = await openWorld();
    world.vendor.control.dropWebhooks = true;
    for (const life of lives) {
      for (let i = 0; i < ofEach; i += 1) lived.push({ life, sent: await sendInterview(world) });
    }
    for (let passed = 0; passed <= lastDay * day; passed += step) {
      for (const { life, sent } of lived) await life.days[passed / day]?.(sent);
      await untilNothingIsDue(world);
      world.clock.advance(step);
    }
    await untilNothingIsDue(world);
  }, 120_000);
  afterAll(() => world.close());

  function ofLife(what: string): Sent[] {
    return lived.filter(({ life }) => life.what === what).map(({ sent }) => sent);
  }

  it.each(lives)('reports $told of one that is $what', ({ what, told }) => {
    const heard = ofLife(what).map((sent) => putsOf(world, sent).map(({ body }) => inShort(body as CallbackBody)));
    expect(heard).toEqual(Array.from({ length: ofEach }, () => told));
  });

  it('asks about each of them, two dozen times at most, and never twice within ten minutes', () => {
    const times = lived.map(({ sent }) => pollsAbout(world, sent).map(({ at }) => at));
    const gaps = times.flatMap((each) => each.slice(1).map((at, i) => at - (each[i] ?? 0)));
    const counts = times.map(({ length }) => length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...counts)).toBeLessThanOrEqual(24);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10 * minute);
  });
});

function inShort({ status, interview }: CallbackBody): string {
  return [status, interview?.score, interview?.grade].filter(Boolean).join(' ');
}
