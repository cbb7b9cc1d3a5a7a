import { beforeEach, expect, test } from 'vitest';
import { createNotice } from '../../src/applications/notice.ts';
import { Failure } from '../../src/errors.ts';
import type { Vendor } from '../../src/interviews/ports/vendor.ts';
import type { Account } from '../../src/interviews/ports.ts';
import { receiveWebhooks } from '../../src/interviews/receive.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { work } from '../../src/interviews/work.ts';
import { openCircuits } from '../../src/outbox/circuits.ts';
import { createMemoryStore, type MemoryStore, type StorePort, waitingFor } from '../../testing/memory-store.ts';
import { withoutLimit } from '../../testing/unlimited.ts';
import { callbackTo, day, givenCapabilities, givenRecord, heard, minute, policy, saw, t0 } from './given.ts';

const id = 'main_0000000000000001';
const scored = heard(givenRecord({ id }), [
  saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } }),
]);

let now: number;
let memory: MemoryStore;
let store: StorePort;
/** Days since t0, and what was told then. */
let puts: [number, string][];
let fetchAttempts: Vendor['fetch'];
let capabilities: Vendor['capabilities'];
let events: string[];

beforeEach(() => {
  now = t0;
  memory = createMemoryStore(() => now);
  store = waitingFor(memory.calls);
  puts = [];
  fetchAttempts = async () => [];
  capabilities = givenCapabilities;
  events = [];
});

/** Works it off once, with some of the store's answers changed. */
async function workOff(answers: Partial<StorePort> = {}, more: Partial<Account> = {}): Promise<void> {
  const account: Account = {
    name: 'main',
    policy,
    vendor: { name: 'vendor', capabilities, fetch: fetchAttempts } as unknown as Vendor,
    destinations: [
      callbackTo(async (_, { body }) => {
        puts.push([(now - t0) / day, (JSON.parse(body) as { status: string }).status]);
        return { outcome: 'acknowledged', answer: { status: 200 } };
      }),
    ],
    ...more,
  };
  const clock = () => now;
  const parts = {
    store: { ...store, ...answers },
    now: clock,
    monotonic: clock,
    random: () => 0,
    emit: ({ event, outcome }: { event: string; outcome: string }) => void events.push(`${event} ${outcome}`),
    within: withoutLimit,
  };
  await work({ ...parts, circuits: openCircuits(parts) }, account, id);
}

/** Works off whatever is due from now on. */
async function workUntil(until: number): Promise<void> {
  while (now < until) {
    await workOff();
    now = Math.min(Math.max(now, memory.nextDueAt('main') ?? until), until);
  }
}

async function create(record: InterviewRecord): Promise<void> {
  await store.create(record, { dueAt: now });
}

test('a result is sent', async () => {
  await create(scored);
  await workOff();
  expect(puts).toEqual([[0, 'completed']]);
});

test.each(['one', 'never'] as const)(
  'the history tells of polls only where the vendor can be asked: %s',
  async (canAsk) => {
    capabilities = { ...givenCapabilities, canAsk };
    let asked = 0;
    fetchAttempts = async () => {
      asked += 1;
      return [];
    };
    await create(givenRecord({ id }));
    await workUntil(t0 + 15 * day);
    const history = (await store.read(id))?.record.history.map(({ text }) => text) ?? [];
    const polls = history.filter((text) => text === 'polled the vendor: no attempt yet');
    expect(polls).toHaveLength(asked);
    expect(events.filter((event) => event === 'poll answered')).toHaveLength(asked);
    expect(asked > 0).toBe(canAsk === 'one');
    expect(puts).toEqual([[14, 'expired']]);
  },
);

test('an invitation is not in doubt because a notice of it is due as well', async () => {
  const invited: string[] = [];
  const vendor = {
    name: 'vendor',
    capabilities: { ...givenCapabilities, createTwice: 'mails-twice' },
    fetch: fetchAttempts,
    invite: async ({ interviewId }: { interviewId: string }) => {
      invited.push(interviewId);
      return { isEmailed: true };
    },
  } as unknown as Vendor;
  const origin = { door: 'stage', key: '1f2e 1' } as const;
  await create(givenRecord({ id, origin, invitation: { state: 'wanted', until: t0 + day, round: 0 } }));
  await workOff({}, { vendor, destinations: [createNotice({ notify: async () => undefined })] });
  expect(invited).toEqual([id]);
  expect((await store.read(id))?.record.invitation.state).toBe('invited');
});

test('nothing is written where nothing is to be done and the index says when there will be', async () => {
  await create(scored);
  await workOff();
  const told = await store.read(id);
  await workOff();
  expect(await store.read(id)).toEqual(told);
  expect(await store.acquire(id, 1)).toBeDefined();
});

test('when to look next is written where nothing is to be done and the index says something else', async () => {
  await create(scored);
  await workOff();
  const dueAt = memory.nextDueAt('main');
  const told = await store.read(id);
  await store.save(told!.record, told!.version, { dueAt: now });
  await workOff();
  expect(memory.nextDueAt('main')).toBe(dueAt);
});

