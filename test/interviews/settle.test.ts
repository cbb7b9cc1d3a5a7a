import { beforeEach, expect, test } from 'vitest';
import { createMemoryStore, type StorePort, waitingFor } from '../../campaign/interleavings/memory-store.ts';
import type { Account, InterviewStore, Vendor } from '../../src/interviews/ports.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { settleInterviews } from '../../src/interviews/settle.ts';
import { givenRecord, heard, policy, render, saw, t0 } from './given.ts';

const id = 'main_0000000000000001';
const scored = heard(givenRecord({ id }), [saw({ state: 'finished', isSubmitted: true, score: 7 })]);

let now: number;
let store: StorePort;
let puts: string[];

beforeEach(() => {
  now = t0;
  store = waitingFor<StorePort>(createMemoryStore(() => now).calls);
  puts = [];
});

/** Answers the bell of an interview that is stored like this, with some of the store's answers changed. */
async function settle(record: InterviewRecord, answers: Partial<InterviewStore> = {}): Promise<void> {
  await store.create(record, { dueAt: now });
  const account: Account = {
    name: 'main',
    policy,
    vendor: {} as Vendor,
    render,
    send: async (_url, body) => {
      puts.push(body);
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

test('a result is sent', async () => {
  await settle(scored);
  expect(puts).toHaveLength(1);
});

test('nothing is sent when the answer about the hold came so late that the hold may end before a PUT does', async () => {
  await settle(scored, {
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
  const abandoned = givenRecord({ id, invitation: { state: 'waiting', round: 0 } });
  now = t0 + policy.invitationExpiresAfterMs + policy.retentionMs;
  await settle(abandoned, {
    async hold(...args) {
      const held = await store.hold(...args);
      await store.save(scored, 1, { dueAt: now });
      return held;
    },
  });
  expect((await store.read(id))?.record).toEqual(scored);
  expect(await store.hold(id, 1)).toBeDefined();
});
