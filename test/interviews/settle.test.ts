import { beforeEach, expect, test } from 'vitest';
import {
  createMemoryStore,
  type MemoryStore,
  type StorePort,
  waitingFor,
} from '../../campaign/interleavings/memory-store.ts';
import { Failure } from '../../src/errors.ts';
import type { Account, InterviewStore, Vendor } from '../../src/interviews/ports.ts';
import { receiveWebhooks } from '../../src/interviews/receive.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { settleInterviews } from '../../src/interviews/settle.ts';
import { day, givenRecord, heard, policy, render, saw, t0 } from './given.ts';

const id = 'main_0000000000000001';
const scored = heard(givenRecord({ id }), [saw({ state: 'finished', isSubmitted: true, score: 7 })]);

let now: number;
let memory: MemoryStore;
let store: StorePort;
/** Days since t0, and what was told then. */
let puts: [number, string][];
let fetchAttempts: Vendor['fetchAttempts'];

beforeEach(() => {
  now = t0;
  memory = createMemoryStore(() => now);
  store = waitingFor(memory.calls);
  puts = [];
  fetchAttempts = async () => [];
});

/** Answers the bell once, with some of the store's answers changed. */
async function settle(answers: Partial<InterviewStore> = {}): Promise<void> {
  const account: Account = {
    name: 'main',
    policy,
    vendor: { fetchAttempts } as Vendor,
    render,
    barrierTo: () => undefined,
    send: async (_url, body) => {
      puts.push([(now - t0) / day, (JSON.parse(body) as { status: string }).status]);
      return { outcome: 'acknowledged', answer: { status: 200 } };
    },
  };
  const clock = () => now;
  const parts = {
    store: { ...store, ...answers },
    now: clock,
    monotonic: clock,
    random: () => 0,
    tell: () => undefined,
  };
  await settleInterviews(parts)(account, id);
}

/** Answers every bell of the sweep from now on. */
async function settleUntil(until: number): Promise<void> {
  while (now < until) {
    await settle();
    now = Math.min(Math.max(now, memory.nextDueAt('main') ?? until), until);
  }
}

async function create(record: InterviewRecord): Promise<void> {
  await store.create(record, { dueAt: now });
}

test('a result is sent', async () => {
  await create(scored);
  await settle();
  expect(puts).toEqual([[0, 'completed']]);
});

test('nothing is written where nothing is to be done and the index says when there will be', async () => {
  await create(scored);
  await settle();
  const told = await store.read(id);
  await settle();
  expect(await store.read(id)).toEqual(told);
  expect(await store.hold(id, 1)).toBeDefined();
});

test('when to look next is written where nothing is to be done and the index says something else', async () => {
  await create(scored);
  await settle();
  const dueAt = memory.nextDueAt('main');
  const told = await store.read(id);
  await store.save(told!.record, told!.version, { dueAt: now });
  await settle();
  expect(memory.nextDueAt('main')).toBe(dueAt);
});

test('nothing is sent when the answer about the hold came so late that the hold may end before a PUT does', async () => {
  await create(scored);
  await settle({
    async hold(...args) {
      const held = await store.hold(...args);
      now += 5000;
      return held;
    },
    async saveHeld(...args) {
      const saved = await store.saveHeld(...args);
      now += 5000;
      return saved;
    },
  });
  expect(puts).toEqual([]);
  expect(await store.hold(id, 1)).toBeDefined();
});

test('what was saved since is not erased, although its time was over before', async () => {
  await create(givenRecord({ id, invitation: { state: 'waiting', round: 0 } }));
  now = t0 + policy.invitationExpiresAfterMs + policy.retentionMs;
  await settle({
    async hold(...args) {
      const held = await store.hold(...args);
      await store.save(scored, 1, { dueAt: now });
      return held;
    },
  });
  expect((await store.read(id))?.record).toEqual(scored);
  expect(await store.hold(id, 1)).toBeDefined();
});

