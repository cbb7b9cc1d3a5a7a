import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { bridgeCommand, untilConcluded, untilDelivery, untilHistory } from '../../../testing/operator.ts';
import { openWorld, until } from '../../../testing/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld(openWorld({ JOBMOJITO_DETAILS: 'false', DELIVERY_RETRY_SCHEDULE: '1h' }));
});
afterAll(() => world.close());

const act = (action: string, of = 'default/circuits/callback') => world.api('POST', `/accounts/${of}/${action}`);

/** Workable asks to be left alone for an hour; then others have results too. Each waits. */
async function waitForAll(count: number): Promise<Sent[]> {
  const first = await sendInterview(world);
  world.workable.control.answerWith({ status: 429, headers: { 'Retry-After': '3600' }, times: 1, ...only(first) });
  await scoreAttempt(world, first);
  await untilHistory(world, first, /rate-limited/);
  const others: Sent[] = [];
  for (let i = 1; i < count; i += 1) {
    const sent = await sendInterview(world);
    await scoreAttempt(world, sent);
    await untilConcluded(world, sent);
    others.push(sent);
  }
  return [first, ...others];
}

it('does nothing where the circuit is not open', async () => {
  for (const action of ['probe', 'close']) {
    const { status, body } = await act(action);
    const nothing = { account: 'default', destination: 'callback', outcome: 'not_open', waiting: 0 };
    expect([status, body]).toEqual([200, nothing]);
  }
});

it('tells interviews what they wait for', async () => {
  const [first] = await waitForAll(1);
  const { body } = await world.api('GET', `/interviews/${first?.id}`);
  expect(body.next.what).toBe('deliver');
  expect(body.reason).toMatch(
    /^Workable does not have "completed" yet: all deliveries wait until \S+: Workable asked for it \(rate limit\), since \S+\.$/,
  );
  expect(Date.parse(body.next.at) - world.clock.now()).toBeGreaterThan(3_500_000);
  await act('close');
  await untilDelivery(world, first!, 'acknowledged');
});

it('probes with one delivery, and its success lets the others follow', async () => {
  const all = await waitForAll(3);
  expect((await act('probe')).body).toMatchObject({ outcome: 'probed', waiting: 3 });
  for (const sent of all) await untilDelivery(world, sent, 'acknowledged');
  const { lines } = await bridgeCommand(world, 'history');
  expect(lines[0]).toMatch(/ {2}default {2}probed the circuit: callback, by api$/);
});

it('probes with one delivery, and its failure keeps the others waiting', async () => {
  const all = await waitForAll(3);
  const before = all.map((sent) => putsOf(world, sent).length);
  world.workable.control.answerWith({ status: 429, headers: { 'Retry-After': '3600' }, times: 1 });
  await act('probe');
  const after = () => all.reduce((sum, sent, i) => sum + putsOf(world, sent).length - (before[i] ?? 0), 0);
  await until('one has gone out', () => after() > 0);
  await untilHistory(world, all[0]!, /rate-limited/);
  expect(after()).toBe(1);
  const { body } = await act('close');
  expect(body).toMatchObject({ outcome: 'closed', waiting: 3 });
  for (const sent of all) await untilDelivery(world, sent, 'acknowledged');
  const { lines } = await bridgeCommand(world, 'history');
  expect(lines[0]).toMatch(/ {2}default {2}closed the circuit: callback, by api$/);
});

it.each([
  ['initech/circuits/callback', 'There is no account initech'],
  ['default/circuits/mail', 'Account default has no destination mail'],
  ['default/circuits/%00', 'Account default has no destination  '],
])('is 404 for %s', async (of, message) => {
  for (const action of ['probe', 'close']) {
    const { status, body } = await act(action, of);
    expect([status, body.message]).toEqual([404, message]);
  }
});
