import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { budgets, endsInLease, leaseMs, spareMs, type Within } from '../../src/interviews/budgets.ts';
import type { Vendor } from '../../src/interviews/ports/vendor.ts';
import type { Account } from '../../src/interviews/ports.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { work } from '../../src/interviews/work.ts';
import { limits } from '../../src/limits.ts';
import { openCircuits } from '../../src/outbox/circuits.ts';
import { createMemoryStore, type StorePort, waitingFor } from '../../testing/memory-store.ts';
import { unlimited } from '../../testing/unlimited.ts';
import { callbackTo, day, givenCapabilities, givenRecord, heard, policy, saw, t0 } from './given.ts';

const { invite, find, fetch, details, write } = budgets;

describe('the sums', () => {
  test.each(Object.entries({ invite, find, fetch, details, write }))('%s ends within a lease', (_call, budgetMs) => {
    expect(endsInLease(budgetMs, 0)).toBe(true);
  });

  test('an invitation that is looked for first ends within the lease of the person', () => {
    expect(endsInLease(invite, find)).toBe(true);
  });

  test('details and a write behind them end within one lease, although the save between them prolongs it', () => {
    expect(details + write).toBeLessThanOrEqual(leaseMs);
  });

  test('a create waits until the lease of a process that died has run out, and then for a whole try', () => {
    expect(leaseMs + find + invite + spareMs).toBeLessThanOrEqual(limits.createWaitMs);
  });

  test('every call has time to find out that no connection is made', () => {
    expect(Math.min(...Object.values(budgets))).toBeGreaterThan(limits.connectMs);
  });
});

const id = 'main_0000000000000001';
const finished = saw({ state: 'finished', isSubmitted: true, score: { points: 7, of: 10 } });

type Case = { what: string; at: number; record: InterviewRecord; timesMs: number[] };
const cases: Case[] = [
  {
    what: 'an invitation of which it is not known whether it arrived',
    at: t0,
    record: givenRecord({ id, invitation: { state: 'inviting', until: t0 + limits.createWaitMs, round: 0 } }),
    timesMs: [limits.vendorFindMs, limits.vendorCallMs],
  },
  {
    what: 'a result with details',
    at: t0,
    record: heard(givenRecord({ id }), [finished]),
    timesMs: [limits.vendorDetailsMs, limits.writeMs],
  },
  {
    what: 'an interview at its deadline',
    at: t0 + 14 * day,
    record: givenRecord({ id }),
    timesMs: [limits.vendorCallMs, limits.writeMs],
  },
];

/**
 * Every call takes all of its time, and the store answers so late. `isLeased`: at the end of the call, the person too.
 */
async function workOff({ at, record }: Case, delaysMs: readonly number[]) {
  let now = at;
  const memory = createMemoryStore(() => now);
  memory.calls.create(record, { dueAt: now });
  const late = delaysMs[Symbol.iterator]();
  const clock = () => now;
  const store = new Proxy(waitingFor<StorePort>(memory.calls), {
    get:
      (target, name, receiver) =>
      async (...args: unknown[]) => {
        const answer = await (Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown)(...args);
        now += late.next().value ?? 0;
        return answer;
      },
  });
  const calls: { ms: number; isLeased: boolean }[] = [];
  const isInviting = record.invitation.state === 'inviting';
  const within: Within = async (ms, call) => {
    const answer = await call(unlimited);
    now += ms;
    const isPersonLeased = !memory.calls.acquirePerson('main', record.candidate.email, 1);
    calls.push({ ms, isLeased: !memory.calls.acquire(id, 1) && (isPersonLeased || !isInviting) });
    return answer;
  };
  const parts = { store, now: clock, monotonic: clock, random: () => 0, emit: () => undefined, within };
  await work({ ...parts, circuits: openCircuits(parts) }, account, id);
  return calls;
}

const account: Account = {
  name: 'main',
  policy: { ...policy, asksDetails: true },
  vendor: {
    name: 'vendor',
    capabilities: givenCapabilities,
    exclusiveKey: ({ candidate }) => candidate.email,
    find: async () => undefined,
    invite: async () => ({ isEmailed: true }),
    fetch: async () => [],
    fetchDetails: async (attemptId) => ({ ...finished, attemptId, source: 'details' }),
  } as Partial<Vendor> as Vendor,
  destinations: [callbackTo(async () => ({ outcome: 'acknowledged', answer: { status: 200 } }))],
};

test.each(cases)('every call has its own time: $what', async (given) => {
  expect((await workOff(given, [])).map(({ ms }) => ms)).toEqual(given.timesMs);
});

/** The client of Redis waits no longer for an answer. */
const storeMs = 3_000;

test.each(cases)('no call outlasts its lease, however late the store answers: $what', async (given) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(storeMs), { maxLength: 12 }), async (delaysMs) => {
      const calls = await workOff(given, delaysMs);
      expect(calls.filter(({ isLeased }) => !isLeased)).toEqual([]);
    }),
  );
});
