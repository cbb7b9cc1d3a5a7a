import { expect, it, vi } from 'vitest';
import { processTimeout } from '../../../testing/process.ts';
import { vendorNames } from '../../campaign/invitations/vendors/vendors.ts';
import { invitations } from '../../campaign/invitations.ts';

vi.setConfig({ testTimeout: 2 * processTimeout });

it.concurrent.for([
  { who: 'a person asked to one interview', vendor: 'jobmojito', seed: 7 },
  { who: 'a person asked to four interviews at once', vendor: 'jobmojito', seed: 362 },
  { who: 'a person', vendor: 'http', seed: 7 },
  { who: 'a person', vendor: 'greenhouse', seed: 7 },
  { who: 'a person of whom someone has to find out', vendor: 'greenhouse-mails-twice', seed: 36 },
  { who: 'a person whom the bridge mails', vendor: 'ribbon', seed: 7 },
])(
  '$who is invited once to each interview at $vendor, whatever the vendor does and although a process is killed',
  async ({ vendor, seed }) => {
    const lines: string[] = [];
    const options = { rounds: 1, creates: 100, vendor: vendorNames.indexOf(vendor), seed };
    const hasHeld = await invitations.run(options, (line) => lines.push(line));
    expect({ hasHeld, lines }).toEqual({ hasHeld: true, lines: [expect.stringContaining(' 0 doubles')] });
    // The vendor invites and hangs up at the first call of that seed.
    if (vendor === 'greenhouse-mails-twice') expect(lines[0]).toContain('resolved by a person');
  },
);
