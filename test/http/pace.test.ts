import { expect, test } from 'vitest';
import { createPace } from '../../src/http/pace.ts';
import { limits } from '../../src/limits.ts';

/** A clock that moves with each sleep. */
function given() {
  let now = 0;
  const pace = createPace({
    monotonic: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  });
  return { pace, now: () => now };
}

const large = 1024 * 1024;
const msEach = (1000 * large) / limits.largeBodiesBytesPerSecond;

test('large bodies of an account come at its pace', async () => {
  const { pace, now } = given();
  for (let i = 0; i < 9; i += 1) await pace.enter('acme', large);
  expect(now()).toBeCloseTo(8 * msEach);
});

test('bodies of other accounts do not wait', async () => {
  const { pace, now } = given();
  await pace.enter('acme', large);
  await pace.enter('globex', large);
  expect(now()).toBe(0);
});

test('bytes count as they come, also for those who wait already', async () => {
  const { pace, now } = given();
  await pace.enter('acme', limits.largeBodyBytes);
  const waiting = pace.enter('acme', limits.largeBodyBytes);
  pace.note('acme', large - limits.largeBodyBytes);
  await waiting;
  expect(now()).toBeCloseTo(msEach);
});

test('many bodies that stop early delay no other for long', async () => {
  const { pace, now } = given();
  for (let i = 0; i < 200; i += 1) await pace.enter('acme', limits.largeBodyBytes);
  await pace.enter('acme', large);
  expect(now()).toBeLessThan(limits.largeBodyWaitMs / 5);
});

test('all who come at once have their turn, in the order in which they came', async () => {
  const { pace, now } = given();
  const turns: number[] = [];
  await Promise.all([0, 1, 2, 3].map((i) => pace.enter('acme', large).then(() => turns.push(i))));
  expect([turns, now()]).toEqual([[0, 1, 2, 3], 3 * msEach]);
});

test('one that would wait for too long is refused, and takes nothing of the pace', async () => {
  const { pace } = given();
  const waiting = limits.largeBodyWaitMs / msEach;
  const entered = Array.from({ length: waiting + 4 }, () => pace.enter('acme', large));
  const outcomes = await Promise.allSettled(entered);
  expect(outcomes.map(({ status }) => status === 'fulfilled').lastIndexOf(true)).toBe(waiting);
  expect(outcomes.at(-1)).toMatchObject({ reason: { kind: 'busy' } });
  await pace.enter('acme', large);
});
