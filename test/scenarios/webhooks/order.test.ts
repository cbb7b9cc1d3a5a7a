import { afterAll, beforeAll, expect, it } from 'vitest';
import { begin, putsOf, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { collected, failed, resultOf } from '../../../testing/payloads.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
});
afterAll(() => world.close());

it('sends to Workable once, however often the same webhook comes', async () => {
  const sent = await sendInterview(world);
  const body = resultOf(sent);
  await world.vendor.control.sendWebhook(body);
  await world.workable.control.waitFor(sent.callbackUrl);
  for (let round = 0; round < 5; round += 1) {
    expect((await world.vendor.control.sendWebhook(body)).status).toBe(200);
    await untilNothingIsDue(world);
  }
  expect(putsOf(world, sent)).toHaveLength(1);
});

it('keeps a score when "answers collected" comes after it', async () => {
  const sent = await sendInterview(world);
  const body = resultOf(sent);
  await world.vendor.control.sendWebhook(body);
  await world.workable.control.waitFor(sent.callbackUrl);
  await world.vendor.control.sendWebhook({ ...body, ...collected });
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toMatchObject({ interview: { score: '78' } });
});

it('keeps a finished attempt when "failed" of an earlier one comes after it', async () => {
  const sent = await sendInterview(world);
  const [first, second] = [await begin(world, sent), await begin(world, sent)];
  await world.vendor.control.score(second, 7);
  await world.vendor.control.fail(first);
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
  expect(world.workable.control.latest(sent.callbackUrl)).toMatchObject({
    status: 'completed',
    interview: { score: '70' },
  });
});

it('accepts fifty webhooks at once and reports the resulting state once', async () => {
  const sent = await sendInterview(world);
  const body = resultOf(sent);
  const early = Array.from({ length: 20 }, () => ({ ...body, ...collected }));
  const broken = Array.from({ length: 20 }, () => ({ ...body, ...failed }));
  const scored = Array.from({ length: 10 }, () => body);
  const webhooks = await Promise.all(
    [...early, ...broken, ...scored].map((each) => world.vendor.control.sendWebhook(each)),
  );
  expect(new Set(webhooks.map(({ status, tries }) => `${status} after ${tries}`))).toEqual(new Set(['200 after 1']));
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
  expect(world.workable.control.latest(sent.callbackUrl)).toMatchObject({ interview: { score: '78' } });
});

it('ends at the newest of fifty different scores, one PUT at a time', async () => {
  const sent = await sendInterview(world);
  const body = resultOf(sent);
  const scores = Array.from({ length: 49 }, (_, i) => i / 10);
  await Promise.all(scores.map((score) => world.vendor.control.sendWebhook({ ...body, score })));
  await world.vendor.control.sendWebhook({ ...body, score: 9.9 });
  await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => interview?.score === '99');
  await untilNothingIsDue(world);
  expect(world.workable.control.latest(sent.callbackUrl)).toMatchObject({ interview: { score: '99' } });
  expect(world.workable.control.maxInFlightPerInterview).toBe(1);
});
