import { afterAll, beforeAll, expect, it } from 'vitest';
import { only, putsOf, type Sent, scoreAttempt, sendInterview } from '../../../testing/interviews.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, logged, untilDelivery, untilNothingIsDue } from '../../../testing/operator.ts';
import { hour } from '../../../testing/times.ts';
import { openWorld, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ DELIVERY_RETRY_SCHEDULE: '300ms,600ms', DELIVERY_GIVE_UP_AFTER: '96h' });
});
afterAll(() => world.close());

async function deliverAgainst(status: number, times?: number): Promise<Sent> {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status, ...only(sent), ...(times === undefined ? {} : { times }) });
  await scoreAttempt(world, sent);
  return sent;
}

function hasGivenUp({ id }: Sent): boolean {
  return logged(world, 'delivery').some(({ outcome, interviewId }) => outcome === 'gave-up' && interviewId === id);
}

async function giveUp(): Promise<Sent> {
  const sent = await deliverAgainst(503);
  await untilDelivery(world, sent, 'trying');
  world.clock.advance(96 * hour);
  await until('the bridge has given up', () => hasGivenUp(sent));
  await untilNothingIsDue(world);
  return sent;
}

it('tries again after the waits of the schedule, of which the last repeats', async () => {
  const sent = await deliverAgainst(500, 4);
  await world.workable.control.waitFor(sent.callbackUrl);
  const times = putsOf(world, sent).map(({ at }) => at);
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  expect(gaps).toHaveLength(4);
  expect(gaps[0]).toBeGreaterThanOrEqual(300);
  for (const gap of gaps.slice(1)) expect(gap).toBeGreaterThanOrEqual(600);
});

it('stops once Workable has it', async () => {
  const sent = await deliverAgainst(500, 1);
  await world.workable.control.waitFor(sent.callbackUrl);
  world.clock.advance(hour);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(2);
});

it('sends on a later try what is newest then', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 500, ...only(sent), times: 1 });
  const attempt = await scoreAttempt(world, sent, 5);
  await until('the first try is over', () => putsOf(world, sent).length === 1);
  await world.vendor.control.score(attempt, 6);
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '60' } });
});

it('gives up after four days, with an alarm, a place on the list and the answer', async () => {
  const sent = await giveUp();
  expect(logged(world, 'delivery')).toContainEqual(
    expect.objectContaining({ level: 'error', outcome: 'gave-up', interviewId: sent.id }),
  );
  const line = (await bridgeCommand(world, 'failed')).lines.find((each) => each.includes(sent.id));
  expect(line).toMatch(/ 503\b/);
  const { text } = await bridgeCommand(world, `show ${sent.id}`);
  expect(text).toMatch(/sent completed: try-again \(503\) in \d+ ms, given up after \d+ tries$/m);
  expect(await measured(world, 'bridge_deliveries_failed')).toBeGreaterThan(0);
});

it('sends nothing more after giving up', async () => {
  const sent = await giveUp();
  const puts = putsOf(world, sent).length;
  world.clock.advance(96 * hour);
  await untilNothingIsDue(world);
  expect(putsOf(world, sent)).toHaveLength(puts);
});

it('delivers what it gave up when an operator replays it', async () => {
  const sent = await giveUp();
  world.workable.control.behave();
  expect(await bridgeCommand(world, `replay ${sent.id}`)).toMatchObject({ code: 0, text: '1 delivery queued' });
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  await untilNothingIsDue(world);
  expect((await bridgeCommand(world, 'failed')).text).not.toContain(sent.id);
});

it('tries anew with all patience when newer content comes after giving up', async () => {
  const sent = await sendInterview(world);
  world.workable.control.answerWith({ status: 503, ...only(sent) });
  const attempt = await scoreAttempt(world, sent, 5);
  await untilDelivery(world, sent, 'trying');
  world.clock.advance(96 * hour);
  await until('the bridge has given up', () => hasGivenUp(sent));
  const puts = putsOf(world, sent).length;
  await world.vendor.control.score(attempt, 6);
  await until('two more tries', () => putsOf(world, sent).length >= puts + 2);
  world.workable.control.behave();
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ interview: { score: '60' } });
});
