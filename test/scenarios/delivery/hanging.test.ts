import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorldOf, scoreOf } from '../../../testing/accounts.ts';
import { only, putsOf, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { logged } from '../../../testing/operator.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '200ms' });
  world.vendor.control.misbehave({ path: 'job-interview-details', how: 'hang' });
});
afterAll(() => world.close());

it.concurrent('sends a result as it is when the details call hangs', async () => {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await world.workable.control.waitFor(sent.callbackUrl);
  expect(putsOf(world, sent)[0]?.body).not.toHaveProperty('interview.duration');
});

it.concurrent('lets Workable answer for fifteen seconds, then tries again', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 200, hang: true, ...only(sent), times: 1 });
  await scoreAttempt(world, sent);
  await until('the PUT is on its way', () => world.workable.control.inFlight > 0);
  const startedAt = Date.now();
  await world.workable.control.waitFor(sent.callbackUrl, () => true, 20_000);
  expect(Date.now() - startedAt).toBeGreaterThan(13_000);
  expect(logged(world, 'delivery')).toContainEqual(
    expect.objectContaining({ outcome: 'try-again', interviewId: sent.id }),
  );
});

it.concurrent('delivers for an account while Workable hangs for all eleven others that share the worker', async ({
  onTestFinished,
}) => {
  const hanging = Array.from({ length: 11 }, (_, i) => `hanging-${i}`);
  const crowd = await openWorldOf(hanging, { DELIVERY_CONCURRENCY: '24' });
  onTestFinished(crowd.close);
  const { control } = crowd.workable;
  control.answerWith({ status: 200, hang: true, match: 'hanging-' });
  await Promise.all(
    hanging.flatMap((account) => [scoreOf(crowd, account), scoreOf(crowd, account), scoreOf(crowd, account)]),
  );
  await until('each of them has one that hangs', () => control.inFlight >= hanging.length);
  const sent = await Promise.all(Array.from({ length: 5 }, () => scoreOf(crowd, 'acme')));
  await Promise.all(sent.map(({ callbackUrl }) => control.waitFor(callbackUrl, () => true, 5_000)));
  expect(control.inFlight).toBeGreaterThanOrEqual(hanging.length);
});
