import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorldOf, scoreOf, sendInterviewOf, sendResult } from '../../../testing/accounts.ts';
import { putsOf } from '../../../testing/interviews.ts';
import { hour } from '../../../testing/times.ts';
import { secrets, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorldOf(['globex'], { DELIVERY_CONCURRENCY: '4' });
});
afterAll(() => world.close());

it('delivers for one account while the other has to wait', async () => {
  world.workable.control.answerWith({ status: 429, headers: { 'Retry-After': '3600' }, match: 'globex-', times: 1 });
  const late = await scoreOf(world, 'globex');
  await until('globex waits', () => putsOf(world, late).length === 1);
  const sent = await scoreOf(world, 'acme');
  await world.workable.control.waitFor(sent.callbackUrl, () => true, 3_000);
  expect(putsOf(world, late)).toHaveLength(1);
  world.clock.advance(hour);
  await world.workable.control.waitFor(late.callbackUrl);
});

it('takes a webhook for the account whose secret it carries, and for no other', async () => {
  const sent = await sendInterviewOf(world, 'acme');
  expect((await sendResult(world, 'globex', sent)).status).toBe(200);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toEqual({ status: 'pending' });
});

it('shows an account none of the interviews of another', async () => {
  const sent = await sendInterviewOf(world, 'globex');
  const answer = await world.ask('GET', `/interviews/${sent.id}`, {
    headers: { authorization: `Bearer ${secrets.providerToken}` },
  });
  expect(answer.status).toBe(404);
});

it('delivers for one account while Workable hangs for the other', async () => {
  world.workable.control.answerWith({ status: 200, hang: true, match: 'acme-' });
  // The last of this file: they would keep their places for fifteen seconds.
  for (let i = 0; i < 12; i += 1) await scoreOf(world, 'acme');
  await until('all that may hang hangs', () => world.workable.control.inFlight === 3);
  const sent = await Promise.all(Array.from({ length: 10 }, () => scoreOf(world, 'globex')));
  for (const { callbackUrl } of sent) await world.workable.control.waitFor(callbackUrl, () => true, 3_000);
  expect(world.workable.control.inFlight).toBeGreaterThanOrEqual(3);
});
