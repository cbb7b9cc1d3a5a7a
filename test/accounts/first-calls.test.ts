import { expect, it } from 'vitest';
import { noteFirstCalls } from '../../src/accounts/first-calls.ts';

it('writes each token down once, and again where that failed', async () => {
  const written: string[] = [];
  let isAway = true;
  const noteCall = noteFirstCalls({
    now: () => 7,
    async note(account, digest, at) {
      written.push(`${account} ${digest} ${at}`);
      if (isAway) throw new Error('Redis is away');
    },
  });
  noteCall('acme', 'a');
  noteCall('acme', 'a');
  expect(written).toEqual(['acme a 7']);
  await Promise.resolve();
  isAway = false;
  for (const digest of ['a', 'b', 'a']) noteCall('acme', digest);
  expect(written).toEqual(['acme a 7', 'acme a 7', 'acme b 7']);
});
