import { expect, it } from 'vitest';
import type { Note } from '../../src/interviews/ports.ts';
import { contactOf } from '../../src/operator/contacts.ts';

const interview = { account: 'acme', interviewId: 'acme_1' };

it.each<[Note, string | undefined]>([
  [{ event: 'delivery', outcome: 'acknowledged', circuit: 'callback', ...interview }, 'callback'],
  [{ event: 'delivery', outcome: 'acknowledged', circuit: 'workable-api', ...interview }, 'workable-api'],
  [{ event: 'delivery', outcome: 'token-rejected', circuit: 'callback', ...interview }, 'answer'],
  [{ event: 'delivery', outcome: 'token-rejected', circuit: 'mail', ...interview }, undefined],
  [{ event: 'delivery', outcome: 'try-again', circuit: 'callback', ...interview }, undefined],
  // Nothing was sent.
  [{ event: 'delivery', outcome: 'failed', ...interview }, undefined],
  [{ event: 'invitation', outcome: 'refused', ...interview }, 'vendor'],
  [{ event: 'invitation', outcome: 'not-reached', ...interview }, undefined],
  [{ event: 'poll', outcome: 'answered', ...interview }, 'vendor'],
  [{ event: 'poll', outcome: 'unanswered', ...interview }, undefined],
  [{ event: 'webhook', outcome: 'observed', ...interview }, 'webhook'],
  [{ event: 'webhook', outcome: 'foreign', account: 'acme' }, 'webhook'],
  // Of Workable.
  [{ event: 'webhook', outcome: 'observed', account: 'acme' }, undefined],
  [{ event: 'webhook', outcome: 'unauthorised', account: 'acme' }, undefined],
])('%j is a contact by %s', (note, how) => {
  expect(contactOf(note)).toBe(how);
});
