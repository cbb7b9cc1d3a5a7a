import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { logged } from '../../../testing/operator.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { moved, notesOf, openStageWorld, pass, type StageWorld } from '../../../testing/stage-world.ts';
import { day } from '../../../testing/times.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
  await pass(world);
});
afterAll(() => world.close());
afterEach(() => world.spi.behave());

const token = () => world.env.WORKABLE_API_TOKEN ?? '';
const probes = () => world.spi.requests.filter(({ path }) => path === '/accounts/acme');
const others = () => world.spi.requests.filter(({ path }) => !path.startsWith('/accounts'));
const refusals = () => logged(world, 'connection').filter(({ outcome }) => outcome === 'refused');

it.each([
  ['a comment', { method: 'POST', path: '/comments' }],
  ['a read of a candidate', { method: 'GET', path: /^\/candidates\/[^/]+$/ }],
])('a 401 of %s alone has the token probed once, and what it was about goes on', async (_, call) => {
  const { spi } = world;
  await pass(world);
  const [before, calls] = [probes().length, refusals().length];
  spi.fault({ ...call, how: { status: 401 }, times: 1 });
  // Without the webhooks the candidate has to be read before the invitation.
  spi.switches({ lose: 9 });
  const candidate = spi.people.create({ stage: 'applied' });
  spi.people.move(candidate.id, world.stage);
  spi.switches({ lose: 0 });
  await pass(world);
  await inTime(world, 'the token is probed', () => probes().length === before + 1);
  await inTime(world, 'the invitation is told', () => notesOf(world, candidate).length === 1);
  expect([probes().length, refusals().length]).toEqual([before + 1, calls]);
});

it('401s of many entries at once have it probed once, and where that is refused too nothing else is asked', async () => {
  const { spi } = world;
  await pass(world);
  const people = Array.from({ length: 6 }, () => spi.people.create({ stage: 'applied' }));
  await spi.idle();
  for (const { id } of people) spi.people.move(id, world.stage);
  await spi.idle();
  const [before, raised] = [probes().length, refusals().length];
  spi.tokens.expireAt(token(), spi.clock.now());
  // Before the next poll: nothing but entries is due.
  world.later(59_000);
  await inTime(world, 'the token counts as refused', () => refusals().length === raised + 1);
  expect(probes().length).toBe(before + 1);
  const asked = others().length;
  // A webhook that is too old by then would have the candidate read.
  const late = await moved(world);
  for (let step = 0; step < 6; step += 1) {
    const probed = probes().length;
    world.later(300_000);
    await inTime(world, 'the token is probed', () => probes().length > probed);
  }
  // The circuit of comments tries one of them now and then.
  expect(
    others()
      .slice(asked)
      .filter(({ method }) => method === 'GET'),
  ).toEqual([]);
  spi.tokens.expireAt(token(), spi.clock.now() + 1_000 * day);
  world.later(300_000);
  await inTime(world, 'all of them are told', () =>
    [...people, late].every((each) => notesOf(world, each).length === 1),
  );
});

it('a call that is answered 401 again and again has the token probed once a minute at most', async () => {
  const { spi } = world;
  await pass(world);
  spi.fault({ method: 'POST', path: '/comments', how: { status: 401 } });
  const candidate = await moved(world);
  world.later(61_000);
  const from = spi.clock.now();
  const tries = () => spi.requests.filter(({ path, at }) => path.endsWith('/comments') && at >= from).length;
  await inTime(world, 'it is tried', () => tries() > 0);
  const [probed, since] = [probes().length, spi.clock.now()];
  for (let minute = 0; minute < 5; minute += 1) await pass(world, 60_000);
  const minutes = Math.ceil((spi.clock.now() - since) / 60_000);
  expect(probes().length - probed).toBeLessThanOrEqual(minutes + 1);
  expect(tries()).toBeGreaterThan(1);
  spi.behave();
  await inTime(world, 'it is told', () => notesOf(world, candidate).length === 1);
  expect(refusals().length).toBe(1);
});
