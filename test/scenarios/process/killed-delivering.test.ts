import { expect, it, vi } from 'vitest';
import { eventually, openStage, processTimeout, type Settings } from '../../support/process.ts';
import { expectDelivered } from './expect-delivered.ts';

vi.setConfig({ testTimeout: processTimeout });

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
