import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { moved, notesOf, openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
});
afterAll(() => world.close());
afterEach(() => world.spi.behave());

const token = () => world.env.WORKABLE_API_TOKEN ?? 'stage-door-token-of-tests-0123456789';
const day = 86_400_000;

const probes = () => world.spi.requests.filter(({ path }) => path === '/accounts/acme');
const others = () => world.spi.requests.filter(({ path }) => !path.startsWith('/accounts'));
const alarms = (outcome: string) => logged(world, 'connection').filter((each) => each.outcome === outcome);

describe('a 401', () => {
  it('of one call alone is probed once, and nothing stops', async () => {
    const { spi } = world;
    await pass(world);
    const [before, calls] = [probes().length, alarms('refused').length];
    spi.fault({ method: 'GET', path: /^\/candidates$/, how: { status: 401 }, times: 1 });
    world.later(61_000);
    await until('the token is probed', () => probes().length === before + 1);
    await pass(world);
    expect([probes().length, alarms('refused').length]).toEqual([before + 1, calls]);
  });

  it('of the probe too stops all other calls; an alarm is raised once, and nothing is lost', async () => {
    const { spi, stage } = world;
    await pass(world);
    const [before, raised] = [probes().length, alarms('refused').length];
    spi.tokens.expireAt(token(), spi.clock.now());
    world.later(61_000);
    await until('it is probed', () => probes().length === before + 1);
    const calls = others().length;
    // Webhooks are still taken; that of this move is lost.
    const told = await moved(world);
    spi.switches({ lose: 9 });
    const lost = spi.people.create({ stage: 'applied' });
    spi.people.move(lost.id, stage);
    spi.switches({ lose: 0 });
    await until('it is probed again and again', () => {
      world.later(5_000);
      return probes().length >= before + 5;
    });
    const times = probes()
      .slice(before, before + 5)
      .map(({ at }) => at);
    const waits = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    for (const [index, leastMs] of [5_000, 30_000, 300_000, 300_000].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(leastMs);
    }
    expect(others().length - calls).toBeLessThanOrEqual(2);
    expect(alarms('refused').length).toBe(raised + 1);

    spi.tokens.expireAt(token(), spi.clock.now() + 1_000 * day);
    world.later(300_000);
    await inTime(world, 'the lost move is found', () => notesOf(world, lost).length === 1);
    await inTime(world, 'the told move is not forgotten', () => notesOf(world, told).length === 1);
  });

  it('ends at once when the token is mended in the settings', async () => {
    const { spi } = world;
    const second = 'second-token-of-tests-0123456789';
    spi.tokens.add({ kind: 'oauth', value: second, appSecret: second });
    await pass(world);
    const before = probes().length;
    spi.tokens.expireAt(token(), spi.clock.now());
    world.later(61_000);
    await until('it is probed', () => probes().length > before);
    world.later(10_000);
    await world.restart({ WORKABLE_API_TOKEN: second });
    await until(
      'the subscriptions are made anew',
      () => spi.subscriptions().filter((each) => each.token === second).length === 3,
    );
    spi.tokens.expireAt(token(), spi.clock.now() + 1_000 * day);
    world.later(10_000);
    await world.restart();
    await until('and back', () => spi.subscriptions().every((each) => each.token === token()));
  });
});

test('after more than a week away no candidate is invited before an operator says so', async () => {
  const { spi, stage } = world;
  await pass(world);
  const before = probes().length;
  spi.tokens.expireAt(token(), spi.clock.now());
  world.later(61_000);
  await until('it is probed', () => probes().length > before);
  spi.switches({ lose: 9 });
  const meanwhile = spi.people.create({ stage: 'applied' });
  spi.people.move(meanwhile.id, stage);
  spi.switches({ lose: 0 });
  world.later(8 * day);
  const raised = alarms('away').length;
  spi.tokens.expireAt(token(), spi.clock.now() + 1_000 * day);
  world.later(300_000);
  await inTime(world, 'an operator is told', () => alarms('away').length === raised + 1);
  await pass(world);
  const now = await moved(world);
  await pass(world);
  await pass(world);
  expect([notesOf(world, meanwhile), notesOf(world, now)]).toEqual([[], []]);
  expect(alarms('away').length).toBe(raised + 1);

  const { text } = await bridgeCommand(world, 'stage resume default', world.env);
  expect(text).toContain('invited');
  for (const candidate of [meanwhile, now]) {
    await inTime(world, 'both are invited', () => notesOf(world, candidate).length === 1);
  }
});

describe('whose the token is', () => {
  it('of a partner is taken with the id of the partner alone', async () => {
    const { spi } = world;
    const value = 'partner-token-of-tests-0123456789';
    spi.tokens.add({ kind: 'partner', value, clientId: 'partner-7' });
    const refused = alarms('refused').length;
    world.later(10_000);
    await world.restart({ WORKABLE_API_TOKEN: value });
    await inTime(world, 'it is refused', () => alarms('refused').length > refused);
    world.later(5 * 60_000);
    await world.restart({ WORKABLE_API_TOKEN: value, WORKABLE_CLIENT_ID: 'partner-7' });
    await inTime(world, 'all webhooks are its own', () => spi.subscriptions().every((each) => each.token === value));
    world.later(10_000);
    await world.restart();
    await inTime(world, 'and back', () => spi.subscriptions().every((each) => each.token === token()));
  });

  it('of another company is said, and nothing else is asked', async () => {
    world.later(10_000);
    const asked = others().length;
    const failed = alarms('failed').length;
    await world.restart({ WORKABLE_SUBDOMAIN: 'elsewhere' });
    await until('it is said', () => alarms('failed').length > failed);
    expect(JSON.stringify(alarms('failed').at(-1))).toContain('identify: Workable answered 404');
    await world.restart();
    expect(others().length - asked).toBeLessThan(30);
  });
});

describe('a job that is not what it was', () => {
  it('keeps no other trigger waiting once it is gone', async () => {
    const { spi, job, stage, template } = world;
    const lost = spi.people.addJob({ shortcode: 'AAAA000001' });
    const triggers = [lost.shortcode, job].map((each) => ({ job: each, stage, template }));
    spi.people.deleteJob(lost.shortcode);
    world.later(10_000);
    await world.restart({ STAGE_TRIGGERS: JSON.stringify(triggers) });
    await pass(world);
    const candidate = await moved(world);
    world.later(61_000);
    await inTime(world, 'the candidate of the other is invited', () => notesOf(world, candidate).length === 1);
    world.later(10_000);
    await world.restart();
  });
});
