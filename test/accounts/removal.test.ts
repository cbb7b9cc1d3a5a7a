import { expect, it, onTestFinished } from 'vitest';
import { openRemovals, type Removing } from '../../src/accounts/removal.ts';
import type { Account } from '../../src/interviews/ports.ts';
import type { InterviewRecord } from '../../src/interviews/record.ts';
import { day } from '../../testing/times.ts';
import { until } from '../../testing/world.ts';

/** Removals of acme with these interviews. `looks`: how often it was looked at. */
function openRemovalsOf(removing: Pick<Removing, 'account'> & { erases: boolean }, records: InterviewRecord[] = []) {
  const state = { now: 100 * day, looks: 0, dropped: false, erased: [] as string[] };
  const left = () => records.filter(({ id }) => !state.erased.includes(id));
  const removal = { at: state.now, erases: removing.erases };
  const managed = { name: 'acme', state: 'removing', settings: {}, providerTokens: [], createdAt: 0, removal } as const;
  const account = removing.account ? { account: removing.account } : {};
  const parts: Parameters<typeof openRemovals>[0] = {
    store: {
      read: async (id) => left().flatMap((record) => (record.id === id ? [{ record, version: 1 }] : []))[0],
      readSurely: () => Promise.reject(new Error()),
      save: () => Promise.reject(new Error()),
      erase: async ({ id }) => state.erased.push(id) > 0,
    },
    idsOf: async function* () {
      yield left().map(({ id }) => id);
    },
    count: async () => left().length,
    endStageDoor: async () => undefined,
    eraseRest: async () => undefined,
    confirm: async () => undefined,
    retireTokens: async () => undefined,
    drop: async () => {
      state.dropped = true;
    },
    wakeUp: () => undefined,
    within: () => Promise.reject(new Error()),
    now: () => state.now,
    report: () => undefined,
  };
  const removals = openRemovals(parts, () => {
    state.looks += 1;
    return state.dropped ? [] : [{ ...account, managed, retentionMs: 10 * day }];
  });
  onTestFinished(() => removals.close());
  return state;
}

async function lookTwiceMore(state: { looks: number }): Promise<void> {
  const { looks } = state;
  await until('it was looked at twice more', () => state.looks >= looks + 2);
}

function recordOf(id: string, concludedAt?: number): InterviewRecord {
  const concluded = concludedAt === undefined ? {} : { concluded: { status: 'declined', at: concludedAt } };
  return { id, account: 'acme', ...concluded } as InterviewRecord;
}

it('an account goes only once every process has surely heard of it: until then one may still take a create', async () => {
  const state = openRemovalsOf({ account: { name: 'acme' } as Account, erases: true });
  state.now += 2_000;
  await lookTwiceMore(state);
  expect(state.dropped).toBe(false);
  state.now += 10_000;
  await until('it is gone', () => state.dropped);
});

it('without usable settings what is left goes when its time has passed, and then the account', async () => {
  const records = [recordOf('of-before', 95 * day), recordOf('open')];
  const state = openRemovalsOf({ erases: false }, records);
  state.now += 1 * day;
  await lookTwiceMore(state);
  expect(state.erased).toEqual([]);
  state.now = 106 * day;
  await until('the one that ended before is erased', () => state.erased.length > 0);
  await lookTwiceMore(state);
  expect([state.erased, state.dropped]).toEqual([['of-before'], false]);
  state.now = 111 * day;
  await until('it is gone', () => state.dropped);
  expect(state.erased).toEqual(['of-before', 'open']);
});

it('without usable settings all goes at once where it is to be erased', async () => {
  const state = openRemovalsOf({ erases: true }, [recordOf('open')]);
  state.now += 10_000;
  await until('it is gone', () => state.dropped);
  expect(state.erased).toEqual(['open']);
});
