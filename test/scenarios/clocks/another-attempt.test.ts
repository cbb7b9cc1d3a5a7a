import { afterAll, beforeAll, expect, it } from 'vitest';
import { begin, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { day } from '../../../testing/times.ts';
import { openWorld, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A decided result that Workable has, and that the vendor's recruiter then reset for another try. */
async function resetAfterResult(): Promise<Sent> {
  const sent = await sendInterview(world);
  const attempt = await scoreAttempt(world, sent, 4.1);
  await world.vendor.control.decide(attempt, false);
  await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => interview?.grade === 'failed');
  await untilNothingIsDue(world);
  await world.vendor.control.reset(attempt);
  return sent;
}

it('leaves the result standing when the vendor resets the attempt', async () => {
  const sent = await resetAfterResult();
  const before = putsOf(world, sent).length;
  world.clock.advance(20 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(before);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toMatchObject({
    status: 'completed',
    interview: { score: '41', grade: 'failed' },
  });
});

it('reports the result of the new attempt', async () => {
  const sent = await resetAfterResult();
  await scoreAttempt(world, sent, 8.8);
  const told = await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => interview?.score === '88');
  expect(told.interview).not.toHaveProperty('grade');
});

it('leaves the result standing when the new attempt fails or only collects answers', async () => {
  const sent = await resetAfterResult();
  const before = putsOf(world, sent).length;
  await world.vendor.control.fail(await begin(world, sent));
  await world.vendor.control.collect(await begin(world, sent));
  world.clock.advance(20 * day);
  await untilNothingIsDue(world);
  expect(world.workable.control.latest(sent.callbackUrl)).toMatchObject({ interview: { score: '41' } });
  expect(
    putsOf(world, sent)
      .slice(before)
      .map(({ body }) => body),
  ).not.toContainEqual(expect.objectContaining({ status: 'declined' }));
});
