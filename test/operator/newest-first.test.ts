import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newestFirst } from '../../src/operator/newest-first.ts';

type Item = { at: number; of: number };

async function* streamOf(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

it('merges streams into one, the newest first, and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(20))), async (times) => {
      const streams = times.map((some, of) => some.toSorted((a, b) => b - a).map((at) => ({ at, of })));
      const merged: Item[] = [];
      for await (const item of newestFirst(streams.map(streamOf))) merged.push(item);
      expect(merged.map(({ at }) => at)).toEqual(times.flat().sort((a, b) => b - a));
      for (const [of, items] of streams.entries()) expect(merged.filter((item) => item.of === of)).toEqual(items);
    }),
  );
});

it('reads no further than it is asked to', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Item> {
    for (;;) {
      read -= 1;
      yield { at: read, of: 0 };
    }
  }
  const merged = newestFirst([endless()]);
  await merged.next();
  await merged.next();
  expect(read).toBe(-2);
});
