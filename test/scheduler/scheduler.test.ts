import { expect, it } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Pause } from '../../src/outbox/circuits.ts';
import type { Claims, Leased } from '../../src/records.ts';
import { openScheduler } from '../../src/scheduler/scheduler.ts';
import type { NextTime } from '../../src/store/next-times.ts';
import type { during } from '../../testing/process.ts';
import { hour, minute, second } from '../../testing/times.ts';
import { until } from '../../testing/world.ts';

type Finish = Parameters<typeof during>[0];
type Given = Partial<Claims<unknown>> | Error;

const nothing: Claims<unknown> = {
  claimed: [],
  unreadable: [],
  circuits: {},
  leftSince: undefined,
  isLeased: false,
  replayAt: undefined,
  nextAt: Number.POSITIVE_INFINITY,
};

/** A scheduler over accounts whose claims the test writes, hints that it keeps, and a clock that it moves. */
function schedulerOver(onTestFinished: Finish, names: readonly string[], slots = 50) {
  let now = 100 * hour;
  const claims = new Map<string, Given>();
  const hints = new Map<string, number>();
  const polls: string[] = [];
  const peeks: string[] = [];
  const worked: string[] = [];
  const failures: string[] = [];
  const parked: string[] = [];
  let work: (id: string) => Promise<void> = async () => undefined;
  let isReadable = true;
  const scheduler = openScheduler({
    accounts: { all: () => names.map((name) => ({ name })), isWorkedOn: (name) => names.includes(name) },
    slots,
    leaseMs: 20 * second,
    claims: {
      async claim(name, { limit }) {
        (limit === 0 ? peeks : polls).push(name);
        const given = claims.get(name) ?? {};
        if (given instanceof Error) throw given;
        // What is claimed once is not there again.
        const { claimed = [], unreadable = [], ...rest } = given;
        if (limit > 0) claims.set(name, { ...rest, claimed: claimed.slice(limit) });
        const left = claimed.length > limit ? { leftSince: now } : {};
        return { ...nothing, ...rest, ...left, claimed: claimed.slice(0, limit), unreadable };
      },
      release: async () => undefined,
    },
    nextTimes: {
      note(account, at) {
        if (Number.isFinite(at)) hints.set(account, Math.min(at, hints.get(account) ?? at));
      },
      forget: async (account) => void hints.delete(account),
      putOff: (account, at) => void hints.set(account, at),
      first: async () => [isReadable ? [...hints].map(([account, at]): NextTime => ({ account, at })) : undefined],
    },
    work: (_account, { id }) => {
      worked.push(id);
      return work(id);
    },
    releaseReplays: async () => undefined,
    postpone: async (_account, id) => void parked.push(id),
    report: (failure) => void failures.push(failure.kind),
    now: () => now,
    monotonic: () => now,
  });
  onTestFinished(scheduler.close);
  return {
    scheduler,
    claims,
    hints,
    polls,
    peeks,
    worked,
    failures,
    parked,
    now: () => now,
    advance(ms: number) {
      now += ms;
    },
    works(by: typeof work) {
      work = by;
    },
    goesAway(isAway: boolean) {
      isReadable = !isAway;
    },
    async polled(name: string) {
      const before = polls.length;
      scheduler.wakeUp(name);
      await until('it was polled', () => polls.slice(before).includes(name));
      await new Promise(setImmediate);
    },
  };
}

/** Work that ends with the test. */
function hangs(onTestFinished: Finish, works: (by: () => Promise<void>) => void): void {
  const ends: (() => void)[] = [];
  works(() => new Promise((resolve) => ends.push(resolve)));
  onTestFinished(async () => ends.forEach((end) => void end()));
}

function leased(...ids: string[]): Leased<unknown>[] {
  const rest = { record: {}, version: 1, schedule: { dueAt: 0 }, circuits: {} };
  return ids.map((id) => ({ ...rest, id, lease: { key: id, token: '' } }));
}

function waitingUntil(at: number): Pause {
  return { until: at, reason: 'rate', waits: 1 };
}

it.concurrent('works on what a wake-up leads to', async ({ onTestFinished }) => {
  const { scheduler, claims, worked } = schedulerOver(onTestFinished, ['acme']);
  claims.set('acme', { claimed: leased('1', '2') });
  scheduler.wakeUp('acme', '1');
  await until('both were worked on', () => worked.length === 2);
});

it.concurrent('works on what is due though nothing wakes it up', async ({ onTestFinished }) => {
  const { claims, hints, now, worked } = schedulerOver(onTestFinished, ['acme']);
  claims.set('acme', { claimed: leased('1') });
  hints.set('acme', now());
  await until('it was worked on', () => worked.includes('1'));
});

it.concurrent('polls once more when work ends, and notes then when something is due next', async ({
  onTestFinished,
}) => {
  const { scheduler, claims, hints, worked, now } = schedulerOver(onTestFinished, ['acme']);
  claims.set('acme', { claimed: leased('1'), nextAt: now() + hour });
  hints.set('acme', now());
  scheduler.wakeUp('acme');
  await until('it was worked on', () => worked.includes('1'));
  await until('the hint is the true time', () => hints.get('acme') === now() + hour);
});

it.concurrent('leaves the hint where it is while anything is leased', async ({ onTestFinished }) => {
  const { claims, hints, now, polled } = schedulerOver(onTestFinished, ['acme']);
  claims.set('acme', { isLeased: true, nextAt: now() + hour });
  await polled('acme');
  expect(hints.get('acme')).toBe(now());
});

