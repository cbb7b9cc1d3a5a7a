import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openSweep, type Sweep } from '../../src/delivery/sweep.ts';
import { createTurns } from '../../src/delivery/turns.ts';
import type { Pause } from '../../src/interviews/ports.ts';
import type { Due } from '../../src/store/schedule-store.ts';
import type { during } from '../../testing/process.ts';
import { hour, minute, second } from '../../testing/times.ts';
import { until } from '../../testing/world.ts';

type Finish = Parameters<typeof during>[0];

/** A sweep over an index that the test writes, and a clock that it moves. */
function sweepOver(onTestFinished: Finish, accounts: readonly string[]) {
  let now = 0;
  const looks = new Map<string, number>();
  const index = new Map<string, Due>();
  const answered: string[] = [];
  const looksAt = (account: string) => looks.get(account) ?? 0;
  const sweep = openSweep({
    accounts,
    async due(account) {
      looks.set(account, looksAt(account) + 1);
      return index.get(account) ?? Promise.reject(new Error('Redis does not answer'));
    },
    release: async () => undefined,
    atOnce: 200,
    worker: {
      answer: (account, id) => answered.push(`${account}/${id}`) <= 3,
      isHungry: () => false,
    },
    now: () => now,
    monotonic: () => now,
  });
  onTestFinished(sweep.close);
  return {
    sweep,
    answered,
    advance(ms: number) {
      now += ms;
    },
    async sees(next: Record<string, Due>) {
      for (const account of accounts) index.delete(account);
      for (const [account, due] of Object.entries(next)) index.set(account, due);
      const before = new Map(looks);
      await until('every account was looked at twice', () => {
        for (const account of accounts) sweep.look(account);
        return accounts.every((account) => looksAt(account) >= (before.get(account) ?? 0) + 2);
      });
    },
  };
}

function waitingUntil(at: number): Pause {
  return { until: at, reason: 'rate', waits: 1 };
}

it.concurrent('is as late as the oldest work of any account', async ({ onTestFinished }) => {
  const { sweep, sees, advance } = sweepOver(onTestFinished, ['acme', 'globex']);
  await sees({ acme: { found: [] }, globex: { found: [] } });
  expect(sweep.lagMs()).toBe(0);
  advance(hour);
  await sees({
    acme: { found: [{ id: 'a', dueAt: hour - second }] },
    globex: { found: [{ id: 'b', dueAt: hour - minute }] },
  });
  expect(sweep.lagMs()).toBe(minute);
});

it.concurrent('is not late with what came due while the account had to wait', async ({ onTestFinished }) => {
  const { sweep, sees, advance } = sweepOver(onTestFinished, ['acme']);
  await sees({ acme: { found: [], pause: waitingUntil(2 * hour) } });
  advance(2 * hour);
  await sees({ acme: { found: [], pause: waitingUntil(2 * hour + second) } });
  advance(3 * second);
  await sees({ acme: { found: [{ id: 'a', dueAt: 0 }] } });
  expect(sweep.lagMs()).toBe(3 * second);
});

it.concurrent('is late with the clocks of an account whose deliveries have to wait', async ({ onTestFinished }) => {
  const { sweep, sees, advance } = sweepOver(onTestFinished, ['acme']);
  await sees({ acme: { found: [] } });
  advance(hour);
  await sees({ acme: { found: [] } });
  const due = { found: [{ id: 'a', dueAt: hour }], pause: waitingUntil(9 * hour) };
  advance(2 * minute);
  await sees({ acme: due });
  expect(sweep.lagMs()).toBe(2 * minute);
  advance(minute);
  await sees({ acme: due });
  expect(sweep.lagMs()).toBe(3 * minute);
});

it.concurrent('cannot tell while the index of one account is unreadable, and is not late with what came due meanwhile', async ({
  onTestFinished,
}) => {
  const { sweep, sees, advance } = sweepOver(onTestFinished, ['acme', 'globex']);
  await sees({ acme: { found: [] } });
  expect(sweep.lagMs()).toBeUndefined();
  advance(hour);
  await sees({ acme: { found: [] } });
  await sees({ acme: { found: [] }, globex: { found: [{ id: 'b', dueAt: 0 }] } });
  expect(sweep.lagMs()).toBe(0);
});

