import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorldOf, scoreOf, sendInterviewOf, tellResult } from '../../support/accounts.ts';
import { putsOf, type Sent } from '../../support/interviews.ts';
import { logged, metricsOf, untilConcluded } from '../../support/operator.ts';
import { hour } from '../../support/times.ts';
import { until, type World } from '../../support/world.ts';

/** Longer than any wait of the schedule, lengthened by a tenth at most. */
const oneWait = 1.2 * hour;

let world: World;
let waiting: Sent[];
/** From here on Workable refuses the token of acme. */
beforeAll(async () => {
  world = await openWorldOf(['globex'], { DELIVERY_RETRY_SCHEDULE: '1h' });
  world.workable.control.answerWith({ status: 401, match: 'acme-' });
  waiting = [await scoreOf(world, 'acme')];
  await until('the token is refused', () => refusals() === 1);
});
afterAll(() => world.close());

function refusals(): number {
  return logged(world, 'delivery').filter(({ outcome }) => outcome === 'token-rejected').length;
}

function putsOfAcme(): number {
  return world.workable.control.callbacks.filter(({ path }) => path.includes('acme-')).length;
}

/** Somebody new has a result; resolves when the bridge has seen that this has to wait too. */
async function scoreAndWait(): Promise<void> {
  const sent = await scoreOf(world, 'acme');
  waiting.push(sent);
  await untilConcluded(world, sent);
}

it('raises an alarm at once', async () => {
  expect(logged(world, 'delivery')).toContainEqual(
    expect.objectContaining({ level: 'error', outcome: 'token-rejected', account: 'acme' }),
  );
  expect(await metricsOf(world)).toContain('bridge_account_paused{account="acme"} 1');
});

it('keeps the deliveries of the account together', async () => {
  for (let i = 0; i < 10; i += 1) await scoreAndWait();
  expect(putsOfAcme()).toBe(1);
});

it.each([2, 3, 4])('probes once a wait, for the %ith time', async (probe) => {
  world.clock.advance(oneWait);
  await until('the probe is over', () => refusals() === probe);
  await scoreAndWait();
  expect(putsOfAcme()).toBe(probe);
});

it('leaves another account alone', async () => {
  const sent = await scoreOf(world, 'globex');
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
  expect(await metricsOf(world)).toContain('bridge_account_paused{account="globex"} 0');
});

it('goes on taking requests and webhooks for the account', async () => {
  const sent = await sendInterviewOf(world, 'acme');
  expect((await tellResult(world, 'acme', sent)).status).toBe(200);
  waiting.push(sent);
  expect((await world.ask('GET', `/interviews/${sent.id}`)).body).toMatchObject({ status: 'completed' });
});

it('delivers everything that waited once the token works', async () => {
  world.workable.control.behave();
  world.clock.advance(oneWait);
  for (const { callbackUrl } of waiting) {
    expect(await world.workable.control.waitFor(callbackUrl)).toMatchObject({ status: 'completed' });
  }
  await until('the account is well again', async () =>
    (await metricsOf(world)).includes('bridge_account_paused{account="acme"} 0'),
  );
  expect(waiting.map((sent) => putsOf(world, sent).filter(({ isTaken }) => isTaken).length)).toEqual(
    waiting.map(() => 1),
  );
});

it('waits together for 403 as well', async () => {
  world.workable.control.answerWith({ status: 403, match: 'acme-' });
  const before = putsOfAcme();
  const refused = refusals();
  waiting.push(await scoreOf(world, 'acme'));
  await until('the token is refused', () => refusals() === refused + 1);
  await scoreAndWait();
  expect(putsOfAcme()).toBe(before + 1);
});

it('delivers at once after a restart, since that is how a token is changed', async () => {
  world.workable.control.behave();
  await world.restart();
  const sent = waiting.at(-1)!;
  expect(await world.workable.control.waitFor(sent.callbackUrl)).toMatchObject({ status: 'completed' });
});
