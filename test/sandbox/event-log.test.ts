import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventLog, readEventLog } from '../../sandbox/event-log.ts';
import type { VendorKept } from '../../sandbox/vendor/memory.ts';
import { startSandboxVendor } from '../../sandbox/vendor/server.ts';
import type { WorkableKept } from '../../sandbox/workable/inbox.ts';
import { startSandboxWorkable } from '../../sandbox/workable/server.ts';
import { register } from './call-vendor.ts';

type Kept = { color: string; size: { cm: number } };

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'event-log-'));
  file = join(directory, 'events.jsonl');
});

afterEach(() => rmSync(directory, { recursive: true }));

test('an event log that was never written is empty', () => {
  expect(openEventLog<Kept>(file).read('color')).toEqual([]);
});

test('the last value of an id wins, at the place of its first', () => {
  const eventLog = openEventLog<Kept>(file);
  eventLog.write('color', 'door', 'red');
  eventLog.write('color', 'window', 'white');
  eventLog.write('size', 'door', { cm: 90 });
  eventLog.write('color', 'door', 'blué');

  const again = openEventLog<Kept>(file);
  expect(again.read('color')).toEqual(['blué', 'white']);
  expect(again.read('size')).toEqual([{ cm: 90 }]);
});

test('a line that was cut short is dropped, and what follows it is not', () => {
  openEventLog<Kept>(file).write('color', 'door', 'red');
  appendFileSync(file, '{"kind":"color","id":"door","value":"bl');
  expect(readEventLog<Kept>(file).read('color')).toEqual(['red']);

  openEventLog<Kept>(file).write('color', 'window', 'white');
  expect(openEventLog<Kept>(file).read('color')).toEqual(['red', 'white']);
});

test('a vendor that was killed knows its definitions, invitations and attempts again', async ({ onTestFinished }) => {
  const killed = await startSandboxVendor({ apiKey: 'key', eventLog: openEventLog<VendorKept>(file) });
  onTestFinished(killed.close);
  const definitionId = killed.control.definitions[0]!.id;
  await register(killed, definitionId, { name: 'Ana Novak', email: 'ana@example.test', external_id: 'ours' });
  const attemptId = await killed.control.start('ana@example.test', definitionId);
  await killed.control.score(attemptId, 6.4);

  const vendor = await startSandboxVendor({ apiKey: 'key', eventLog: openEventLog<VendorKept>(file) });
  onTestFinished(vendor.close);
  expect(vendor.control.definitions).toEqual(killed.control.definitions);
  expect(vendor.control.invitations).toEqual(killed.control.invitations);
  expect(vendor.control.attempts).toEqual(killed.control.attempts);
  await vendor.control.decide(attemptId, true);
  expect(vendor.control.attempts).toMatchObject([
    { profile: { externalId: 'ours' }, result: { score: 6.4, recruiter_go_next_round: true } },
  ]);
});

test('a Workable that was killed knows again what it has taken', async ({ onTestFinished }) => {
  const options = { bridgeUrl: 'http://127.0.0.1:9', providerToken: 'provider', callbackToken: 'callback' };
  const killed = await startSandboxWorkable({ ...options, eventLog: openEventLog<WorkableKept>(file) });
  onTestFinished(killed.close);
  const callbackUrl = killed.control.newCallbackUrl();
  await fetch(callbackUrl, {
    method: 'PUT',
    headers: { authorization: 'Bearer callback', 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'expired' }),
  });

  const workable = await startSandboxWorkable({ ...options, eventLog: openEventLog<WorkableKept>(file) });
  onTestFinished(workable.close);
  expect(workable.control.callbacks).toEqual(killed.control.callbacks);
  expect(workable.control.latest(callbackUrl)).toEqual({ status: 'expired' });
  expect(workable.control.maxInFlightPerInterview).toBe(1);
});