test('nothing is sent when the answer about the lease came so late that the lease may end before a write does', async () => {
  await create(scored);
  await workOff({
    async acquire(...args) {
      const leased = await store.acquire(...args);
      now += 5000;
      return leased;
    },
    async save(...args) {
      const saved = await store.save(...args);
      now += 5000;
      return saved;
    },
  });
  expect(puts).toEqual([]);
  expect(await store.acquire(id, 1)).toBeDefined();
});

test('what was saved since is not erased, although its time was over before', async () => {
  await create(givenRecord({ id, invitation: { state: 'wanted', until: t0, round: 0 } }));
  now = t0 + policy.invitationExpiresAfterMs + policy.retentionMs;
  await workOff({
    async acquire(...args) {
      const leased = await store.acquire(...args);
      await store.save(scored, 1, { dueAt: now });
      return leased;
    },
  });
  expect((await store.read(id))?.record).toEqual(scored);
  expect(await store.acquire(id, 1)).toBeDefined();
});

test.each([
  ['a newer attempt that runs', { state: 'running' }, undefined],
  ['a scored one', { state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } }, 'completed'],
] as const)('declined is neither concluded nor told when %s is heard of meanwhile', async (_, change, concluded) => {
  now = t0 + 4 * day;
  const failed = heard(givenRecord({ id, polled: { answeredAt: now } }), [saw({ state: 'failed', at: t0 })]);
  await create(failed);
  const newer = { ...saw({ attemptId: 'b', at: now, startedAt: now }), ...change };
  const receive = receiveWebhooks({
    store,
    wakeUp: () => undefined,
    now: () => now,
    emit: () => undefined,
  });
  const reading = { event: 'webhook', observation: newer, templateId: failed.templateId, externalId: id };
  let isHeard = false;
  await workOff({
    async save(...args) {
      if (!isHeard)
        await receive(
          { name: 'main', policy, destinations: [], vendor: { name: 'vendor' } } as unknown as Account,
          reading,
        );
      isHeard = true;
      return store.save(...args);
    },
  });
  expect((await store.read(id))?.record.concluded?.status).toBe(concluded);
  const lines = (await store.read(id))?.record.history.flatMap(({ text }) => (text.startsWith('now ') ? [text] : []));
  expect(lines).toEqual(concluded ? ['now completed'] : []);
  expect(puts.map(([, status]) => status)).toEqual(concluded ? ['completed'] : []);
});

test.each<[string, Vendor['fetch'], number]>([
  ['answers', async () => [], 11],
  ['is silent', async () => Promise.reject(new Failure('vendor-unclear', 'silence')), 12],
])(
  'a result without a score after declined is told when it was held, although the vendor %s',
  async (_, answer, days) => {
    fetchAttempts = answer;
    const failed = heard(givenRecord({ id }), [saw({ state: 'failed' })]);
    await create(failed);
    await workUntil(t0 + 10 * day);
    const declined = (await store.read(id))!;
    const finished = heard(declined.record, [saw({ attemptId: 'b', state: 'finished', at: now })]);
    await store.save(finished, declined.version, { dueAt: now });
    await workUntil(t0 + 20 * day);
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
  await store.pause({ account: 'main', circuit: 'callback' }, { until: t0, reason: 'token', waits: 1 });
  const workHeldUp = () => workOff({ takeProbe: async () => false });
  now = t0 + 4 * day;
  await workHeldUp();
  expect((await store.read(id))?.record.concluded?.status).toBe('declined');
  const before = asks;
  now += 2 * day;
  await workHeldUp();
  expect(asks).toBe(before + 1);
  expect(puts).toEqual([]);
  await workOff();
  expect(puts).toEqual([[6, 'declined']]);
});

test('a hint that comes while one is followed is followed too', async () => {
  const receive = receiveWebhooks({ store, wakeUp: () => undefined, now: () => now, emit: () => undefined });
  const account = { name: 'main', policy, destinations: [], vendor: { name: 'vendor' } } as unknown as Account;
  let polls = 0;
  fetchAttempts = async () => {
    polls += 1;
    now += 1_000;
    if (polls === 1) await receive(account, { event: 'hint', externalId: id });
    return [];
  };
  await create(givenRecord({ id, polled: { hintedAt: t0 } }));
  now += 1_000;
  await workUntil(t0 + minute);
  expect(polls).toBe(2);
});

test('what its circuit holds up is not in flight', async () => {
  await create(scored);
  await workOff();
  const { record, version } = (await store.read(id))!;
  await store.save(
    heard(record, [saw({ state: 'finished', isSubmitted: true, score: { points: 8, of: 10 }, at: t0 + 1 })]),
    version,
    {
      dueAt: now,
    },
  );
  await workOff({ takeProbe: async () => false, acquire: withProbedPause });
  const delivery = (await store.read(id))?.record.deliveries['callback/result'];
  expect(delivery).toMatchObject({ acknowledged: { label: 'completed' } });
  expect(delivery).not.toHaveProperty('inFlight');
  expect(puts).toHaveLength(1);
});

async function withProbedPause(...args: Parameters<StorePort['acquire']>) {
  await store.pause({ account: 'main', circuit: 'callback' }, { until: now, reason: 'token', waits: 1 });
  return store.acquire(...args);
}
