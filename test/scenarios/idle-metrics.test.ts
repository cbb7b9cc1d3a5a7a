import { expect, it } from 'vitest';
import { openWorldOf, scoreOf, sendInterviewOf } from '../../testing/accounts.ts';
import { samplesOf } from '../../testing/metrics.ts';
import { metricsOf, untilDelivery } from '../../testing/operator.ts';
import { during } from '../../testing/process.ts';

it('gives 5,000 idle accounts no series, and one with something to say those', async ({ onTestFinished }) => {
  const names = Array.from({ length: 5_000 }, (_, i) => `idle-${i}`);
  const world = await during(onTestFinished, openWorldOf([...names, 'globex']));
  // What went well says nothing either.
  const delivered = await scoreOf(world, 'idle-7');
  await world.workable.control.waitFor(delivered.callbackUrl);
  world.workable.control.answerWith({ status: 404 });
  await untilDelivery(world, await scoreOf(world, 'globex'), 'failed');
  await sendInterviewOf(world, 'idle-8');
  const samples = samplesOf(await metricsOf(world)).filter(({ name }) => name !== 'bridge_events_total');
  const withAccount = samples.filter(({ labels }) => 'account' in labels);
  expect(withAccount).toEqual([{ name: 'bridge_deliveries_failed', labels: { account: 'globex' }, value: 1 }]);
  expect(samples).toContainEqual({ name: 'bridge_interviews', labels: {}, value: 3 });
});
