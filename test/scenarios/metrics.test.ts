import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sent, scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { type Sample, samplesOf } from '../../testing/metrics.ts';
import { bridgeCommand, metricsOf, untilDelivery, untilNothingIsDue } from '../../testing/operator.ts';
import { minute } from '../../testing/times.ts';
import { createBody, openWorld, secrets, type World } from '../../testing/world.ts';

let world: World;
let waiting: Sent;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false', DELIVERY_RETRY_SCHEDULE: '10m' });
});
afterAll(() => world.close());

/** All series of a name, and how it is typed. */
async function scraped(name: string): Promise<{ type: string | undefined; series: Omit<Sample, 'name'>[] }> {
  const text = await metricsOf(world);
  const [, type] = new RegExp(`^# TYPE ${name} (\\w+)$`, 'm').exec(text) ?? [];
  const series = samplesOf(text).filter((each) => each.name === name);
  return { type, series: series.map(({ labels, value }) => ({ labels, value })) };
}

/** Those of all interviews since the start. */
async function latencies() {
  const samples = samplesOf(await metricsOf(world));
  const of = (part: string) => samples.filter(({ name }) => name === `bridge_result_to_acknowledged_seconds_${part}`);
  const within = (le: string) => of('bucket').find(({ labels }) => labels.le === le)?.value;
  return { count: of('count'), sum: of('sum')[0]?.value ?? Number.NaN, within };
}

const gauges = [
  'bridge_deliveries_waiting',
  'bridge_oldest_undelivered_seconds',
  'bridge_invitations_not_sent',
  'bridge_webhooks_rejected',
];

it('has no series of an account with nothing to say', async () => {
  for (const name of gauges) expect(await scraped(name), name).toEqual({ type: 'gauge', series: [] });
});

it('says what waits for whom and for how long, who is not invited, and what was rejected', async () => {
  waiting = await sendInterview(world);
  world.workable.control.answerWith({ status: 500, times: 1 });
  await scoreAttempt(world, waiting);
  await untilDelivery(world, waiting, 'trying');
  world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
  const candidate = { first_name: 'Lakita', email: 'not.invited@example.test' };
  expect((await world.ask('POST', '/interviews', { body: createBody(world, { candidate }) })).status).toBe(502);
  const headers = { authorization: `Bearer ${secrets.webhookSecret}` };
  expect((await world.ask('POST', '/webhooks/jobmojito', { rawBody: '{"nonsense":1}', headers })).status).toBe(400);
  world.clock.advance(5 * minute);

  const account = 'default';
  const one = (labels: object) => ({ type: 'gauge', series: [{ labels, value: 1 }] });
  expect(await scraped('bridge_deliveries_waiting')).toEqual(one({ account, destination: 'callback' }));
  expect(await scraped('bridge_invitations_not_sent')).toEqual(one({ account }));
  expect(await scraped('bridge_webhooks_rejected')).toEqual(one({ account }));
  const { series } = await scraped('bridge_oldest_undelivered_seconds');
  expect(series).toEqual([{ labels: { account }, value: expect.any(Number) }]);
  expect(series[0]?.value).toBeGreaterThanOrEqual(5 * 60);
  expect((await latencies()).count).toEqual([expect.objectContaining({ labels: {}, value: 0 })]);
});

it('counts from when a result was known to when Workable acknowledged it, and is silent again then', async () => {
  world.clock.advance(6 * minute);
  await world.workable.control.waitFor(waiting.callbackUrl);
  await untilNothingIsDue(world);
  const { count, sum, within } = await latencies();
  expect(count).toEqual([expect.objectContaining({ labels: {}, value: 1 })]);
  expect(sum).toBeGreaterThanOrEqual(11 * 60);
  expect(sum).toBeLessThan(60 * 60);
  expect([within('600'), within('3600'), within('+Inf')]).toEqual([0, 1, 1]);

  await bridgeCommand(world, 'discard --all');
  const { lines } = await bridgeCommand(world, 'interviews --state not_invited --json');
  await bridgeCommand(world, `cancel ${JSON.parse(lines[0] ?? '{}').interview_id}`);
  await untilNothingIsDue(world);
  for (const name of gauges) expect(await scraped(name), name).toEqual({ type: 'gauge', series: [] });
});
