import { expect, it, onTestFinished } from 'vitest';
import { openRemovals } from '../../src/accounts/removal.ts';
import type { Account } from '../../src/interviews/ports.ts';
import { until } from '../../testing/world.ts';

it('an account goes only once every process has surely heard of it: until then one may still take a create', async () => {
  let [now, looks] = [1_000_000, 0];
  const dropped: string[] = [];
  const removal = { at: now, erases: true };
  const managed = { name: 'acme', state: 'removing', settings: {}, providerTokens: [], createdAt: 0, removal } as const;
  const removals = openRemovals(
    {
      store: {
        read: async () => undefined,
        readSurely: async () => undefined,
        save: () => Promise.reject(new Error()),
        erase: async () => true,
      },
      idsOf: async function* () {},
      count: async () => 0,
      eraseRest: async () => undefined,
      drop: async (name) => void dropped.push(name),
      wakeUp: () => undefined,
      within: () => Promise.reject(new Error()),
      now: () => now,
      report: () => undefined,
    },
    () => {
      looks += 1;
      return dropped.length > 0 ? [] : [{ account: { name: 'acme' } as Account, managed }];
    },
  );
  onTestFinished(() => removals.close());

  now += 2_000;
  await until('it was looked at twice', () => looks >= 2);
  expect(dropped).toEqual([]);
  now += 10_000;
  await until('it is gone', () => dropped.length > 0);
  expect(dropped).toEqual(['acme']);
});
