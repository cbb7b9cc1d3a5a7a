import { expect, it, vi } from 'vitest';
import { eventually, openStage, processTimeout } from '../../support/process.ts';
import { expectDelivered, isScored, recoversWithinMs } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

const registerUsers = 'job-interview-register-users';

it.concurrent.for([
  { moment: 'before the vendor took note', how: 'hang' },
  { moment: 'after the vendor accepted', how: 'accept-then-hang' },
] as const)('invites once when killed while the vendor is told, $moment', async ({ how }, { onTestFinished }) => {
  const stage = await openStage();
  onTestFinished(stage.close);
  const bridge = await stage.start();
  const { control } = stage.vendor;
  control.misbehave({ path: registerUsers, how, times: 1 });
  const create = stage.newCreate();
  const unanswered = stage.ask('POST', '/interviews', { body: create }).catch(() => undefined);
  await eventually('the vendor was told', () => control.requests.some(({ path }) => path === registerUsers));
  await bridge.kill();
  expect(await unanswered).toBeUndefined();

  await stage.start();
  const created = await stage.ask('POST', '/interviews', { body: create });
  expect(created).toMatchObject({ status: 201 });
  await stage.takeInterview(create, 8);
  await expectDelivered(stage, create, created);
});

it.concurrent('delivers a result although killed while the vendor was told, and nobody asked again', async ({
  onTestFinished,
}) => {
  const stage = await openStage();
  onTestFinished(stage.close);
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

it.concurrent('delivers every result although killed again and again', async ({ onTestFinished }) => {
  const stage = await openStage({ DELIVERY_RETRY_SCHEDULE: '1s' });
  onTestFinished(stage.close);
  const { control } = stage.workable;
  control.answerWith({ status: 200, delayMs: 100 });
  const creates = Array.from({ length: 12 }, () => stage.newCreate());
  const done = Promise.all(
    creates.map(async (create) => {
      const isAnswered = async () => (await stage.ask('POST', '/interviews', { body: create })).status === 201;
      await eventually('the create is accepted', () => isAnswered().catch(() => false));
      await stage.takeInterview(create, 8);
      await control.waitFor(create.callback_url, isScored, 2 * recoversWithinMs);
    }),
  );
  for (let round = 0; round < 2; round += 1) {
    const bridge = await stage.start();
    const seen = stage.vendor.control.invitations.length + control.callbacks.length;
    const isProgress = () => stage.vendor.control.invitations.length + control.callbacks.length > seen + 2;
    await eventually('it did something', isProgress);
    await bridge.kill();
  }
  await stage.start();
  await done;
  const invited = stage.vendor.control.invitations.map(({ externalId }) => externalId);
  expect(new Set(invited).size).toBe(creates.length);
  expect(invited).toHaveLength(creates.length);
  expect(control.maxInFlightPerInterview).toBe(1);
});
