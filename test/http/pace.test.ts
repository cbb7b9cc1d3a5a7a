import { expect, test } from 'vitest';
import { createPace } from '../../src/http/pace.ts';
import { limits } from '../../src/limits.ts';

/** A clock that moves when somebody sleeps. */
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
const secondsEach = large / limits.largeBodiesBytesPerSecond;

test('large bodies of an account come at its pace', async () => {
  const { pace, now } = given();
  for (let i = 0; i < 9; i += 1) await pace.enter('acme', large);
  expect(now()).toBeCloseTo(8 * secondsEach * 1000);
});

test('small ones, and those of others, wait for nobody', async () => {
  const { pace, now } = given();
  await pace.enter('acme', large);
  for (let i = 0; i < 1_000; i += 1) await pace.enter('acme', limits.largeBodyBytes);
  await pace.enter('globex', large);
  expect(now()).toBe(0);
});

test('one that would wait for too long is refused, and takes nothing of the pace', async () => {
  const pace = createPace({ monotonic: () => 0, sleep: () => new Promise(() => undefined) });
  const waiting = limits.largeBodyWaitMs / 1000 / secondsEach;
  for (let i = 0; i <= waiting; i += 1) void pace.enter('acme', large);
  for (let i = 0; i < 3; i += 1) await expect(pace.enter('acme', large)).rejects.toMatchObject({ kind: 'busy' });
});

test('one that does not say how long it is waits for those before it, and is noted when it has come', async () => {
  const { pace, now } = given();
  await pace.enter('acme', undefined);
  expect(now()).toBe(0);
  pace.note('acme', large);
  await pace.enter('acme', undefined);
  expect(now()).toBeCloseTo(secondsEach * 1000);
  pace.note('acme', limits.largeBodyBytes);
  await pace.enter('acme', undefined);
  expect(now()).toBeCloseTo(secondsEach * 1000);
});
