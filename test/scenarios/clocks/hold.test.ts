import { afterAll, beforeAll, expect, it } from 'vitest';
import { begin, pollsAbout, putsOf, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { hour, minute } from '../../../testing/times.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ RESULT_HOLD: '24h' });
});
afterAll(() => world.close());

async function collectAnswers() {
  const sent = await sendInterview(world);
  const attempt = await begin(world, sent);
  await world.vendor.control.collect(attempt);
  return { sent, attempt, collectedAt: world.clock.now() };
}

it('keeps collected answers to itself until the hold is over', async () => {
  const { sent } = await collectAnswers();
  world.clock.advance(24 * hour - minute);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toEqual({ status: 'pending' });
});

it('reports completed without a score after the hold, after a last poll of the vendor', async () => {
  const { sent, collectedAt } = await collectAnswers();
  world.clock.advance(24 * hour);
  const told = await world.workable.control.waitFor(sent.callbackUrl);
  expect(told).toMatchObject({ status: 'completed', results_url: expect.any(String) });
  expect(told.interview).not.toHaveProperty('score');
  const lastAsked = pollsAbout(world, sent).at(-1)?.at ?? 0;
  expect(lastAsked).toBeGreaterThanOrEqual(collectedAt + 24 * hour);
});

it('reports the score that the last poll finds', async () => {
  const { sent, attempt } = await collectAnswers();
  world.vendor.control.dropWebhooks = true;
  await world.vendor.control.score(attempt, 8.1);
  world.vendor.control.dropWebhooks = false;
  world.clock.advance(24 * hour);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '81' } });
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
});

it('reports a score that comes after the hold', async () => {
  const { sent, attempt } = await collectAnswers();
  world.clock.advance(24 * hour);
  await world.workable.control.waitFor(sent.callbackUrl);
  await world.vendor.control.score(attempt, 6.3);
  const scored = await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => !!interview?.score);
  expect(scored).toMatchObject({ status: 'completed', interview: { score: '63' } });
});

it('reports a score within the hold at once', async () => {
  const { sent, attempt } = await collectAnswers();
  await world.vendor.control.score(attempt, 0);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '0' } });
});

it('reports a score on a draft at once', async () => {
  const sent = await sendInterview(world);
  await world.vendor.control.score(await begin(world, sent), 5.5, { status: 'draft', interview_status: 'completed' });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '55' } });
});

it('does not decline answers that were collected before a later attempt failed', async () => {
  const { sent } = await collectAnswers();
  world.clock.advance(hour);
  const later = await begin(world, sent);
  await world.vendor.control.score(later, 7);
  await world.vendor.control.reset(later);
  await untilNothingIsDue(world);
  expect(world.workable.control.latest(sent.callbackUrl)).toMatchObject({
    status: 'completed',
    interview: { score: '70' },
  });
});
