import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { InterviewStore } from '../../../src/interviews/ports.ts';
import { type InterviewRecord, newRecord, observe } from '../../../src/interviews/record.ts';
import type { LeasedInterview } from '../../../src/interviews/turn.ts';
import type { CircuitName, CircuitState, CircuitStore } from '../../../src/outbox/circuits.ts';
import { type ClaimStore, type SaveResult, type Schedule, soonest } from '../../../src/records.ts';
import { newInterviewId } from '../../../src/store/ids.ts';
import type { ScheduleStore } from '../../../src/store/schedule-store.ts';
import { originOf } from '../../../src/workable/contract.ts';

/** Everything that the middle needs to remember. */
export type TestedStore = InterviewStore & ClaimStore<InterviewRecord> & CircuitStore;

/** A store, its lists, and its clock as far as leases go. */
export type StoreWorld = {
  store: TestedStore;
  schedule: Pick<ScheduleStore, 'newest'>;
  /** For how long the interview is still leased; 0 when it is not. */
  leaseLeftMs(id: string): Promise<number>;
  /** Resolves once a lease has run out that was not released. */
  untilLeaseEnds(id: string): Promise<void>;
  /** Lets the clock go on by a millisecond where it does not go by itself. */
  tick(): void;
  close(): Promise<void>;
};

export const t0 = Date.UTC(2026, 0, 1);
export const template = 'template-1';
/** Too long to end within a test; short enough to be waited for. */
export const [longMs, shortMs] = [60_000, 40];
/** Long after everything that these tests schedule. */
export const always = t0 + 1_000_000;
/** A circuit of which nothing is known. */
export const closed: CircuitState = { pause: undefined, hasRefusals: false };
export const later: Schedule = { dueAt: t0 + 1000 };

export type StoreInUse = ReturnType<typeof useStore>;

/** The store under test with what every test of it needs; every test has an account of its own. */
export function useStore(open: () => Promise<StoreWorld>) {
  const used = {
    account: '',
    world: undefined as unknown as StoreWorld,
    get circuit(): CircuitName {
      return { account: used.account, circuit: 'callback' };
    },
    get store(): TestedStore {
      return used.world.store;
    },

    given(change: Partial<InterviewRecord> = {}): InterviewRecord {
      const { account } = used;
      const id = newInterviewId(account);
      const candidate = { firstName: 'Ana', email: 'ana@example.test' };
      const origin = originOf(`https://groove-tech.workable.com/interviews/${id}`);
      const first = { id, account, templateId: template, origin, vendor: 'vendor', candidate, reportKey: 'key' };
      return { ...newRecord(first, t0), ...change };
    },

    async created(change: Partial<InterviewRecord> = {}, save = later): Promise<InterviewRecord> {
      const record = used.given(change);
      expect((await used.store.create(record, save)).isNew).toBe(true);
      return record;
    },

    async leased(record: InterviewRecord, ms = longMs): Promise<LeasedInterview> {
      return (await used.store.acquire(record.id, ms)) ?? expect.fail('another process has the interview');
    },

    /** Saves under a lease and extends it by so much; 0 releases it. */
    savedUnder(
      { version, lease }: LeasedInterview,
      record: InterviewRecord,
      schedule: Schedule,
      ms: number,
    ): Promise<SaveResult> {
      return used.store.save(record, version, schedule, { under: { ...lease, ms } });
    },

    /** What may be claimed at a time; it is released at once. */
    async claimable(at: number, limit = 10): Promise<LeasedInterview[]> {
      const { claimed } = await used.store.claim(used.account, { now: at, limit, ms: longMs });
      for (const { lease } of claimed) await used.store.release(lease);
      return claimed;
    },

    /** `<id> <ms after t0>` of everything that may be claimed at a time, with since when it is due. */
    async due(at: number, limit = 10): Promise<string[]> {
      const claimed = await used.claimable(at, limit);
      return claimed.map(({ record: { id }, schedule }) => `${id} ${soonest(schedule) - t0}`);
    },

    /** When anything is due next, in ms after t0. */
    async nextAt(at: number): Promise<number> {
      return (await used.store.claim(used.account, { now: at, limit: 0, ms: longMs })).nextAt - t0;
    },

    async listed(kind: 'all' | 'failed'): Promise<string[]> {
      return (await used.world.schedule.newest(used.account, kind, 100)).map(({ id, at }) => `${id} ${at - t0}`);
    },
  };

  beforeAll(async () => {
    used.world = await open();
  });
  beforeEach(() => {
    used.account = `acc-${randomUUID()}`;
  });
  afterAll(() => used.world.close());
  return used;
}

export function titled(record: InterviewRecord, jobTitle: string): InterviewRecord {
  return { ...record, jobTitle };
}

export function withCandidateRef(record: InterviewRecord, candidateRef: string): InterviewRecord {
  return observe(record, {
    attemptId: 'a',
    source: 'webhook',
    at: t0,
    state: 'running',
    isSubmitted: false,
    candidateRef,
  });
}

export function withFailure(record: InterviewRecord, at: number): InterviewRecord {
  return { ...record, deliveries: { 'callback/result': { failed: { digest: 'd', at, answer: { status: 400 } } } } };
}
