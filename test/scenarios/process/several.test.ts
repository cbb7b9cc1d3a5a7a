import { expect, it, vi } from 'vitest';
import { during, eventually, freePort, openStage, processTimeout, untilReady } from '../../../testing/process.ts';
import { secrets } from '../../../testing/world.ts';
import { recoversWithinMs } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

it.concurrent('carries an interview through a web process and a worker process', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const [web, worker] = await Promise.all([
    stage.start({ ROLES: 'web' }),
    stage.start({ ROLES: 'worker', PORT: String(await freePort()) }),
  ]);
  await Promise.all([untilReady(stage, web), untilReady(stage, worker)]);
  const create = stage.newCreate();
  expect(await stage.ask('POST', '/interviews', { body: create })).toMatchObject({ status: 201 });
  await stage.takeInterview(create, 8);
  expect(await stage.workable.control.waitFor(create.callback_url)).toMatchObject({ status: 'completed' });

  expect(await stage.ask('GET', '/livez', { bridge: worker })).toMatchObject({ status: 200 });
  for (const [method, path] of [
    ['GET', '/interview-templates'],
    ['POST', '/interviews'],
    ['POST', '/webhooks/jobmojito'],
  ] as const) {
    expect(await stage.ask(method, path, { bridge: worker })).toMatchObject({ status: 404, body: { status: 404 } });
  }
});

it.concurrent('tries five results in an outage, then one at a time with backoff, however many workers there are', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const start = async (ROLES: string) => stage.start({ ROLES, PORT: String(await freePort()) });
  const web = await stage.start({ ROLES: 'web' });
  const creates = Array.from({ length: 30 }, () => stage.newCreate());
  await untilReady(stage, web);
  for (const body of creates) {
    expect((await stage.ask('POST', '/interviews', { body })).status).toBe(201);
    await stage.takeInterview(body, 8);
  }
  const { control } = stage.workable;
  control.answerWith({ status: 503, delayMs: 200 });
  // All are due when these begin.
  await Promise.all([start('worker'), start('worker'), start('worker')]);
  await eventually('three probes went out', () => control.callbacks.length >= 8);
  const times = control.callbacks.map(({ at }) => at);
  // Eight seconds of backoff, less what saving took before the tries: a busy machine takes its time for that.
  const [fifth = 0, , , eighth = 0] = times.slice(4);
  expect(eighth - fifth).toBeGreaterThan(5_000);

  control.behave();
  await Promise.all(creates.map(({ callback_url }) => control.waitFor(callback_url, undefined, recoversWithinMs)));
  expect(control.maxInFlightPerInterview).toBe(1);
});

it.concurrent('invites and delivers each interview once with two web and two worker processes', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const start = async (ROLES: string) => stage.start({ ROLES, PORT: String(await freePort()) });
  const [first, second] = await Promise.all([
    stage.start({ ROLES: 'web' }),
    start('web'),
    start('worker'),
    start('worker'),
  ]);
  await untilReady(stage, second);
  const { control } = stage.workable;
  control.answerWith({ status: 200, delayMs: 100 });

  const creates = Array.from({ length: 10 }, () => stage.newCreate());
  await Promise.all(
    creates.map(async (body) => {
      const answers = await Promise.all(
        [first, second].map((bridge) => stage.ask('POST', '/interviews', { body, bridge })),
      );
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(answers[0]?.body).toEqual(answers[1]?.body);
      await stage.takeInterview(body, 8);
    }),
  );
  await Promise.all(creates.map(({ callback_url }) => control.waitFor(callback_url)));
  expect(stage.vendor.control.invitations).toHaveLength(creates.length);
  expect(control.callbacks).toHaveLength(creates.length);
  expect(control.maxInFlightPerInterview).toBe(1);
});

it.concurrent('sends a burst of changes of one interview one after the other, the newest last', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const start = async (ROLES: string) => stage.start({ ROLES, PORT: String(await freePort()) });
  await Promise.all([stage.start({ ROLES: 'web' }), start('worker'), start('worker')]);
  const { control } = stage.workable;
  const create = stage.newCreate();
  await stage.ask('POST', '/interviews', { body: create });
  control.answerWith({ status: 200, delayMs: 150 });
  const attempt = await stage.takeInterview(create, 1);
  for (let score = 1.5; score <= 9; score += 0.5) await stage.vendor.control.score(attempt, score);

  await control.waitFor(create.callback_url, ({ interview }) => interview?.score === '90');
  await eventually('nothing is in flight', () => control.inFlight === 0);
  expect(control.maxInFlightPerInterview).toBe(1);
  expect(control.latest(create.callback_url)).toMatchObject({ interview: { score: '90' } });
});

it.concurrent('sends nothing more after it was frozen in the middle of a PUT for longer than its hold', async ({
  onTestFinished,
}) => {
  const { stage, bridge: frozen, control, create } = await openWithInterview(onTestFinished);
  control.answerWith({ status: 200, delayMs: 1000 });
  await stage.takeInterview(create, 8);
  await eventually('the PUT is in flight', () => control.inFlight > 0);
  frozen.signal('SIGSTOP');

  const other = await stage.start({ PORT: String(await freePort()) });
  await eventually('the other one delivers', () => control.callbacks.length === 2);
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  await eventually('that is acknowledged', async () => {
    const { text } = await stage.ask('GET', '/metrics', { bridge: other, headers });
    return /^bridge_events_total\{event="delivery",outcome="acknowledged",.*\} 1$/m.test(text);
  });
  frozen.signal('SIGCONT');
  await eventually('it answers again', async () => (await stage.ask('GET', '/readyz')).status === 200);

  await stage.takeInterview(create, 9);
  await control.waitFor(create.callback_url, ({ interview }) => interview?.score === '90', recoversWithinMs);
  expect(control.maxInFlightPerInterview).toBe(1);
  expect(control.callbacks).toHaveLength(3);
  expect(other.exit()).toBeUndefined();
});

it.concurrent('sends nothing when it was frozen before the PUT and another process has taken over', async ({
  onTestFinished,
}) => {
  const { stage, bridge: frozen, control, create } = await openWithInterview(onTestFinished);
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

/** One bridge that has invited one candidate. */
async function openWithInterview(onTestFinished: Parameters<typeof during>[0]) {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  const create = stage.newCreate();
  await stage.ask('POST', '/interviews', { body: create });
  return { stage, bridge, control: stage.workable.control, create };
}
