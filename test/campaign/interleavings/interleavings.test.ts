import { expect, test } from 'vitest';
import { drawAgain, drawFromSeed } from './draw.ts';
import { liveMany } from './interleavings.ts';
import { live } from './live.ts';

test('every promise holds in the lives of 2,000 seeds', { timeout: 300_000 }, async () => {
  const { totals, broken } = await liveMany(1, 2000);
  expect(broken?.history.join('\n')).toBeUndefined();
  const { lives, mostCalls, ...counts } = totals;
  expect(lives).toBe(2000);
  for (const [name, count] of Object.entries(counts)) expect(count, name).toBeGreaterThan(250);
});

test('a seed makes the same life again, and so do the numbers that were drawn from it', async () => {
  const draw = drawFromSeed(7);
  const histories: string[][] = [];
  for (const each of [draw, drawFromSeed(7), drawAgain(draw.drawn)]) {
    const history: string[] = [];
    await live(each, (happening, at) => history.push(`${at} ${happening()}`));
    histories.push(history);
  }
  expect(histories[0]?.length).toBeGreaterThan(20);
  expect(histories[1]).toEqual(histories[0]);
  expect(histories[2]).toEqual(histories[0]);
});
