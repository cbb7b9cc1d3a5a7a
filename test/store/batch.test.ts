import { expect, it } from 'vitest';
import { batch } from '../../src/store/batch.ts';

/** Calls that answer with what they were asked; those of the account `broken` fail. */
function batched() {
  const batches: string[] = [];
  const call = batch(async (account: string, items: readonly number[]) => {
    batches.push(`${account} ${items.length}`);
    if (account === 'broken') throw new Error('Redis says no');
    return items.map((item) => `${account} ${item}`);
  });
  return { call, batches };
}

it('sends what comes in one turn together, each account by itself, and gives each its own answer', async () => {
  const { call, batches } = batched();
  const answers = await Promise.all([call('acme', 1), call('globex', 2), call('acme', 3)]);
  expect(answers).toEqual(['acme 1', 'globex 2', 'acme 3']);
  expect(batches).toEqual(['acme 2', 'globex 1']);
});

it('sends what comes in the next turn by itself', async () => {
  const { call, batches } = batched();
  const first = call('acme', 1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(await Promise.all([first, call('acme', 2)])).toEqual(['acme 1', 'acme 2']);
  expect(batches).toEqual(['acme 1', 'acme 1']);
});

it('sends at most 64 together', async () => {
  const { call, batches } = batched();
  const answers = await Promise.all(Array.from({ length: 130 }, (_, i) => call('acme', i)));
  expect(answers).toEqual(Array.from({ length: 130 }, (_, i) => `acme ${i}`));
  expect(batches).toEqual(['acme 64', 'acme 64', 'acme 2']);
});

it('fails for all that went together, and for no other', async () => {
  const { call } = batched();
  const calls = [call('broken', 1), call('acme', 2), call('broken', 3)];
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
});
