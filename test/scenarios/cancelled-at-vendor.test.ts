import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpVendor, startHttpVendor } from '../../sandbox/http-vendor/server.ts';
import { putsOf, sendInterview } from '../../testing/interviews.ts';
import { bridgeCommand, untilHistory, untilNothingIsDue } from '../../testing/operator.ts';
import { day, hour } from '../../testing/times.ts';
import { openWorld, until, type World } from '../../testing/world.ts';

const secrets = { token: 'the-token-of-the-bridge', webhookSecret: 'the-secret-of-the-vendor' };
let vendor: HttpVendor;
let world: World;

beforeAll(async () => {
  vendor = await startHttpVendor(secrets);
  world = await openWorld({
    VENDOR: 'http',
    VENDOR_URL: vendor.url,
    VENDOR_TOKEN: secrets.token,
    VENDOR_WEBHOOK_SECRET: secrets.webhookSecret,
    DELIVERY_RETRY_SCHEDULE: '1h',
  });
  vendor.control.now = world.clock.now;
});

afterAll(async () => {
  await world.close();
  await vendor.close();
});

const statusAt = (id: string) => vendor.control.find(id).interview.status;
const deletesOf = (id: string) =>
  vendor.control.requests.filter(({ method, path }) => method === 'DELETE' && path.endsWith(id)).length;

test('an operator cancels: the vendor withdraws the invitation, and Workable is sent declined', async () => {
  const { id, callbackUrl } = await sendInterview(world, { templateId: 'support' });
  await bridgeCommand(world, `cancel ${id}`);
  expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'declined' });
  await until('the vendor has withdrawn it', () => statusAt(id) === 'cancelled');
  expect((await bridgeCommand(world, `show ${id}`)).text).toMatch(/cancelled at the vendor/);
});

test('a person is forgotten: the vendor withdraws what is still open, and Workable hears nothing', async () => {
  const { id, email, callbackUrl } = await sendInterview(world, { templateId: 'support' });
  expect((await bridgeCommand(world, `forget ${email}`)).text).toContain(`would erase interview ${id}`);
  expect(statusAt(id)).toBe('invited');
  const { code, errors } = await bridgeCommand(world, `forget ${email} --yes`);
  expect([code, errors, statusAt(id)]).toEqual([0, [], 'cancelled']);
  expect((await world.ask('GET', `/interviews/${id}`)).status).toBe(404);
  await vendor.control.notify(id);
  await untilNothingIsDue(world);
  expect(putsOf(world, { callbackUrl })).toEqual([]);
});

test('a person is forgotten although the vendor is away, and the command says what is left to do', async () => {
  const { id, email } = await sendInterview(world, { templateId: 'support' });
  const { lines, errors } = await bridgeCommand(world, `forget ${email} --yes`, { VENDOR_URL: 'http://127.0.0.1:9' });
  expect(errors).toEqual([expect.stringMatching(`^the vendor did not cancel interview ${id}: .*Cancel it there$`)]);
  expect(lines.at(-1)).toMatch(/^1 erased/);
  expect((await world.ask('GET', `/interviews/${id}`)).status).toBe(404);
});

test('its time is over: Workable is sent expired, and the vendor withdraws the invitation once', async () => {
  const { id, callbackUrl } = await sendInterview(world, { templateId: 'support' });
  world.clock.advance(15 * day);
  expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'expired' });
  await until('the vendor has withdrawn it', () => statusAt(id) === 'cancelled');
  world.clock.advance(30 * day);
  const { lines } = await bridgeCommand(world, `show ${id}`);
  expect(lines.filter((line) => line.includes('cancelled at the vendor'))).toHaveLength(1);
  expect(deletesOf(id)).toBe(1);
});

test('a vendor that refuses is not taken for one that has withdrawn the invitation', async () => {
  const { id } = await sendInterview(world, { templateId: 'support' });
  vendor.control.lacks.add('cancel');
  const { lines } = await bridgeCommand(world, `cancel ${id}`);
  vendor.control.lacks.delete('cancel');
  expect(lines.at(-1)).toMatch(/^The link of the candidate still works/);
});

test('while the vendor does not answer, the operator hears that the link may still work', async () => {
  const [first, second] = [
    await sendInterview(world, { templateId: 'support' }),
    await sendInterview(world, { templateId: 'support' }),
  ];
  for (let i = 0; i < 2; i += 1) vendor.control.trouble({ how: 'hang' }, 'cancel');
  const [plain, json] = await Promise.all([
    bridgeCommand(world, `cancel ${first.id}`),
    bridgeCommand(world, `cancel ${second.id} --json`),
  ]);
  expect(plain).toMatchObject({
    code: 0,
    errors: [],
    lines: [
      `${first.id}  cancelled`,
      'The vendor has not answered yet, so the link of the candidate may still work. See "bridge show"',
    ],
  });
  expect([json.code, JSON.parse(json.text)]).toEqual([
    0,
    { interview_id: second.id, outcome: 'cancelled', link_still_works: null },
  ]);
  expect([statusAt(first.id), statusAt(second.id)]).toEqual(['invited', 'invited']);
  await untilHistory(world, first, /not cancelled at the vendor/);
  await untilHistory(world, second, /not cancelled at the vendor/);
  world.clock.advance(1.2 * hour);
  await until('the vendor has withdrawn both', () => [first, second].every(({ id }) => statusAt(id) === 'cancelled'));
});
