import { afterAll, beforeAll, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { openWorldOf, sendInterviewOf } from '../../../testing/accounts.ts';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { openHttpWorld } from '../../../testing/http-vendor.ts';
import { sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { peek } from '../../../testing/peek.ts';
import { secrets } from '../../../testing/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld(openWorldOf(['globex']));
});
afterAll(() => world.close());

const erase = async (body: object) => (await world.api('POST', '/erasures', { body })).body;

it('lists what is stored about a person, and erases it only when that is asked for', async () => {
  const first = await sendInterviewOf(world, 'acme');
  const second = await sendInterview(world, { email: first.email });
  const other = await sendInterviewOf(world, 'globex');
  await world.ask('POST', '/webhooks/jobmojito', {
    headers: { authorization: `Bearer ${secrets.webhookSecret}` },
    body: { ...resultOf(first), id: null },
  });
  const found = {
    interviews: 2,
    applications: 0,
    rejected_webhooks: 1,
    large_webhooks: 0,
    items: [
      { account: 'acme', kind: 'rejected_webhook', id: expect.stringMatching(/^w\w{7}$/) },
      { account: 'acme', kind: 'interview', id: first.id },
      { account: 'acme', kind: 'interview', id: second.id },
    ],
    troubles: [],
  };
  expect(await erase({ email: first.email.toUpperCase() })).toEqual({ dry_run: true, ...found });
  expect((await world.api('GET', `/interviews/${first.id}`)).status).toBe(200);
  expect(await erase({ email: first.email, dry_run: false })).toEqual({ dry_run: false, ...found });
  expect((await world.api('GET', `/interviews/${first.id}`)).status).toBe(404);
  expect(await peek(world.redisUrl)).not.toContain(first.email);
  expect((await world.api('GET', `/interviews/${other.id}`)).status).toBe(200);
  const { lines } = await bridgeCommand(world, 'history --account acme --limit 1');
  expect(lines[0]).toMatch(/erased a person: 2 interviews, 1 rejected webhook, by api$/);
  expect(await erase({ email: first.email })).toMatchObject({ interviews: 0, rejected_webhooks: 0, items: [] });
});

it('says what could not be erased elsewhere', async ({ onTestFinished }) => {
  const open = await openApiWorld(openHttpWorld());
  onTestFinished(() => open.close());
  const { id } = await open.create({ candidate: { first_name: 'Lakita', email: 'ana@example.test' } });
  open.http.control.lacks.add('cancel');
  const { body } = await open.api('POST', '/erasures', { body: { email: 'ana@example.test', dry_run: false } });
  expect(body).toMatchObject({
    interviews: 1,
    troubles: [
      { account: 'default', id, text: expect.stringMatching(/^the vendor did not cancel it: .*Cancel it there$/) },
    ],
  });
});

it('lists a limited number, and counts all', async () => {
  const email = 'many@example.test';
  const count = limits.erasedListed + 10;
  for (let i = 0; i < count; i += 1) {
    await world.ask('POST', '/webhooks/jobmojito', {
      headers: { authorization: `Bearer ${secrets.webhookSecret}` },
      body: { id: null, candidate_email: email },
    });
  }
  const body = await erase({ email });
  expect([body.rejected_webhooks, body.items.length]).toEqual([count, limits.erasedListed]);
  expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(limits.apiAnswerKeptBytes);
});

it.each([
  [{}, 'Missing field: email should be provided'],
  [{ email: 'a' }, 'Invalid field: email should be an e-mail address'],
  [{ email: null }, 'Invalid field: email should be a text'],
  [{ email: 'x'.repeat(321) }, 'Invalid field: email should have characters: 320 at most'],
  [{ email: 'ana@example.com', dry_run: 'no' }, 'Invalid field: dry_run should be true or false'],
  [{ email: 'ana@example.com', yes: true }, 'Unknown field: yes'],
])('is refused with %o', async (body, message) => {
  const answer = await world.api('POST', '/erasures', { body });
  expect([answer.status, answer.body.message]).toEqual([400, message]);
});