it.concurrent('asks again for what the worker had no room for, and for nothing else', async ({ onTestFinished }) => {
  const { sees, answered, advance } = sweepOver(onTestFinished, ['acme']);
  advance(minute);
  const found = ['1', '2', '3', '4'].map((id) => ({ id, dueAt: 0 }));
  await sees({ acme: { found } });
  await sees({ acme: { found } });
  expect(answered.slice(0, 4)).toEqual(['acme/1', 'acme/2', 'acme/3', 'acme/4']);
  expect(new Set(answered.slice(4))).toEqual(new Set(['acme/4']));
});

/** More looks than there is time for unless something makes it look. */
const manyLooks = 100;

it.concurrent.each([
  { when: 'somebody rings', isHungry: false, call: (sweep: Sweep) => sweep.look('acme') },
  { when: 'the worker could do with more than it took', isHungry: true, call: () => undefined },
  { when: 'the worker can do with more again', isHungry: false, call: (sweep: Sweep) => sweep.lookForMore('acme') },
])('looks at once when $when', async ({ isHungry, call }) => {
  let looks = 0;
  const sweep = openSweep({
    accounts: ['acme'],
    async due() {
      looks += 1;
      return { found: [{ id: '1', dueAt: 0 }] };
    },
    release: async () => undefined,
    atOnce: 200,
    worker: { answer: () => false, isHungry: () => isHungry },
    now: () => 0,
    monotonic: () => 0,
  });
  await until('it has looked often', () => {
    call(sweep);
    return looks > manyLooks;
  }).finally(sweep.close);
});

it.concurrent.each([{ slots: 50 }, { slots: 200 }, { slots: 300 }])(
  'keeps all $slots turns of a worker busy, although what runs stays at the head of the index',
  async ({ slots }) => {
    const index = Array.from({ length: 5_000 }, (_, i) => ({ id: `${i}`, dueAt: 0 }));
    let [running, most] = [0, 0];
    const turns: ReturnType<typeof createTurns> = createTurns({
      slots,
      accounts: 1,
      async run(_account, id) {
        running += 1;
        most = Math.max(most, running);
        await sleep(20);
        index.splice(
          index.findIndex((entry) => entry.id === id),
          1,
        );
        running -= 1;
      },
      onHungry: (account) => sweep.lookForMore(account),
    });
    const sweep = openSweep({
      accounts: ['acme'],
      due: async (_account, _now, limit) => ({ found: index.slice(0, limit) }),
      release: async () => undefined,
      atOnce: Math.max(200, 4 * slots),
      worker: { answer: turns.offer, isHungry: turns.isHungry },
      now: () => 0,
      monotonic: () => performance.now(),
    });
    // At 250 ms a look this would take a minute.
    await until('all is done', () => index.length === 0).finally(sweep.close);
    expect(most).toBe(slots);
  },
);

it.concurrent('sees behind what others are busy with', async () => {
  const index = Array.from({ length: 2_000 }, (_, i) => ({ id: `${i}`, dueAt: 0 }));
  const answered = new Set<string>();
  const sweep = openSweep({
    accounts: ['acme'],
    due: async (_account, _now, limit) => ({ found: index.slice(0, limit) }),
    release: async () => undefined,
    atOnce: 200,
    worker: { answer: (_account, id) => answered.add(id) !== undefined, isHungry: () => true },
    now: () => 0,
    monotonic: () => 0,
  });
  await until('all were asked for', () => answered.size === index.length).finally(sweep.close);
});

it.concurrent('does not look more often for what somebody is busy with already', async () => {
  const looks = { busy: 0, idle: 0 };
  const found = Array.from({ length: 400 }, (_, i) => ({ id: `${i}`, dueAt: 0 }));
  const sweep = openSweep({
    accounts: ['busy', 'idle'],
    async due(account) {
      looks[account as keyof typeof looks] += 1;
      return { found: account === 'busy' ? found : [] };
    },
    release: async () => undefined,
    atOnce: 200,
    worker: { answer: () => true, isHungry: () => true },
    now: () => 0,
    monotonic: () => 0,
  });
  await until('it has looked often', () => looks.idle > 8).finally(sweep.close);
  expect(looks.busy).toBeLessThan(2 * looks.idle);
});

it.concurrent('looks after many accounts without a warning', async ({ onTestFinished }) => {
  const warnings: Error[] = [];
  const listen = (warning: Error) => void warnings.push(warning);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  const accounts = Array.from({ length: 20 }, (_, i) => `account-${i}`);
  const { sees } = sweepOver(onTestFinished, accounts);
  await sees(Object.fromEntries(accounts.map((account) => [account, { found: [] }])));
  expect(warnings).toEqual([]);
});
