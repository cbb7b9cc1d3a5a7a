import { expect, it, vi } from 'vitest';
import { eventually, freePort, openStage, processTimeout } from '../../support/process.ts';

vi.setConfig({ testTimeout: processTimeout });

/** Longer than the hold of an interview. */
const takenOverWithinMs = 40_000;

it.concurrent('sends nothing more after it was frozen in the middle of a PUT for longer than its hold', async ({
  onTestFinished,
}) => {
  const stage = await openStage();
  onTestFinished(stage.close);
  const frozen = await stage.start();
  const { control } = stage.workable;
  const create = stage.newCreate();
  const created = await stage.ask('POST', '/interviews', { body: create });
  control.answerWith({ status: 200, delayMs: 1000 });
  await stage.takeInterview(create, 8);
  await eventually('the PUT is in flight', () => control.inFlight > 0);
  frozen.signal('SIGSTOP');

  const other = await stage.start({ PORT: String(await freePort()) });
  await eventually('the other one delivers', () => control.callbacks.length === 2);
  const isAcknowledged = async () =>
    (await stage.command('show', created.body.interview_id)).stdout().includes('acknowledged');
  await eventually('that is remembered', isAcknowledged);
  frozen.signal('SIGCONT');
  await eventually('it answers again', async () => (await stage.ask('GET', '/readyz')).status === 200);

  await stage.takeInterview(create, 9);
  await control.waitFor(create.callback_url, ({ interview }) => interview?.score === '90', takenOverWithinMs);
  expect(control.maxInFlightPerInterview).toBe(1);
  expect(control.callbacks).toHaveLength(3);
  expect(other.exit()).toBeUndefined();
});

it.concurrent('sends nothing when it was frozen before the PUT and another process has taken over', async ({
  onTestFinished,
}) => {
  const stage = await openStage();
  onTestFinished(stage.close);
  const frozen = await stage.start();
  const { control } = stage.workable;
  const create = stage.newCreate();
  await stage.ask('POST', '/interviews', { body: create });
  stage.vendor.control.misbehave({ path: 'job-interview-details', how: 'late', delayMs: 1000, times: 1 });
  await stage.takeInterview(create, 8);
  const isAsked = () => stage.vendor.control.requests.some(({ path }) => path === 'job-interview-details');
  await eventually('details are asked for', isAsked);
  frozen.signal('SIGSTOP');

  control.answerWith({ status: 200, delayMs: 3000 });
  await stage.start({ PORT: String(await freePort()) });
  await eventually('the other one delivers', () => control.inFlight > 0);
  frozen.signal('SIGCONT');
  await control.waitFor(create.callback_url);
  await eventually('it answers again', async () => (await stage.ask('GET', '/readyz')).status === 200);
  expect(control.maxInFlightPerInterview).toBe(1);
  expect(control.callbacks).toHaveLength(1);
});
