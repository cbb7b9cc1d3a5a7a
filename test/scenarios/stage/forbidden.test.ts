import { afterAll, beforeAll, expect, test } from 'vitest';
import { logged } from '../../../testing/operator.ts';
import { dragCandidate, inviteCandidate, passTime, untilNotes } from '../../../testing/stage-candidates.ts';
import { notesOf, openStageWorld, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
let triggers: string;
/** In whose hiring team the member is not. */
const closed = 'CLOSEDTOUS';
beforeAll(async () => {
  world = await openStageWorld({ STAGE_TRIGGERS: '[]' });
  const { spi, stage, template, job } = world;
  spi.people.addJob({ shortcode: closed, title: 'Secret Job' });
  spi.member.isSuperAdmin = false;
  const [open] = spi.jobs;
  if (open) open.team[spi.member.id] = 'admin';
  triggers = JSON.stringify([closed, job].map((shortcode) => ({ job: shortcode, stage, template })));
  await world.restart({ STAGE_TRIGGERS: triggers });
  await untilTriggersHold(world);
});
afterAll(() => world.close());

function triesIn(job: string): number {
  const ids = world.spi.candidates().flatMap(({ id, jobShortcode }) => (jobShortcode === job ? id : []));
  return world.spi.requests.filter(
    ({ method, path }) => method === 'POST' && ids.some((id) => path === `/candidates/${id}/comments`),
  ).length;
}

const parkings = () => logged(world, 'connection').filter(({ outcome }) => outcome === 'parked');

test('a job in which the member may not write costs three tries, is parked and said once; other jobs go on', async () => {
  const { spi, stage } = world;
  const many = Array.from({ length: 8 }, () => spi.people.create({ job: closed, stage: 'applied' }));
  await spi.idle();
  for (const { id } of many) spi.people.move(id, stage);
  await spi.idle();
  world.later(61_000);
  await until('it is refused', () => triesIn(closed) > 0);
  expect(triesIn(closed)).toBe(1);

  const other = await inviteCandidate(world);
  await passTime(world, 'it is parked', () => parkings().length > 0, 10_000);
  expect(triesIn(closed)).toBe(3);
  expect(parkings()).toMatchObject([{ level: 'error', account: 'default' }]);
  expect(notesOf(world, other)).toHaveLength(1);

  // One of the eight tries each hour.
  world.later(60 * 60_000);
  await until('it is tried again', () => triesIn(closed) === 4);
  await inviteCandidate(world);
  expect(triesIn(closed)).toBe(4);
  expect(parkings()).toHaveLength(1);

  // A person adds the member to the hiring team.
  const job = spi.jobs.find(({ shortcode }) => shortcode === closed);
  if (job) job.team[spi.member.id] = 'admin';
  await passTime(world, 'everything is told', () => many.every((each) => notesOf(world, each).length === 1), 300_000);
  expect(logged(world, 'connection').filter(({ outcome }) => outcome === 'unparked')).toHaveLength(1);
});

test('a member who is inactive writes nothing, and what waits is written under another one', async () => {
  const { spi } = world;
  spi.member.isActive = false;
  await world.restart({ STAGE_TRIGGERS: triggers });
  world.later(10_000);
  const candidate = await dragCandidate(world);
  await passTime(world, 'it is parked', () => parkings().length === 2, 10_000, 25);
  expect(notesOf(world, candidate)).toEqual([]);
  const ada = spi.members.find(({ name }) => name === 'Ada Admin');
  await world.restart({ STAGE_TRIGGERS: triggers, WORKABLE_MEMBER: ada?.email ?? '' });
  const later = await dragCandidate(world);
  await untilNotes(world, later, 1);
  world.later(60 * 60_000);
  await untilNotes(world, candidate, 1);
});