it.concurrent('claims only as many as it may run, and the rest as work ends', async ({ onTestFinished }) => {
  const ends: (() => void)[] = [];
  const { scheduler, claims, worked, works } = schedulerOver(onTestFinished, ['acme'], 4);
  works(() => new Promise((resolve) => ends.push(resolve)));
  claims.set('acme', { claimed: leased('1', '2', '3', '4', '5', '6') });
  scheduler.wakeUp('acme');
  await until('four are worked on', () => worked.length === 4);
  ends.shift()?.();
  await until('a fifth is worked on', () => worked.length === 5);
  const closing = scheduler.close();
  for (const end of ends) end();
  await closing;
  expect(worked).toEqual(['1', '2', '3', '4', '5']);
});

it.concurrent('lets another account work while all that one may run hangs', async ({ onTestFinished }) => {
  const { scheduler, claims, worked, works } = schedulerOver(onTestFinished, ['acme', 'globex'], 4);
  hangs(onTestFinished, works);
  claims.set('acme', { claimed: leased('1', '2', '3', '4', '5') });
  scheduler.wakeUp('acme');
  await until('it hangs', () => worked.length === 3);
  claims.set('globex', { claimed: leased('g') });
  scheduler.wakeUp('globex');
  await until('the other is worked on', () => worked.includes('g'));
});

it.concurrent('parks what fails through a fault of ours, and what cannot be read', async ({ onTestFinished }) => {
  const { scheduler, claims, failures, parked, works } = schedulerOver(onTestFinished, ['acme']);
  works(() => Promise.reject(new Error('a bug')));
  const lease = { key: 'lease:2', token: 't' };
  const unreadable = { id: '2', failure: new Failure('internal', 'rubbish'), lease };
  claims.set('acme', { claimed: leased('1'), unreadable: [unreadable] });
  scheduler.wakeUp('acme');
  await until('both are parked', () => parked.length === 2);
  expect(failures).toEqual(['internal', 'internal']);
});

it.concurrent('finds what no hint leads to', async ({ onTestFinished }) => {
  const names = ['acme', 'globex', 'initech'];
  const { scheduler, claims, hints, worked, now, peeks } = schedulerOver(onTestFinished, names);
  await until('all were gone through', () => names.every((name) => peeks.includes(name)));
  claims.set('initech', { claimed: leased('1') });
  claims.set('acme', { nextAt: now() + hour });
  await until('it was worked on', () => worked.includes('1'));
  await until('the time is noted', () => hints.get('acme') === now() + hour);
  expect(scheduler.lagMs()).toBe(0);
});

it.concurrent('goes through all accounts at once when Redis is back', async ({ onTestFinished }) => {
  const names = Array.from({ length: 300 }, (_, i) => `account-${i}`);
  const { scheduler, peeks, goesAway } = schedulerOver(onTestFinished, names);
  await until('all were gone through', () => new Set(peeks).size === 300);
  goesAway(true);
  await until('it knows', () => scheduler.lagMs() === undefined);
  peeks.splice(0);
  goesAway(false);
  await until('all were gone through again', () => new Set(peeks).size === 300);
});

it.concurrent('is as late as the oldest work of any account', async ({ onTestFinished }) => {
  const { scheduler, claims, polled, now, advance, hints, works } = schedulerOver(onTestFinished, ['acme', 'globex']);
  hangs(onTestFinished, works);
  await until('it is not late', () => scheduler.lagMs() === 0);
  advance(hour);
  claims.set('acme', { claimed: leased('1'), isLeased: true, leftSince: now() - second });
  claims.set('globex', { claimed: leased('2'), isLeased: true, leftSince: now() - minute });
  for (const account of ['acme', 'globex']) hints.set(account, now() - minute);
  for (const account of ['acme', 'globex']) await polled(account);
  await until('it is a minute late', () => scheduler.lagMs() === minute);
});

it.concurrent('is not late with what came due while a circuit was open', async ({ onTestFinished }) => {
  const { scheduler, claims, polled, now, advance, hints, works } = schedulerOver(onTestFinished, ['acme']);
  hangs(onTestFinished, works);
  const end = now() + 2 * hour;
  claims.set('acme', { nextAt: end, circuits: { callback: { pause: waitingUntil(end), hasRefusals: false } } });
  await polled('acme');
  await until('the end is noted', () => hints.get('acme') === end);
  expect(scheduler.pauses()).toEqual([{ circuit: 'callback', pause: waitingUntil(end) }]);
  const circuits = { callback: { pause: waitingUntil(end), hasRefusals: false } };
  claims.set('acme', { claimed: leased('1'), isLeased: true, leftSince: end, circuits });
  advance(2 * hour + 3 * second);
  await until('it is late since then', () => scheduler.lagMs() === 3 * second);
  expect(scheduler.pauses()).toEqual([]);
});

it.concurrent('cannot tell while the index of one account is unreadable, and is not late with what came due meanwhile', async ({
  onTestFinished,
}) => {
  const { scheduler, claims, advance, now, polled } = schedulerOver(onTestFinished, ['acme', 'globex']);
  claims.set('globex', new Error('rubbish'));
  await polled('globex');
  await until('it cannot tell', () => scheduler.lagMs() === undefined);
  claims.set('globex', { leftSince: now() });
  advance(hour);
  await until('it can tell again', () => scheduler.lagMs() !== undefined);
  expect(scheduler.lagMs()).toBeLessThanOrEqual(hour);
});
