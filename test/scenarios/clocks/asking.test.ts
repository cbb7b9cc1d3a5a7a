import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { begin, pollsAbout, putsOf, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilNothingIsDue } from '../../../testing/operator.ts';
import { day, hour, minute } from '../../../testing/times.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.vendor.control.behave();
  world.vendor.control.dropWebhooks = false;
});

function breakResultList(how: 'error' | 'rate-limit' | 'unauthorised' | 'garbage' | 'drop', more = {}): void {
  world.vendor.control.misbehave({ path: 'merchant-result-list', how, ...more });
}

it('finds a result whose webhooks are all lost within a day', async () => {
  world.vendor.control.dropWebhooks = true;
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent, 7.4);
  world.clock.advance(day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({
    status: 'completed',
    interview: { score: '74', duration: '00:15:32' },
  });
});

it('reports the analysis of a result whose webhooks are all lost', async () => {
  world.vendor.control.dropWebhooks = true;
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent, 7.4);
  world.clock.advance(day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({
    interview: {
      summary: expect.stringContaining('concrete examples'),
      details: { 'Reasons to hire': { 1: 'Explains decisions with numbers' } },
    },
  });
});

it('finds a decision whose webhook is lost together with the result', async () => {
  world.vendor.control.dropWebhooks = true;
  const sent = await sendInterview(world);
  await world.vendor.control.decide(await scoreAttempt(world, sent, 9.4), true);
  world.clock.advance(day);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { grade: 'excelled' } });
});

it('asks about the right interview of a person with two', async () => {
  world.vendor.control.dropWebhooks = true;
  const first = await sendInterview(world);
  const attempt = await begin(world, first);
  world.clock.advance(day);
  await until('the first is asked about', () => pollsAbout(world, first).length > 0);
  await untilNothingIsDue(world);
  const second = await sendInterview(world, { email: first.email });
  await world.vendor.control.score(attempt, 3.3);
  world.clock.advance(day);
  expect(await world.workable.control.waitFor(first.callbackUrl)).toMatchObject({ interview: { score: '33' } });
  await untilNothingIsDue(world);
  expect(putsOf(world, second)).toEqual([]);
});

it('asks rarely at first, more often near the deadline, and never in a hurry', async () => {
  const sent = await sendInterview(world);
  await untilNothingIsDue(world);
  expect(pollsAbout(world, sent)).toEqual([]);
  for (let passed = 0; passed < 14 * day; ) {
    const step = passed < 12 * day ? day : 6 * hour;
    world.clock.advance(step);
    passed += step;
    await untilNothingIsDue(world);
  }
  const times = pollsAbout(world, sent).map(({ at }) => at);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(times.length).toBeGreaterThanOrEqual(12);
  expect(times.length).toBeLessThanOrEqual(30);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(10 * minute);
});

it('waits for the vendor at a deadline, and goes on when it answers', async () => {
  const sent = await sendInterview(world);
  const attempt = await begin(world, sent);
  await world.vendor.control.collect(attempt);
  breakResultList('error', { status: 503 });
  world.clock.advance(day);
  await until('the vendor was asked', () => pollsAbout(world, sent).length > 0);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
  world.vendor.control.dropWebhooks = true;
  await world.vendor.control.score(attempt, 5.9);
  world.vendor.control.behave();
  world.clock.advance(hour);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '59' } });
});

it('goes on without the vendor when it stays away for another day', async () => {
  const sent = await sendInterview(world);
  await world.vendor.control.collect(await begin(world, sent));
  breakResultList('drop');
  world.clock.advance(5 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
  world.clock.advance(day);
  const told = await world.workable.control.waitFor(sent.callbackUrl);
  expect(told.status).toBe('completed');
  expect(told.interview).not.toHaveProperty('score');
});

it('does not decline a candidate because the vendor refuses the key', async () => {
  const sent = await sendInterview(world);
  await world.vendor.control.fail(await begin(world, sent));
  breakResultList('unauthorised');
  world.clock.advance(3 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
});

it('does not take an unreadable answer for "no attempt"', async () => {
  const sent = await sendInterview(world);
  breakResultList('garbage');
  world.clock.advance(14 * day);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toEqual([]);
});

it('comes back no earlier than the vendor says', async () => {
  const sent = await sendInterview(world);
  breakResultList('rate-limit', { retryAfterSeconds: 3 * 3600 });
  world.clock.advance(day);
  await until('the vendor was asked', () => pollsAbout(world, sent).length > 0);
  await untilNothingIsDue(world);
  const asked = pollsAbout(world, sent).length;
  world.clock.advance(3 * hour - minute);
  await untilNothingIsDue(world);
  expect(pollsAbout(world, sent)).toHaveLength(asked);
  world.clock.advance(day);
  await until('the vendor was asked again', () => pollsAbout(world, sent).length > asked);
});

it('no longer asks about an interview that has its result', async () => {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  world.clock.advance(20 * day);
  await untilNothingIsDue(world);
  expect(pollsAbout(world, sent)).toEqual([]);
});
