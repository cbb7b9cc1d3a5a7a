import { expect, test } from 'vitest';
import { rate } from './rate.ts';

test('many candidates at once overrun no window, and results and lost webhooks do not wait for them', async () => {
  const lines: string[] = [];
  const options = { candidates: 30, neighbour: 3, results: 3, lost: 5 };
  expect(await rate.run(options, (line) => void lines.push(line)), lines.join('\n')).toBe(true);
}, 120_000);
