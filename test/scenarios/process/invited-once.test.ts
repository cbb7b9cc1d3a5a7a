import { expect, it, vi } from 'vitest';
import { processTimeout } from '../../../testing/process.ts';
import { invitations } from '../../campaign/invitations.ts';

vi.setConfig({ testTimeout: 2 * processTimeout });

it.concurrent.for([
  { who: 'a person asked to one interview', seed: 7 },
  { who: 'a person asked to four interviews at once', seed: 362 },
])('$who is invited once to each, whatever the vendor does and although a process is killed', async ({ seed }) => {
  const lines: string[] = [];
  const hasHeld = await invitations.run({ rounds: 1, creates: 100, seed }, (line) => lines.push(line));
  expect({ hasHeld, lines }).toEqual({ hasHeld: true, lines: [expect.stringContaining(' 0 doubles')] });
});
