import { expect, test } from 'vitest';
import { strangers } from './strangers.ts';

test('whatever strangers and one account do, others are served, nothing of theirs is lost and memory is bounded', async () => {
  const lines: string[] = [];
  const options = { seconds: 4, pairs: 1, kind: 6, interviews: 200, rate: 20, judge: 0 };
  expect(await strangers.run(options, (line) => void lines.push(line)), lines.join('\n')).toBe(true);
}, 120_000);