test.each([
  ['a newer attempt that runs', { state: 'running' }, undefined],
  ['a scored one', { state: 'finished', isSubmitted: true, score: 7 }, 'completed'],
] as const)('declined is neither concluded nor told when %s is heard of meanwhile', async (_, change, concluded) => {
  now = t0 + 4 * day;
  const failed = heard(givenRecord({ id, asked: { answeredAt: now } }), [saw({ state: 'failed', at: t0 })]);
  await create(failed);
  const newer = { ...saw({ attemptId: 'b', at: now, startedAt: now }), ...change };
  const receive = receiveWebhooks({
    store,
    bell: { ring: async () => undefined },
    now: () => now,
    tell: () => undefined,
  });
  const reading = { event: 'webhook', observation: newer, templateId: failed.templateId, externalId: id };
  let isHeard = false;
  await settle({
    async saveHeld(...args) {
      if (!isHeard) await receive({ name: 'main', policy, render } as Account, reading);
      isHeard = true;
      return store.saveHeld(...args);
    },
  });
  expect((await store.read(id))?.record.concluded?.status).toBe(concluded);
  const lines = (await store.read(id))?.record.story.map(({ text }) => text).filter((text) => text.includes('now '));
  expect(lines).toEqual(concluded ? [expect.stringMatching(/^webhook: .*; now completed$/)] : []);
  expect(puts.map(([, status]) => status)).toEqual(concluded ? ['completed'] : []);
});

test.each<[string, Vendor['fetchAttempts'], number]>([
  ['answers', async () => [], 11],
  ['is silent', async () => Promise.reject(new Failure('vendor-unclear', 'silence')), 12],
])(
  'a result without a score after declined is told when it was held, although the vendor %s',
  async (_, answer, days) => {
    fetchAttempts = answer;
    const failed = heard(givenRecord({ id }), [saw({ state: 'failed' })]);
    await create(failed);
    await settleUntil(t0 + 10 * day);
    const declined = (await store.read(id))!;
    const finished = heard(declined.record, [saw({ attemptId: 'b', state: 'finished', at: now })]);
    await store.save(finished, declined.version, { dueAt: now });
    await settleUntil(t0 + 20 * day);
    expect(puts).toEqual([
      [days - 8, 'declined'],
      [days, 'completed'],
    ]);
  },
);

test('the vendor is asked, when that is due, although it is another interview’s turn to be sent', async () => {
  let asks = 0;
  fetchAttempts = async () => {
    asks += 1;
    return [];
  };
  await create(heard(givenRecord({ id }), [saw({ state: 'failed' })]));
  await store.pause('main', { until: t0, reason: 'token', waits: 1 });
  const settleHeldUp = () => settle({ takeProbe: async () => false });
  now = t0 + 4 * day;
  await settleHeldUp();
  expect((await store.read(id))?.record.concluded?.status).toBe('declined');
  const before = asks;
  now += 2 * day;
  await settleHeldUp();
  expect(asks).toBe(before + 1);
  expect(puts).toEqual([]);
  await settle();
  expect(puts).toEqual([[6, 'declined']]);
});

test('whoever is held up is in no doubt about what Workable has', async () => {
  await create(scored);
  await settle();
  const { record, version } = (await store.read(id))!;
  await store.save(heard(record, [saw({ state: 'finished', isSubmitted: true, score: 8, at: t0 + 1 })]), version, {
    dueAt: now,
  });
  await settle({ takeProbe: async () => false, hold: withProbedPause });
  const { delivery } = (await store.read(id))!.record;
  expect(delivery).toMatchObject({ acknowledged: { status: 'completed' } });
  expect(delivery).not.toHaveProperty('unsureSince');
  expect(puts).toHaveLength(1);
});

async function withProbedPause(...args: Parameters<InterviewStore['hold']>) {
  await store.pause('main', { until: now, reason: 'token', waits: 1 });
  return store.hold(...args);
}
