import { afterEach, beforeEach, expect, test } from 'vitest';
import { type SandboxWorkable, startSandboxWorkable } from '../../sandbox/workable/server.ts';

const completed = { status: 'completed', results_url: 'https://bridge.example/reports/1' };

let workable: SandboxWorkable;
let callbackUrl: string;

beforeEach(async () => {
  workable = await startSandboxWorkable({
    bridgeUrl: 'http://127.0.0.1:9',
    providerToken: 'provider',
    callbackToken: 'callback',
  });
  callbackUrl = workable.control.newCallbackUrl();
});
afterEach(() => workable.close());

function put(body: unknown, url = callbackUrl, token = 'callback') {
  return fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  });
}

test('a callback that keeps the contract is taken, and recorded without its token', async () => {
  expect((await put(completed)).status).toBe(200);

  expect(workable.control.latest(callbackUrl)).toEqual(completed);
  expect(workable.control.callbacks).toMatchObject([{ status: 200, problems: [], body: completed }]);
  expect(workable.control.callbacks[0]?.headers).not.toHaveProperty('authorization');
});

test('a wrong token is refused', async () => {
  expect((await put(completed, callbackUrl, 'other')).status).toBe(401);
  expect(workable.control.latest(callbackUrl)).toBeUndefined();
});

test.each([
  ['that breaks the contract', { status: 'completed' }],
  ['that is not JSON', '{"status":'],
])('a callback %s is refused, recorded, and not taken', async (_case, body) => {
  const answer = await put(body);

  expect(answer.status).toBe(400);
  expect(await answer.json()).toEqual({ error: expect.any(String) });
  expect(workable.control.callbacks).toMatchObject([{ status: 400, isTaken: false }]);
  expect(workable.control.latest(callbackUrl)).toBeUndefined();
});

test('waiting ends with the first callback that fits', async () => {
  const waiting = workable.control.waitFor(callbackUrl, (body) => body.status === 'completed');
  await put({ status: 'expired' });
  await put(completed);

  expect(await waiting).toEqual(completed);
});

test('waiting ends at once when a fitting callback is already there', async () => {
  await put(completed);

  expect(await workable.control.waitFor(callbackUrl)).toEqual(completed);
});

test('a wait without success reports what came instead', async () => {
  await put({ status: 'completed' });

  await expect(workable.control.waitFor(callbackUrl, undefined, 1)).rejects.toThrow('400 (results_url is missing)');
});

test('a rule answers instead, as often as it says, where it matches', async () => {
  workable.control.answerWith({
    status: 503,
    headers: { 'retry-after': '3' },
    times: 1,
    match: new URL(callbackUrl).pathname,
  });

  expect((await put(completed, workable.control.newCallbackUrl())).status).toBe(200);
  const spoiled = await put(completed);
  expect([spoiled.status, spoiled.headers.get('retry-after')]).toEqual([503, '3']);
  expect((await put(completed)).status).toBe(200);
  expect(workable.control.callbacks.map((each) => each.status)).toEqual([200, 503, 200]);
});

test('rules are forgotten once Workable behaves', async () => {
  workable.control.answerWith({ status: 500 });
  await put(completed);
  workable.control.behave();

  expect((await put(completed)).status).toBe(200);
});

test.each([
  ['before it is recorded', {}, undefined],
  ['after it was recorded', { after: 'record' as const }, completed],
])('a callback dropped %s', async (_case, when, latest) => {
  workable.control.answerWith({ status: 200, drop: true, ...when });

  await expect(put(completed)).rejects.toThrow('fetch failed');
  expect(workable.control.latest(callbackUrl)).toEqual(latest);
});

test('callbacks in flight are counted for each interview', async () => {
  workable.control.answerWith({ status: 200, hang: true });
  const others = [callbackUrl, callbackUrl, workable.control.newCallbackUrl()].map((url) =>
    put(completed, url).catch((error: unknown) => error),
  );

  await expect.poll(() => workable.control.inFlight).toBe(3);
  expect(workable.control.maxInFlightPerInterview).toBe(2);
  await workable.close();
  await Promise.all(others);
  await expect.poll(() => workable.control.inFlight).toBe(0);
});

test('callbacks one after another are never in flight together', async () => {
  for (let round = 0; round < 20; round += 1) await put(completed);

  expect(workable.control.maxInFlightPerInterview).toBe(1);
});
