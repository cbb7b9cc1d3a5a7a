import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { only, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, untilDelivery } from '../../../testing/operator.ts';
import { openWorld, until } from '../../../testing/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld(openWorld({ JOBMOJITO_DETAILS: 'false' }));
});
afterAll(() => world.close());

const health = async () => (await world.api('GET', '/accounts/default/health')).body;
type Finding = { level: string; text: string };

it('says what the doctor says of the account', async () => {
  const { ok, findings } = await health();
  expect(ok).toBe(true);
  expect(findings.map(({ level }: Finding) => level)).toEqual(['ok', 'ok', 'warn']);
  const { lines } = await bridgeCommand(world, 'doctor');
  const said = lines.filter((line) => line.includes('default: ')).map((line) => line.split('default: ')[1]);
  expect(findings.map(({ text }: Finding) => text)).toEqual(said);
});

it('says what is wrong, since when, and how often', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 404, times: 1, ...only(sent) });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'failed');
  const { ok, findings } = await health();
  expect(ok).toBe(false);
  expect(findings).toContainEqual({
    level: 'wrong',
    text: expect.stringMatching(/^1 delivery has failed, the first at /),
    since: expect.any(String),
    count: 1,
  });
});

it('calls the vendor once for all who ask at the same time', async () => {
  world.vendor.control.misbehave({ path: 'merchant-interview-list', how: 'late', delayMs: 500, times: 1 });
  const lists = () => world.vendor.control.requests.filter(({ path }) => path === 'merchant-interview-list').length;
  const before = lists();
  await health();
  const once = lists() - before;
  world.vendor.control.misbehave({ path: 'merchant-interview-list', how: 'late', delayMs: 500, times: 1 });
  const first = health();
  await until('the vendor is asked', () => lists() > before + once);
  await Promise.all([first, health(), health()]);
  expect([once > 0, lists() - before]).toEqual([true, 2 * once]);
});

it('is 404 for an account that there is not', async () => {
  const { status, body } = await world.api('GET', '/accounts/initech/health');
  expect([status, body.message]).toEqual([404, 'There is no account initech']);
});
