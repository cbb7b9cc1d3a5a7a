import { expect, test } from 'vitest';
import { flood } from './flood.ts';

test('a flood is answered 200 or 503, and all that was acknowledged arrives', async () => {
  const lines: string[] = [];
  const options = { seconds: 3, times: 10, measure: 1, interviews: 200 };
  expect(await flood.run(options, (line) => void lines.push(line)), lines.join('\n')).toBe(true);
}, 120_000);
