import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTurns } from '../../src/delivery/turns.ts';

/** Turns whose work ends when the test says so. */
function openTurns(slots: number, accounts: number) {
  const ends = new Map<string, () => void>();
  const runs: string[] = [];
  const hungry: string[] = [];
  const turns = createTurns({
    slots,
    accounts,
    run: (account, id) =>
      new Promise((resolve) => {
        const name = `${account}/${id}`;
        runs.push(name);
        ends.set(name, () => {
          ends.delete(name);
          resolve();
        });
      }),
    onHungry: (account) => void hungry.push(account),
  });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { turns, runs, hungry, end, running: () => [...ends.keys()] };
}

it('gives one account all slots where no other shares them', () => {
  const { turns, running } = openTurns(4, 1);
  for (let i = 0; i < 9; i += 1) turns.offer('acme', `${i}`);
  expect(running()).toHaveLength(4);
});

it.each([
  { slots: 4, accounts: 2, runs: 3 },
  { slots: 9, accounts: 3, runs: 4 },
  { slots: 50, accounts: 2, runs: 25 },
  { slots: 50, accounts: 50, runs: 4 },
  { slots: 8, accounts: 50, runs: 4 },
  { slots: 1, accounts: 50, runs: 1 },
])('lets one of $accounts accounts have $runs of $slots slots', ({ slots, accounts, runs }) => {
  const { turns, running } = openTurns(slots, accounts);
  for (let i = 0; i < 60; i += 1) turns.offer('acme', `${i}`);
  expect(running()).toHaveLength(runs);
});

it('runs what waits as soon as a slot is free, the longest waiting first', async () => {
  const { turns, runs, end } = openTurns(1, 1);
  for (const id of ['1', '2', '3']) turns.offer('acme', id);
  await end('acme/1');
  await end('acme/2');
  expect(runs).toEqual(['acme/1', 'acme/2', 'acme/3']);
});

it('runs nothing twice at the same time, and once more when it was taken meanwhile', async () => {
  const { turns, runs, end } = openTurns(4, 1);
  const taken = turns.take('acme', '1');
  await turns.take('acme', '1');
  turns.offer('acme', '1');
  expect(runs).toEqual(['acme/1']);
  await end('acme/1');
  await taken;
  expect(runs).toEqual(['acme/1', 'acme/1']);
  await end('acme/1');
  expect(runs).toHaveLength(2);
});

it('takes no more of what is offered than twice the share beside what runs, and gives it its turn whatever is rung for', async () => {
  const { turns, runs, end } = openTurns(1, 1);
  void turns.take('acme', 'rung');
  const offers = Array.from({ length: 12 }, (_, i) => turns.offer('acme', `offered ${i}`));
  expect(offers.filter(Boolean)).toHaveLength(8);
  for (let i = 0; i < 8; i += 1) {
    void turns.take('acme', `later ${i}`);
    await end(runs.at(-1) ?? '');
  }
  expect(runs.filter((name) => name.startsWith('acme/offered'))).toHaveLength(8);
  expect(turns.offer('acme', 'offered later')).toBe(true);
});

it('leaves what is rung for while the account is busy to the offers', async () => {
  const { turns, runs, end } = openTurns(4, 1);
  turns.offer('acme', '1');
  await turns.take('acme', '2');
  expect(runs).toEqual(['acme/1']);
  await end('acme/1');
  void turns.take('acme', '2');
  expect(runs).toEqual(['acme/1', 'acme/2']);
});

it('says so when less than a share of what was offered waits', async () => {
  const { turns, hungry, end } = openTurns(4, 1);
  for (let i = 0; i < 9; i += 1) turns.offer('acme', `${i}`);
  expect(turns.isHungry('acme')).toBe(false);
  await end('acme/0');
  expect(hungry).toEqual([]);
  await end('acme/1');
  expect(hungry).toEqual(['acme']);
  expect(turns.isHungry('acme')).toBe(true);
});

it('lets running work end when it closes, and begins none', async () => {
  const { turns, runs, end } = openTurns(1, 1);
  turns.offer('acme', '1');
  turns.offer('acme', '2');
  const closing = turns.close();
  turns.offer('acme', '3');
  await end('acme/1');
  await closing;
  expect(runs).toEqual(['acme/1']);
});

it('never has more running than slots, always has one for an account with nothing running, and runs all that it took in the end', async () => {
  const others = ['a', 'b', 'c', 'd', 'e'];
  const offer = fc.record({ offer: fc.constantFrom(...others), id: fc.nat(30) });
  const events = fc.array(fc.oneof(offer, fc.record({ end: fc.nat(20) })), { maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 12, max: 16 }), events, async (slots, events) => {
      const { turns, runs, end, running } = openTurns(slots, others.length + 1);
      const wanted = new Set<string>();
      for (const event of events) {
        if ('offer' in event) {
          const { offer, id } = event;
          if (turns.offer(offer, `${offer}${id}`)) wanted.add(`${offer}/${offer}${id}`);
        } else await end(running()[event.end] ?? '');
        expect(running().length).toBeLessThanOrEqual(slots);
        void turns.take('newcomer', 'x');
        expect(running()).toContain('newcomer/x');
        await end('newcomer/x');
      }
      while (running().length > 0) await end(running()[0] ?? '');
      expect(others.filter((name) => !turns.isHungry(name))).toEqual([]);
      expect([...wanted].filter((name) => !runs.includes(name))).toEqual([]);
    }),
  );
});
