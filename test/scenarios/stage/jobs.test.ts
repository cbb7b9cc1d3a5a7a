import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { inviteCandidate, passTime, scoreCandidate, untilNotes } from '../../../testing/stage-candidates.ts';
import { invitationsOf, noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, pass, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';
import { hour, minute } from '../../../testing/times.ts';
import { until } from '../../../testing/world.ts';

let world: StageWorld;
const other = 'OTHERJOB01';
beforeAll(async () => {
  world = await openStageWorld();
  const { spi, job, stage, template } = world;
  spi.people.addJob({ shortcode: other, title: 'Another Job' });
  const triggers = [job, other].map((each) => ({ job: each, stage, template }));
  await world.restart({ STAGE_TRIGGERS: JSON.stringify(triggers) });
  await untilTriggersHold(world);
  world.later(2 * minute);
  await inviteCandidate(world, { job: other });
});
afterAll(() => world.close());
afterEach(() => {
  setState('published');
  world.later(hour);
});

function setState(state: 'published' | 'archived'): void {
  const job = world.spi.jobs.find(({ shortcode }) => shortcode === world.job);
  if (!job) throw new Error('There is no such job');
  job.state = state;
}

/** What the bridge knows of jobs is at most an hour old. */
async function archive(): Promise<void> {
  setState('archived');
  await pass(world, hour + minute);
}

test('who comes to the stage of an archived job is invited once it is published again', async () => {
  await archive();
  const candidate = await standInStage(world);
  await inviteCandidate(world, { job: other });
  expect([notesOf(world, candidate), invitationsOf(world, candidate.email)]).toEqual([[], 0]);
  setState('published');
  await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 1, 20 * minute);
  expect(invitationsOf(world, candidate.email)).toBe(1);
});

test('whose profile is mended while the job is archived is invited once it is published again', async () => {
  const candidate = await standInStage(world, { email: null });
  await noteOf(world, candidate, /no e-mail address/);
  await archive();
  const email = 'mended.in.archive@example.test';
  world.spi.people.edit(candidate.id, { email });
  await pass(world);
  await inviteCandidate(world, { job: other });
  expect(invitationsOf(world, email)).toBe(0);
  setState('published');
  await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 2, 20 * minute);
  expect(invitationsOf(world, email)).toBe(1);
});

test('a result in an archived job is readable on our page, and told once the job is published again', async () => {
  const candidate = await inviteCandidate(world);
  setState('archived');
  await scoreCandidate(world, candidate, 7.8);
  const refused = () =>
    world.spi.requests.some(
      ({ method, path, status }) =>
        method === 'POST' && path === `/candidates/${candidate.id}/comments` && status === 403,
    );
  await until('the comment is refused', refused);
  expect(notesOf(world, candidate)).toHaveLength(1);
  setState('published');
  await passTime(world, 'it is told', () => notesOf(world, candidate).length === 2, 20 * minute);
  const [, note] = await untilNotes(world, candidate, 2);
  const report = await fetch(/https?:\/\/\S+\/reports\/\S+/.exec(note ?? '')?.[0] ?? '');
  expect([report.status, await report.text()]).toEqual([200, expect.stringContaining('78')]);
});
