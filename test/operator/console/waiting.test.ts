import { expect, it } from 'vitest';
import { waitingOf } from '../../../src/operator/console/interview/waiting.ts';
import type { OpenCircuit } from '../../../src/outbox/circuits.ts';
import { hour, minute } from '../../../testing/times.ts';

const now = Date.UTC(2027, 0, 1);
const open: OpenCircuit = {
  circuit: 'callback',
  pause: { until: now + hour, reason: 'token', waits: 1, isProbed: true },
};

type Given = { tries?: number; nextAt?: number; destination?: string; state?: string; isPaused?: boolean };

function waitingFor({ isPaused = false, ...given }: Given, circuits: readonly OpenCircuit[] = []) {
  const { tries = 1, nextAt = now + minute, destination = 'callback', state = 'waiting' } = given;
  const deliveries = [{ destination, document: 'result', state, tries, next_at: new Date(nextAt).toISOString() }];
  const account = { name: 'acme', isPaused, settings: { workable: { callbackToken: 'x' } } };
  const of = { record: {}, account, view: { deliveries } } as unknown as Parameters<typeof waitingOf>[0];
  return waitingOf(of, circuits, now);
}

it.each<[string, Given, readonly OpenCircuit[], unknown]>([
  ['is there already', { state: 'acknowledged' }, [], {}],
  ['waits as the operator wishes', { isPaused: true }, [open], {}],
  ['was tried', {}, [], { remedy: expect.stringMatching(/^It is tried again by itself/) }],
  ['is a mail that was tried', { destination: 'mail' }, [], { remedy: expect.stringMatching(/correct SMTP_URL/) }],
  [
    'waits with all others',
    {},
    [open],
    { circuit: open, remedy: expect.stringMatching(/set WORKABLE_CALLBACK_TOKEN/) },
  ],
  ['waits beside others', { destination: 'mail' }, [open], { remedy: expect.stringMatching(/SMTP_URL/) }],
  ['was due long ago', { nextAt: now - hour }, [], { dueSince: now - hour }],
  ['is about to be tried', { nextAt: now - 1, tries: 0 }, [], {}],
])('of a delivery that %s', (_, given, circuits, waiting) => {
  expect(waitingFor(given, circuits)).toEqual(waiting);
});
