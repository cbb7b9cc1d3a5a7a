import { expect, test } from 'vitest';
import { Failure } from '../../src/errors.ts';
import type { Vendor } from '../../src/interviews/ports/vendor.ts';
import type { Account } from '../../src/interviews/ports.ts';
import { work } from '../../src/interviews/work.ts';
import { openCircuits } from '../../src/outbox/circuits.ts';
import type { WriteResult } from '../../src/outbox/destination.ts';
import { createMemoryStore, type StorePort, waitingFor } from '../../testing/memory-store.ts';
import { withoutLimit } from '../../testing/unlimited.ts';
import { callbackTo, givenCapabilities, givenRecord, heard, minute, policy, saw, t0 } from './given.ts';

const result = saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } });

/** An account with two destinations, each with a credential of its own; the first one's answer is the test's. */
function twoDestinations(answer: () => WriteResult, accumulates?: true) {
  const clock = { now: t0, awayUntil: t0 };
  const now = () => clock.now;
  const memory = waitingFor<StorePort>(createMemoryStore(now, ['callback', 'other']).calls);
  const store: StorePort = {
    ...memory,
    async save(...saved) {
      if (clock.now < clock.awayUntil) throw new Failure('store-unavailable', 'Storage is unavailable');
      return memory.save(...saved);
    },
  };
  const written: Record<'callback' | 'other', string[]> = { callback: [], other: [] };
  const first = callbackTo(async ({ record }) => {
    written.callback.push(record.id);
    return answer();
  });
  const second = callbackTo(async ({ record }) => {
    written.other.push(record.id);
    return { outcome: 'acknowledged', answer: { status: 200 } };
  });
  const account: Account = {
    name: 'main',
    policy,
    vendor: { name: 'vendor', capabilities: givenCapabilities } as unknown as Vendor,
    destinations: [accumulates ? { ...first, accumulates } : first, { ...second, id: 'other', circuit: 'other' }],
  };
  const parts = { store, now, monotonic: now, random: () => 0, emit: () => undefined, within: withoutLimit };
  const sleep = async (ms: number) => {
    clock.now += ms;
  };
  const workParts = { ...parts, sleep, circuits: openCircuits(parts) };

  return {
    clock,
    written,
    work: (id: string) => work(workParts, account, id),
    historyOf: async (id: string) => (await store.read(id))?.record.history.map(({ text }) => text) ?? [],
    async create(number: number): Promise<string> {
      const id = `main_${String(number).padStart(16, '0')}`;
      const origin = { door: 'provider', key: `https://example.test/${number}` } as const;
      await store.create(heard(givenRecord({ id, origin }), [result]), { dueAt: now() });
      return id;
    },
  };
}

test('a refused token stops what is delivered with it, and nothing else', async () => {
  const { create, work, written } = twoDestinations(() => ({ outcome: 'token-rejected', answer: { status: 401 } }));
  const ids: string[] = [];
  for (let i = 0; i < 5; i += 1) {
    const id = await create(i);
    ids.push(id);
    // A token counts as refused once, so the second destination has its turn in the next round.
    await work(id);
    await work(id);
  }
  expect(new Set(written.callback)).toEqual(new Set(ids.slice(0, 3)));
  expect(written.other).toEqual(ids);
});

test('a credential that surely is refused stops after one, for as long as it is, and no delivery fails by it', async () => {
  let answer: WriteResult = { outcome: 'token-rejected', isCertain: true, answer: { status: 535 } };
  const { clock, create, work, written, historyOf } = twoDestinations(() => answer);
  const [a, b] = [await create(1), await create(2)];
  for (let i = 0; i < 10; i += 1) {
    await work(a);
    await work(b);
    clock.now += policy.giveUpAfterMs;
  }
  expect(written.callback).toHaveLength(10);
  expect((await historyOf(a)).join()).not.toContain('given up');
  answer = { outcome: 'acknowledged', answer: { status: 250 } };
  await work(a);
  await work(b);
  expect(new Set(written.callback.slice(10))).toEqual(new Set([a, b]));
});

test.each([
  [true, ' again, since the outcome of the last try is unknown'],
  [undefined, ''],
] as const)('what arrives twice when it is written twice is told as such: %s', async (accumulates, again) => {
  let answer: WriteResult = { outcome: 'try-again', answer: { error: 'closed' } };
  const { clock, create, work, historyOf } = twoDestinations(() => answer, accumulates);
  const id = await create(1);
  await work(id);
  clock.now += minute;
  answer = { outcome: 'acknowledged', answer: { status: 200 } };
  await work(id);
  const sent = (await historyOf(id)).flatMap((line) => /^(sent .*) in \d+ ms$/.exec(line)?.[1] ?? []);
  expect(sent).toEqual([
    'sent completed: try-again (closed)',
    'sent completed: acknowledged (200)',
    `sent completed${again}: acknowledged (200)`,
  ]);
});

test.each([
  ['is made once, although its outcome cannot be saved at once', 5_000, 1],
  ['is made again, if its outcome could not be saved as long as the lease lasted', 60_000, 2],
])('a write that arrives twice when it is made twice %s', async (_, awayMs, times) => {
  const { clock, create, work, written } = twoDestinations(() => {
    clock.awayUntil = written.callback.length === 1 ? clock.now + awayMs : 0;
    return { outcome: 'acknowledged', answer: { status: 250 } };
  }, true);
  const id = await create(1);
  for (let i = 0; i < 3; i += 1) {
    await work(id).catch(() => undefined);
    clock.now += minute;
  }
  expect(written.callback).toHaveLength(times);
});

test('each goes out once its own circuit lets it', async () => {
  let answer: WriteResult = { outcome: 'rate-limited', answer: { status: 429 }, retryAt: t0 + minute };
  const { clock, create, work, written } = twoDestinations(() => answer);
  const id = await create(1);
  await work(id);
  await work(id);
  expect(written).toEqual({ callback: [id], other: [id] });
  answer = { outcome: 'acknowledged', answer: { status: 200 } };
  clock.now = t0 + minute;
  await work(id);
  await work(id);
  expect(written).toEqual({ callback: [id, id], other: [id] });
});

test('an answer that there is no such subject is no outage, however many there are', async () => {
  const missing = { outcome: 'try-again', answer: { status: 404 }, isMissing: true } as const;
  const { create, work, written } = twoDestinations(() => missing);
  for (let i = 0; i < 20; i += 1) await work(await create(i));
  expect(new Set(written.callback).size).toBe(20);
});
