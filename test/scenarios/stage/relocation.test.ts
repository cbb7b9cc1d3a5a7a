import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { scoreAttempt } from '../../../testing/interviews.ts';
import { passTime } from '../../../testing/stage-candidates.ts';
import { inTime, invitationsOf, noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';
import { minute } from '../../../testing/times.ts';

let world: StageWorld;
beforeAll(async () => {
  world = await openStageWorld();
  const { stage, template } = world;
  await world.restart({ STAGE_TRIGGERS: JSON.stringify([{ job: '*', stage, template }]) });
  await untilTriggersHold(world);
  world.later(2 * minute);
});
afterAll(() => world.close());

const otherJob = () => world.spi.jobs.find(({ shortcode }) => shortcode !== world.job)?.shortcode ?? '';
const taken = (email: string) => ({ id: '', email, templateId: world.template, callbackUrl: '' });

test('an open interview goes on under the new id, without a second mail, and its result stands there', async () => {
  const email = 'relocated.open@example.test';
  const { id } = await standInStage(world, { email });
  await noteOf(world, { id }, /^Invited/);
  const moved = world.spi.people.relocate(id, otherJob(), world.stage);
  await world.spi.idle();
  world.later(61_000);
  await noteOf(world, moved, /^AI interview continues, same link/);
  // The old id is not found, again and again, which ends nothing here.
  world.later(30 * minute);
  await scoreAttempt(world, taken(email), 7.8);
  await noteOf(world, moved, /^AI interview: 78 %/);
  expect(invitationsOf(world, email)).toBe(1);
  expect(notesOf(world, moved).map((note) => note.split(/[:,]/)[0])).toEqual([
    'Invited to the AI interview',
    'AI interview continues',
    'AI interview',
  ]);
});

test('who is relocated after the result is asked about, as a candidate who returns', async () => {
  const email = 'relocated.done@example.test';
  const { id } = await standInStage(world, { email });
  await noteOf(world, { id }, /^Invited/);
  await scoreAttempt(world, taken(email), 6.1);
  await noteOf(world, { id }, /^AI interview: 61 %/);
  const moved = world.spi.people.relocate(id, otherJob(), world.stage);
  await world.spi.idle();
  world.later(61_000);
  const asked = await noteOf(world, moved, /^Already interviewed: no new invitation unless you ask for it/);
  expect(asked).toMatch(/\/again\//);
  expect(invitationsOf(world, email)).toBe(1);
});

describe('while something is being written', () => {
  afterEach(() => world.spi.behave());
  const keysOf = ({ id }: { id: string }) =>
    notesOf(world, { id }).map((note) => /Ref \w{6} (\S+) \d+$/.exec(note)?.[1]);

  test('a comment whose answer was lost is found under the new id, and is not written again', async () => {
    const email = 'relocated.lost@example.test';
    world.spi.fault({ method: 'POST', path: '/comments', how: 'drop', when: 'after', times: 1 });
    const { id } = await standInStage(world, { email });
    await noteOf(world, { id }, /^Invited/);
    const moved = world.spi.people.relocate(id, otherJob(), world.stage);
    await world.spi.idle();
    world.later(61_000);
    await noteOf(world, moved, /^AI interview continues, same link/);
    expect(keysOf(moved)).toEqual(['invited', 'continues']);
  });

  test('who was invited and has no comment yet is not invited again', async () => {
    const email = 'relocated.early@example.test';
    world.spi.fault({ method: 'POST', path: '/comments', how: { status: 429 } });
    const { id } = await standInStage(world, { email });
    await inTime(world, 'the vendor has invited', () => invitationsOf(world, email) === 1);
    const moved = world.spi.people.relocate(id, otherJob(), world.stage);
    world.spi.behave();
    await world.spi.idle();
    await noteOf(world, moved, /^Waiting/);
    await passTime(world, 'it goes on', () => keysOf(moved).includes('continues'), 5 * minute);
    expect(keysOf(moved)).toEqual(['elsewhere', 'invited', 'continues']);
    expect(invitationsOf(world, email)).toBe(1);
  });

  test('a timeline that Workable does not show is asked for again after a wait', async () => {
    const { id } = await standInStage(world, { email: 'relocated.unseen@example.test' });
    await noteOf(world, { id }, /^Invited/);
    world.spi.fault({ method: 'GET', path: '/activities', how: { status: 500 } });
    const moved = world.spi.people.relocate(id, otherJob(), world.stage);
    await world.spi.idle();
    world.later(61_000);
    const asked = () =>
      world.spi.requests.filter(({ path, status }) => path.includes(moved.id) && status === 500).length;
    await inTime(world, 'it was asked for', () => asked() > 0);
    world.spi.behave();
    await noteOf(world, moved, /^AI interview continues, same link/);
    // What is not saved is begun anew at once, again and again, and all other work rests meanwhile.
    expect(world.logLines.filter((line) => line.includes('"event":"work"'))).toEqual([]);
  });
});

test('a copy has a timeline of its own, and is another application: it waits', async () => {
  const email = 'copied@example.test';
  const { id } = await standInStage(world, { email });
  await noteOf(world, { id }, /^Invited/);
  const copied = world.spi.people.copy(id, otherJob(), world.stage);
  await world.spi.idle();
  world.later(61_000);
  await noteOf(world, copied, /^Waiting/);
  await inTime(world, 'both stay as they are', () => notesOf(world, { id }).length === 1);
  expect(invitationsOf(world, email)).toBe(1);
});

describe('where Workable fires candidate_deleted for the old id as well', () => {
  afterEach(() => world.spi.behave());

  test.each([
    ['before candidate_created for the new one', {}],
    ['after candidate_created for the new one', { reorder: 2 }],
  ])('%s, the open interview goes on under the new id, without a second mail', async (name, switches) => {
    const email = `relocated.${name.slice(0, 5)}@example.test`;
    const { id } = await standInStage(world, { email });
    await noteOf(world, { id }, /^Invited/);
    world.spi.switches({ relocateFiresDeleted: true, ...switches });
    const moved = world.spi.people.relocate(id, otherJob(), world.stage);
    await world.spi.idle();
    const events = world.spi.deliveries.filter(({ candidateId }) => [id, moved.id].includes(candidateId)).slice(-2);
    const expected = ['candidate_deleted', 'candidate_created'];
    expect(events.map(({ event }) => event)).toEqual('reorder' in switches ? expected.reverse() : expected);
    world.spi.behave();
    world.later(61_000);
    await noteOf(world, moved, /^AI interview continues, same link/);
    world.later(3 * 60 * minute);
    await scoreAttempt(world, taken(email), 7.8);
    await noteOf(world, moved, /^AI interview: 78 %/);
    expect([notesOf(world, moved).length, invitationsOf(world, email)]).toEqual([3, 1]);
  });

  test('who is not moved to a stage with a trigger is erased within a day', async () => {
    const email = 'relocated.away@example.test';
    const { id } = await standInStage(world, { email });
    await noteOf(world, { id }, /^Invited/);
    world.spi.switches({ relocateFiresDeleted: true });
    world.spi.people.relocate(id, otherJob(), 'applied');
    await world.spi.idle();
    world.later(2 * 60 * minute);
    await inTime(world, 'it is erased', () => world.logLines.some((line) => /"erasure","outcome":"gone"/.test(line)));
  });
});
