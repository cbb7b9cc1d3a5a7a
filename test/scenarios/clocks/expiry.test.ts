import { afterAll, beforeAll, expect, it } from 'vitest';
import { begin, pollsAbout, putsOf, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { day, minute } from '../../../testing/times.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ INVITATION_EXPIRES_AFTER: '14d' });
});
afterAll(() => world.close());

it('reports nothing before the candidate follows the invitation', async () => {
  const sent = await sendInterview(world);
  world.clock.advance(14 * day - minute);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
});

it('reports expired alone after fourteen days, after a last poll of the vendor', async () => {
  const before = world.clock.now();
  const sent = await sendInterview(world);
  world.clock.advance(14 * day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: 'expired' });
  expect(pollsAbout(world, sent).at(-1)?.at).toBeGreaterThanOrEqual(before + 14 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
});

it('reports the result that the last poll finds instead', async () => {
  const sent = await sendInterview(world);
  world.vendor.control.dropWebhooks = true;
  await scoreAttempt(world, sent, 8.2);
  world.vendor.control.dropWebhooks = false;
  world.clock.advance(14 * day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '82' } });
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
});

it('reports nothing while an attempt runs, and expired when it never ends', async () => {
  const sent = await sendInterview(world);
  await begin(world, sent);
  world.clock.advance(13 * day);
  await until('the vendor was asked', () => pollsAbout(world, sent).length > 0);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
  world.clock.advance(day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: 'expired' });
});

it('reports expired, not declined, when the grace of a late failure would outlast the invitation', async () => {
  const sent = await sendInterview(world);
  world.clock.advance(13 * day);
  await world.vendor.control.fail(await begin(world, sent));
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
  world.clock.advance(day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: 'expired' });
});

it('stays expired when an attempt fails later', async () => {
  const sent = await sendInterview(world);
  world.clock.advance(14 * day);
  await world.workable.control.waitFor(sent.callbackUrl);
  await world.vendor.control.fail(await begin(world, sent));
  world.clock.advance(4 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
});

it('reports a result after expired', async () => {
  const sent = await sendInterview(world);
  world.clock.advance(14 * day);
  await world.workable.control.waitFor(sent.callbackUrl);
  await scoreAttempt(world, sent, 6.6);
  const told = await world.workable.control.waitFor(sent.callbackUrl, ({ status }) => status === 'completed');
  expect(told).toMatchObject({ interview: { score: '66' } });
});

it('finds a result after expired without a webhook', async () => {
  const sent = await sendInterview(world);
  world.clock.advance(14 * day);
  await world.workable.control.waitFor(sent.callbackUrl);
  world.vendor.control.dropWebhooks = true;
  await scoreAttempt(world, sent, 6.7);
  world.vendor.control.dropWebhooks = false;
  world.clock.advance(2 * day);
  const told = await world.workable.control.waitFor(sent.callbackUrl, ({ status }) => status === 'completed');
  expect(told).toMatchObject({ interview: { score: '67' } });
});

it('never takes a result back, however much time goes by', async () => {
  const sent = await sendInterview(world);
  const attempt = await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  await world.vendor.control.fail(attempt);
  world.clock.advance(30 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
});
