import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { begin, only, putsOf, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { untilDelivery, untilNothingIsDue } from '../../../testing/operator.ts';
import { openSecondBridge, type SecondBridge } from '../../../testing/second-bridge.ts';
import { minute } from '../../../testing/times.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
let second: SecondBridge;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
  second = await openSecondBridge(world);
});
afterAll(async () => {
  await second.close();
  await world.close();
});
beforeEach(() => world.workable.control.behave());

function scoresTold(sent: { callbackUrl: string }) {
  return putsOf(world, sent).map(({ body }) => (body as { interview?: { score?: string } }).interview?.score);
}

it('sends after a slow PUT the newest state alone', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 200, delayMs: 500, ...only(sent), times: 1 });
  const attempt = await scoreAttempt(world, sent, 5);
  await until('the first PUT is on its way', () => world.workable.control.inFlight === 1);
  for (const score of [6, 7, 8]) await world.vendor.control.score(attempt, score);
  await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => interview?.score === '80');
  expect(scoresTold(sent)).toEqual(['50', '80']);
});

it('sends nothing after a slow PUT when everything is as it was', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 200, delayMs: 300, ...only(sent), times: 1 });
  const attempt = await scoreAttempt(world, sent, 5);
  await until('the first PUT is on its way', () => world.workable.control.inFlight === 1);
  await world.vendor.control.score(attempt, 6);
  await world.vendor.control.score(attempt, 5);
  await world.workable.control.waitFor(sent.callbackUrl);
  await untilNothingIsDue(world);
  expect(scoresTold(sent)).toEqual(['50']);
});

it('reports a decision that is made while the score is being sent', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 200, delayMs: 200, ...only(sent), times: 1 });
  const attempt = await scoreAttempt(world, sent, 9);
  await until('the first PUT is on its way', () => world.workable.control.inFlight === 1);
  await world.vendor.control.decide(attempt, true);
  const told = await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => !!interview?.grade);
  expect(told.interview).toMatchObject({ score: '90', grade: 'excelled' });
});

it('ends at the newest state when Workable takes a PUT and hangs up', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 200, drop: true, after: 'record', ...only(sent), times: 1 });
  const attempt = await scoreAttempt(world, sent, 5);
  await untilDelivery(world, sent, 'trying');
  await world.vendor.control.score(attempt, 6);
  world.clock.advance(minute);
  await world.workable.control.waitFor(sent.callbackUrl, ({ interview }) => interview?.score === '60');
});

it('has one PUT of an interview in flight, however many changes and processes there are', async () => {
  world.workable.control.answerWith({ status: 200, delayMs: 30 });
  const sent = await Promise.all(Array.from({ length: 8 }, () => sendInterview(world)));
  await Promise.all(
    sent.map(async (each) => {
      const attempt = await begin(world, each);
      for (let score = 0; score < 10; score += 0.5) await world.vendor.control.score(attempt, score);
      await world.vendor.control.decide(attempt, true);
    }),
  );
  for (const { callbackUrl } of sent) {
    await world.workable.control.waitFor(callbackUrl, ({ interview }) => interview?.grade === 'excelled');
  }
  await untilNothingIsDue(world);
  expect(sent.map(({ callbackUrl }) => world.workable.control.latest(callbackUrl)?.interview?.score)).toEqual(
    sent.map(() => '95'),
  );
  expect(world.workable.control.maxInFlightPerInterview).toBe(1);
});
