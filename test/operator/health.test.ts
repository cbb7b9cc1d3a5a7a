import { expect, it, test } from 'vitest';
import { createHealth } from '../../src/operator/health.ts';
import { minute, second } from '../support/times.ts';

type Given = { answers?: boolean; faults?: string[] | undefined; lagMs?: number | undefined; idleMs?: number };

function healthOf(given: Given, hasWorker = true) {
  const { answers = true, faults, lagMs, idleMs = 0 } = { faults: [], lagMs: 0, ...given };
  return createHealth({
    ping: async () => {
      if (!answers) throw new Error('nobody there');
    },
    storageFaults: () => faults,
    sweep: hasWorker ? { lagMs: () => lagMs } : undefined,
    idleMs: () => idleMs,
  })();
}

test.each<[what: string, given: Given, missing: string]>([
  ['Redis does not answer', { answers: false, faults: undefined }, 'redis does not answer'],
  ['Redis has not been checked', { faults: undefined }, 'redis has not been checked yet'],
  ['Redis is no safe memory', { faults: ['it may evict keys'] }, 'redis: it may evict keys'],
  ['nobody knows what is due', { lagMs: undefined }, 'the index of due work cannot be read'],
  ['work is due for more than a minute', { lagMs: 61 * second }, 'work is due since 61 s'],
])('is not ready while %s, and says so', async (_what, given, missing) => {
  expect(await healthOf(given)).toEqual({ isAlive: true, isReady: false, missing: [missing] });
});

it('is ready while all work is younger than a minute', async () => {
  expect(await healthOf({ lagMs: minute })).toEqual({ isAlive: true, isReady: true, missing: [] });
});

it('is ready without a worker when Redis is: others do the work', async () => {
  expect(await healthOf({ idleMs: 60 * minute }, false)).toEqual({ isAlive: true, isReady: true, missing: [] });
});

test.each<[what: string, given: Given, isAlive: boolean]>([
  ['work is due for long and none has ended for long', { lagMs: 6 * minute, idleMs: 6 * minute }, false],
  ['a flood is being worked off', { lagMs: 6 * minute, idleMs: second }, true],
  ['there has been nothing to do for long', { lagMs: 0, idleMs: 60 * minute }, true],
  ['Redis is away', { answers: false, lagMs: 6 * minute, idleMs: 6 * minute }, true],
])('judges whether only a restart can help: %s', async (_what, given, isAlive) => {
  expect(await healthOf(given)).toMatchObject({ isAlive });
});
