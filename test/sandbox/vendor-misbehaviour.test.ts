import { expect, test } from 'vitest';
import type { SandboxVendor } from '../../sandbox/vendor/server.ts';
import { callVendor, register, vendorPerTest } from './call-vendor.ts';

const path = 'job-interview-register-users';

let vendor: SandboxVendor;
let definitionId: string;

vendorPerTest((opened, first) => {
  vendor = opened;
  definitionId = first;
});

function invite() {
  return register(vendor, definitionId, { email: 'ana@example.test' });
}

test.each([
  ['error', 500],
  ['rate-limit', 429],
  ['unauthorised', 401],
  ['row-error', 200],
] as const)('"%s" answers %i and makes no invitation', async (how, status) => {
  vendor.control.misbehave({ path, how });

  expect((await invite()).status).toBe(status);
  expect(vendor.control.invitations).toEqual([]);
});

test('a row error is reported in the row', async () => {
  vendor.control.misbehave({ path, how: 'row-error' });

  expect((await invite()).body).toEqual([{ email: 'ana@example.test', result: expect.stringMatching(/^Error: /) }]);
});

test('a rate limit says when to come back', async () => {
  vendor.control.misbehave({ path, how: 'rate-limit', retryAfterSeconds: 7 });

  expect((await invite()).headers.get('retry-after')).toBe('7');
});

test.each([
  ['drop', 0],
  ['accept-then-drop', 1],
] as const)('"%s" breaks the connection with %i invitations made', async (how, invitations) => {
  vendor.control.misbehave({ path, how });

  await expect(invite()).rejects.toThrow('fetch failed');
  expect(vendor.control.invitations).toHaveLength(invitations);
});

test.each([
  ['hang', 0],
  ['accept-then-hang', 1],
] as const)('"%s" never answers, with %i invitations made', async (how, invitations) => {
  vendor.control.misbehave({ path, how });
  const answer = invite().catch((error: unknown) => error);

  await expect.poll(() => vendor.control.requests.length).toBe(1);
  await expect.poll(() => vendor.control.invitations.length).toBe(invitations);
  await vendor.close();
  expect(await answer).toBeInstanceOf(Error);
});

test('garbage is not JSON', async () => {
  vendor.control.misbehave({ path, how: 'garbage' });

  await expect(invite()).rejects.toThrow('JSON');
});

test('a rule spoils as many calls as it says, of its path only', async () => {
  vendor.control.misbehave({ path, how: 'error', status: 502, times: 2 });

  expect((await callVendor(vendor, 'merchant-interview-list')).status).toBe(200);
  expect([(await invite()).status, (await invite()).status, (await invite()).status]).toEqual([502, 502, 200]);
});

test('a rule without a number applies until the vendor behaves', async () => {
  vendor.control.misbehave({ path, how: 'error' });
  await invite();
  expect((await invite()).status).toBe(500);

  vendor.control.behave();
  expect((await invite()).status).toBe(200);
});

test('every call is logged, spoiled ones included', async () => {
  vendor.control.misbehave({ path, how: 'error', times: 1 });
  await invite();
  await callVendor(vendor, 'merchant-result-list?type=assessment');

  expect(vendor.control.requests).toMatchObject([
    { method: 'POST', path, body: { interview_id: definitionId } },
    { method: 'GET', path: 'merchant-result-list', query: { type: 'assessment' } },
  ]);
});
