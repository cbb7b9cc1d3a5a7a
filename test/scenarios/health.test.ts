import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { expectError } from '../../testing/expect-error.ts';
import { scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { measured } from '../../testing/metrics.ts';
import { bridgeCommand, logged, metricsOf, untilNothingIsDue } from '../../testing/operator.ts';
import { during } from '../../testing/process.ts';
import { hour, minute } from '../../testing/times.ts';
import { openWorld, until, type World } from '../../testing/world.ts';

type Finish = Parameters<typeof during>[0];

/** A bridge with one interview whose record is unreadable, due for an hour. */
async function openWithUnreadable(onTestFinished: Finish) {
  const world = await during(onTestFinished, openWorld({ JOBMOJITO_DETAILS: 'false' }));
  const redis = new Redis(world.redisUrl);
  onTestFinished(async () => redis.disconnect());
  const { id } = await sendInterview(world);
  await untilNothingIsDue(world);
  const key = `bridge:{default}:record:${id}`;
  const record = (await redis.get(key)) ?? '';
  await redis.set(key, '2 rubbish');
  await redis.zadd('bridge:{default}:due', world.clock.now() - hour, id);
  await until('its work has failed', () => logged(world, 'work').length > 0);
  const repair = () => redis.set(key, record);
  return { world, redis, id, repair };
}

it('parks work that fails through a fault of the bridge between its tries, and alarms', async ({ onTestFinished }) => {
  const { world, id } = await openWithUnreadable(onTestFinished);
  await untilNothingIsDue(world);
  expect(logged(world, 'work')).toEqual([expect.objectContaining({ level: 'error', interviewId: id })]);
  expect(await measured(world, 'bridge_interviews_parked')).toBe(1);
  const { code, text } = await bridgeCommand(world, 'doctor');
  expect([code, text]).toEqual([1, expect.stringMatching(/^WRONG .*1 interview is parked/m)]);
});

it('answers a request that fails through a fault of the bridge like any other error, without details', async ({
  onTestFinished,
}) => {
  const { world, id } = await openWithUnreadable(onTestFinished);
  const answer = await world.ask('GET', `/interviews/${id}`);
  expectError(answer, 500, 'Internal error');
  expect(logged(world, 'request')).toContainEqual(expect.objectContaining({ level: 'error', outcome: 'internal' }));
});

it('reports the true age of work that is postponed again and again', async ({ onTestFinished }) => {
  const { world } = await openWithUnreadable(onTestFinished);
  for (let tries = 2; tries <= 4; tries += 1) {
    world.clock.advance(minute);
    await until('it is tried again', () => logged(world, 'work').length >= tries);
  }
  await untilNothingIsDue(world);
  expect(await gaugeOf(world, 'bridge_oldest_due_seconds')).toBeGreaterThan(3600 + 3 * 60);
});

it('forgets that work failed once it succeeds', async ({ onTestFinished }) => {
  const { world, repair } = await openWithUnreadable(onTestFinished);
  await repair();
  world.clock.advance(minute);
  await until('nothing fails', async () => (await measured(world, 'bridge_interviews_parked')) === 0);
  expect(await gaugeOf(world, 'bridge_oldest_due_seconds')).toBeLessThan(60);
});

it('delivers for others, and stays ready, while the work on one interview fails', async ({ onTestFinished }) => {
  const { world } = await openWithUnreadable(onTestFinished);
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  for (const path of ['/livez', '/readyz']) expect(await world.ask('GET', path)).toMatchObject({ status: 200 });
});

it('leaves nothing due of an interview whose record is gone', async ({ onTestFinished }) => {
  const { world, redis, id } = await openWithUnreadable(onTestFinished);
  await redis.zadd('bridge:{default}:outbox:callback', world.clock.now(), id);
  await redis.del(`bridge:{default}:record:${id}`);
  world.clock.advance(minute);
  const indexes = ['due', 'outbox:callback', 'parked'].map((name) => `bridge:{default}:${name}`);
  await until('no index names it', async () => {
    const scores = await Promise.all(indexes.map((index) => redis.zscore(index, id)));
    return scores.every((score) => score === null);
  });
});

async function gaugeOf(world: World, name: string): Promise<number> {
  const line = (await metricsOf(world)).split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1));
}
