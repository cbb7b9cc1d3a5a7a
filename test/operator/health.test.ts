import { expect, it, test } from 'vitest';
import { createHealth } from '../../src/operator/health.ts';
import type { Pause } from '../../src/outbox/circuits.ts';
import type { WriteFault } from '../../src/store/write-probe.ts';
import { minute, second } from '../../testing/times.ts';

const now = Date.UTC(2026, 0, 1);

type Given = {
  answers?: boolean;
  writeFault?: WriteFault;
  faults?: string[] | undefined;
  lagMs?: number | undefined;
  idleMs?: number;
  pauses?: Pause[];
};

function healthOf(given: Given, hasWorker = true) {
  const { answers = true, writeFault, faults, lagMs, idleMs = 0, pauses = [] } = { faults: [], lagMs: 0, ...given };
  return createHealth({
    writeFault: async () => {
      if (!answers) throw new Error('no answer');
      return writeFault;
    },
    onWriteFault: () => undefined,
    storageFaults: () => faults,
    scheduler: hasWorker
      ? { lagMs: () => lagMs, pauses: () => pauses.map((pause) => ({ circuit: 'callback', pause })) }
      : undefined,
    idleMs: () => idleMs,
    now: () => now,
  })();
}

test.each<[what: string, given: Given, missing: string]>([
  [
    'Redis does not answer',
    { answers: false, faults: undefined },
    'redis does not answer: is REDIS_URL right, and is it running?',
  ],
  ['Redis has not been checked', { faults: undefined }, 'redis has not been checked yet'],
  ['Redis may lose data', { faults: ['it may evict keys'] }, 'redis: it may evict keys'],
  [
    'Redis refuses writes',
    { writeFault: { code: 'OOM', text: 'refuses writes (OOM): its memory is full' } },
    'redis refuses writes (OOM): its memory is full',
  ],
  ['the index of due work is unreadable', { lagMs: undefined }, 'the index of due work cannot be read'],
  ['work is due for more than a minute', { lagMs: 61 * second }, 'work has been due for 61 s'],
])('is not ready while %s, and says so', async (_what, given, missing) => {
  expect(await healthOf(given)).toMatchObject({ isAlive: true, isReady: false, missing: [missing], warnings: [] });
});

it('is ready while all work is younger than a minute', async () => {
  expect(await healthOf({ lagMs: minute })).toMatchObject({ isAlive: true, isReady: true, missing: [], warnings: [] });
});

it('is ready without a worker when Redis is: others do the work', async () => {
  expect(await healthOf({ idleMs: 60 * minute }, false)).toMatchObject({
    isAlive: true,
    isReady: true,
    missing: [],
    warnings: [],
  });
});

test.each<[what: string, given: Given, isAlive: boolean]>([
  ['work is due for long and none has ended for long', { lagMs: 6 * minute, idleMs: 6 * minute }, false],
  ['a backlog is being worked off', { lagMs: 6 * minute, idleMs: second }, true],
  ['there has been nothing to do for long', { lagMs: 0, idleMs: 60 * minute }, true],
  ['Redis is away', { answers: false, lagMs: 6 * minute, idleMs: 6 * minute }, true],
])('judges whether only a restart can help: %s', async (_what, given, isAlive) => {
  expect(await healthOf(given)).toMatchObject({ isAlive });
});

test.each<[what: string, given: Given, isRedisUsable: boolean]>([
  ['it does not answer', { answers: false }, false],
  ['it has not been checked', { faults: undefined }, false],
  ['it may lose data', { faults: ['it may evict keys'] }, false],
  ['it refuses writes', { writeFault: { code: 'OOM', text: 'refuses writes (OOM)' } }, false],
  ['only work is late', { lagMs: 61 * second }, true],
])('says whether Redis can be used: %s', async (_what, given, isRedisUsable) => {
  expect(await healthOf(given)).toMatchObject({ isRedisUsable, isReady: false });
});

const rate: Pause = { until: now + minute, reason: 'rate', waits: 1, since: now };
const token: Pause = { until: now - minute, reason: 'token', waits: 3, isProbed: true };
const rateLimit = 'Workable asked for it (rate limit)';

it('warns of a mail server that refuses our log-in, and does not call that the callback token', async () => {
  const health = createHealth({
    writeFault: async () => undefined,
    onWriteFault: () => undefined,
    storageFaults: () => [],
    scheduler: { lagMs: () => 0, pauses: () => [{ circuit: 'mail', pause: token }] },
    idleMs: () => 0,
    now: () => now,
  });
  expect((await health()).warnings).toEqual(['the mail server of 1 account refuses our log-in or our sender']);
});

test.each<[what: string, pauses: Pause[], warnings: string[]]>([
  ['nothing waits', [], []],
  ['one waits', [rate], [`deliveries of 1 account wait until 2026-01-01T00:01:00.000Z: ${rateLimit}`]],
  [
    'several wait',
    [rate, token, { ...rate, until: now + 2 * minute }, token],
    [
      `deliveries of 2 accounts wait, the longest until 2026-01-01T00:02:00.000Z: ${rateLimit}`,
      'the callback token of 2 accounts is refused or not set',
    ],
  ],
  ['a wait is over', [{ ...rate, until: now }], []],
  ['a circuit is open for an outage that has just begun', [{ ...rate, reason: 'outage' }], []],
  [
    'an outage lasts',
    [{ ...rate, reason: 'outage', waits: 2 }],
    ['deliveries of 1 account go out one at a time: many tries in a row had no answer'],
  ],
])('warns of deliveries that wait, and is ready: %s', async (_what, pauses, warnings) => {
  expect(await healthOf({ pauses })).toMatchObject({ isAlive: true, isReady: true, missing: [], warnings });
});

it('is no reason for a restart that Redis refuses writes, however long', async () => {
  const writeFault = { code: 'NOREPLICAS', text: 'refuses writes (NOREPLICAS)' };
  expect(await healthOf({ writeFault, lagMs: 60 * minute, idleMs: 60 * minute })).toMatchObject({ isAlive: true });
});
