import { expect, test } from 'vitest';
import { accounts } from './accounts.ts';

test('ten accounts come, change and go while processes are killed, and nothing is lost', async () => {
  const lines: string[] = [];
  const hasHeld = await accounts.run({ accounts: 10, kills: 4, seed: 7, within: 6_000 }, (line) => lines.push(line));
  expect([hasHeld, ...lines]).toEqual([true, expect.stringMatching(/^10 accounts, .*: 0 lost, 0 findings$/)]);
}, 180_000);
