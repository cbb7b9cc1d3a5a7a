import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { begin, pollsAbout, putsOf, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { day, minute } from '../../../testing/times.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ RETRY_GRACE: '3d' });
});
afterAll(() => world.close());

async function failOnce() {
  const sent = await sendInterview(world);
  const attempt = await begin(world, sent);
  await world.vendor.control.fail(attempt);
  return { sent, attempt, failedAt: world.clock.now() };
}

it('reports nothing of a failed attempt while another may follow', async () => {
  const { sent } = await failOnce();
  world.clock.advance(3 * day - minute);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
});

it('reports a decline alone, and once, after the grace', async () => {
  const { sent, failedAt } = await failOnce();
  world.clock.advance(3 * day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: 'declined' });
  expect(pollsAbout(world, sent).at(-1)?.at).toBeGreaterThanOrEqual(failedAt + 3 * day);
  world.clock.advance(day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(1);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toEqual({ status: 'declined' });
});

it('counts the grace from the newest failure', async () => {
  const { sent } = await failOnce();
  world.clock.advance(2 * day);
  await world.vendor.control.fail(await begin(world, sent), 'abandoned');
  world.clock.advance(2 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
  world.clock.advance(day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: 'declined' });
});

it('does not decline while a newer attempt runs that only the vendor knows of', async () => {
  const { sent } = await failOnce();
  world.clock.advance(day);
  await begin(world, sent);
  world.clock.advance(3 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
});

it('reports the result of the next attempt within the grace', async () => {
  const { sent } = await failOnce();
  world.clock.advance(day);
  await scoreAttempt(world, sent, 7.7);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({
    status: 'completed',
    interview: { score: '77', details: { Interview: { Attempts: 2 } } },
  });
});

it('reports a result after a decline', async () => {
  const { sent } = await failOnce();
  world.clock.advance(3 * day);
  await world.workable.control.waitFor(sent.callbackUrl);
  await scoreAttempt(world, sent, 9);
  const told = await world.workable.control.waitFor(sent.callbackUrl, ({ status }) => status === 'completed');
  expect(told).toMatchObject({ interview: { score: '90' } });
});

it('finds a result after a decline without a webhook', async () => {
  const { sent } = await failOnce();
  world.clock.advance(3 * day);
  await world.workable.control.waitFor(sent.callbackUrl);
  world.vendor.control.dropWebhooks = true;
  await scoreAttempt(world, sent, 9.1);
  world.vendor.control.dropWebhooks = false;
  world.clock.advance(2 * day);
  const told = await world.workable.control.waitFor(sent.callbackUrl, ({ status }) => status === 'completed');
  expect(told).toMatchObject({ interview: { score: '91' } });
});

test.each(['declined', 'rejected'])('says %s where Workable expects this word', async (word) => {
  await world.restart({ WORKABLE_DECLINED_STATUS: word });
  const { sent } = await failOnce();
  world.clock.advance(3 * day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toEqual({ status: word });
});
