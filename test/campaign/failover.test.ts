import { expect, test } from 'vitest';
import { failover } from './failover.ts';

test('a Redis that fails over in several ways loses nothing that was acknowledged', async () => {
  const lines: string[] = [];
  const options = { redis: 1, seconds: 6, rate: 3, limit: 60, seed: 1 };
  expect(await failover.run(options, (line) => void lines.push(line)), lines.join('\n')).toBe(true);
}, 300_000);
