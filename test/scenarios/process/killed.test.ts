import { expect, it, vi } from 'vitest';
import {
  type CreateBody,
  during,
  eventually,
  openStage,
  processTimeout,
  type Settings,
} from '../../../testing/process.ts';
import { expectDelivered, isScored, recoversWithinMs } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

const registerUsers = 'job-interview-register-users';

it.concurrent.for([
  { moment: 'before the vendor took note', how: 'hang' },
  { moment: 'after the vendor accepted', how: 'accept-then-hang' },
] as const)('invites once when killed during the call to the vendor, $moment', async ({ how }, { onTestFinished }) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  const { control } = stage.vendor;
  control.misbehave({ path: registerUsers, how, times: 1 });
  const create = stage.newCreate();
  const unanswered = stage.ask('POST', '/interviews', { body: create }).catch(() => undefined);
  await eventually('the vendor was called', () => control.requests.some(({ path }) => path === registerUsers));
  await bridge.kill();
  expect(await unanswered).toBeUndefined();

  await stage.start();
  const created = await stage.ask('POST', '/interviews', { body: create });
  expect(created).toMatchObject({ status: 201 });
  await stage.takeInterview(create, 8);
  await expectDelivered(stage, create, created);
});

it.concurrent('invites once to each of two interviews of a person when killed during the call about the first', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  const { control } = stage.vendor;
  control.misbehave({ path: registerUsers, how: 'accept-then-hang', times: 1 });
  const one = stage.newCreate();
  const other = { ...stage.newCreate(), candidate: one.candidate };
  stage.ask('POST', '/interviews', { body: one }).catch(() => undefined);
  await eventually('the vendor has accepted', () => control.invitations.length > 0);
  await bridge.kill();

  await stage.start();
  const answers = [
    await stage.ask('POST', '/interviews', { body: other }),
    await stage.ask('POST', '/interviews', { body: one }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  const ids = answers.map(({ body }) => body.interview_id);
  expect(control.invitations.map(({ externalId }) => externalId)).toEqual(ids.toReversed());
});

it.concurrent('delivers a result although killed during the call to the vendor, without a second create', async ({
  onTestFinished,
}) => {
  const stage = await during(onTestFinished, openStage());
  const bridge = await stage.start();
  const { control } = stage.vendor;
  control.misbehave({ path: registerUsers, how: 'accept-then-hang', times: 1 });
  const create = stage.newCreate();
  stage.ask('POST', '/interviews', { body: create }).catch(() => undefined);
  await eventually('the vendor has accepted', () => control.invitations.length > 0);
  await bridge.kill();

  await stage.start();
  await stage.takeInterview(create, 8);
  await stage.workable.control.waitFor(create.callback_url, isScored, recoversWithinMs);
  const created = await stage.ask('POST', '/interviews', { body: create });
  expect(created).toMatchObject({ status: 201 });
  expect(control.invitations).toHaveLength(1);
});

it.concurrent('invites each once and delivers all when killed in the middle of a crowd', async ({ onTestFinished }) => {
  const stage = await during(onTestFinished, openStage({ DELIVERY_RETRY_SCHEDULE: '1s' }));
  const { control } = stage.workable;
  control.answerWith({ status: 200, delayMs: 100 });
  const bridge = await stage.start();
  const creates = Array.from({ length: 12 }, () => stage.newCreate());
  const isAccepted = (body: CreateBody) =>
    stage.ask('POST', '/interviews', { body }).then(({ status }) => status === 201);
  const carryAll = creates.map(async (create) => {
    await eventually('the create is accepted', () => isAccepted(create).catch(() => false));
    await stage.takeInterview(create, 8);
    await control.waitFor(create.callback_url, isScored, recoversWithinMs);
  });
  const restart = async () => {
    await eventually('some are delivered', () => control.callbacks.length > 2);
    await bridge.kill();
    await stage.start();
  };
  await Promise.all([...carryAll, restart()]);
  const invited = stage.vendor.control.invitations.map(({ externalId }) => externalId);
  expect(new Set(invited).size).toBe(creates.length);
  expect(invited).toHaveLength(creates.length);
  expect(control.maxInFlightPerInterview).toBe(1);
});

it.concurrent('delivers a webhook that was acknowledged before the kill', async ({ onTestFinished }) => {
  const { stage, bridge, create, created } = await openCreated({ ROLES: 'web' });
  onTestFinished(stage.close);
  await stage.takeInterview(create, 8);
  expect(stage.vendor.control.webhooks).toEqual([expect.objectContaining({ status: 200 })]);
  await bridge.kill();

  await stage.start();
  await expectDelivered(stage, create, created);
});

it.concurrent('delivers a result although killed while it asked for details', async ({ onTestFinished }) => {
  const { stage, bridge, create, created } = await openCreated();
  onTestFinished(stage.close);
  const { control } = stage.vendor;
  control.misbehave({ path: 'job-interview-details', how: 'hang', times: 1 });
  await stage.takeInterview(create, 8);
  await eventually('details are asked for', () =>
    control.requests.some(({ path }) => path === 'job-interview-details'),
  );
  await bridge.kill();

  await stage.start();
  await expectDelivered(stage, create, created);
});

it.concurrent.for([
  { moment: 'before Workable took note', rule: { hang: true } },
  { moment: 'after Workable took note', rule: { hang: true, after: 'record' } },
] as const)(
  'delivers a result although killed in the middle of the PUT, $moment',
  async ({ rule }, { onTestFinished }) => {
    const { stage, bridge, create, created } = await openCreated();
    onTestFinished(stage.close);
    const { control } = stage.workable;
    control.answerWith({ status: 200, times: 1, ...rule });
    await stage.takeInterview(create, 8);
    await eventually('the PUT is in flight', () => control.inFlight > 0);
    if ('after' in rule) await control.waitFor(create.callback_url);
    await bridge.kill();

    await stage.start();
    await eventually('another PUT came', () => control.callbacks.some(({ status }) => status === 200));
    await expectDelivered(stage, create, created);
    expect(control.maxInFlightPerInterview).toBe(1);
  },
);

async function openCreated(settings: Settings = {}) {
  const stage = await openStage();
  const bridge = await stage.start(settings);
  const create = stage.newCreate();
  const created = await stage.ask('POST', '/interviews', { body: create });
  return { stage, bridge, create, created };
}
