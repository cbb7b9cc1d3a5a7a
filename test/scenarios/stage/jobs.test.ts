import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { logged } from '../../../testing/operator.ts';
import { inviteCandidate, passTime, scoreCandidate, untilNotes } from '../../../testing/stage-candidates.ts';
import { invitationsOf, noteOf, standInStage } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, pass, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';
import { hour, minute } from '../../../testing/times.ts';
import { secrets, until } from '../../../testing/world.ts';

let world: StageWorld;
const other = 'OTHERJOB01';
const [internal, sample, draft] = ['INTERNAL01', 'SAMPLEJOB1', 'DRAFTJOB01'];
beforeAll(async () => {
  world = await openStageWorld();
  const { spi, job, stage, template } = world;
  spi.people.addJob({ shortcode: other, title: 'Another Job' });
  spi.people.addJob({ shortcode: internal, state: 'closed' });
  spi.people.addJob({ shortcode: sample, isSample: true });
  spi.people.addJob({ shortcode: draft });
  const triggers = [job, other, internal, sample, draft].map((each) => ({ job: each, stage, template }));
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

/** The bridge has read the jobs since. */
async function archive(): Promise<void> {
  setState('archived');
  await pass(world, hour + minute);
}

test('a job that is used internally is open; a sample and a draft are not', async () => {
  const { spi, stage } = world;
  const [open, ...shut] = [internal, sample, draft].map((job) => spi.people.create({ job, stage: 'applied' }));
  spi.people.setJobState(draft, 'draft');
  await spi.idle();
  // What the bridge knows of jobs is at most an hour old.
  world.later(hour + minute);
  for (const each of [...shut, open]) spi.people.move(each?.id ?? '', stage);
  await spi.idle();
  world.later(61_000);
  await passTime(world, 'one is invited', () => open && notesOf(world, open).length === 1, 10_000, 25);
  await pass(world);
  await pass(world);
  expect(shut.map((each) => [notesOf(world, each).length, invitationsOf(world, each.email)])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

describe('where two stages of a job have the same name', () => {
  beforeAll(() => {
    world.spi.people.splitPipeline(other);
    world.spi.people.addStage({ name: 'AI Interview', slug: 'second-interview' }, other);
    world.later(11 * minute);
  });
  const asked = (id: string) =>
    world.spi.requests.some(({ path, status }) => path === `/candidates/${id}/activities` && status === 200);
  const operator = { headers: { authorization: `Bearer ${secrets.operatorToken}` } };

  test.each([
    ['who is moved there', false, 'applied'],
    ['whose webhooks are lost', true, 'applied'],
    ['who is made there', false, 'ai-interview'],
  ])('the activities tell where a candidate stands %s', async (_, isLost, from) => {
    const { spi, stage } = world;
    spi.switches({ lose: isLost ? Number.POSITIVE_INFINITY : 0 });
    const candidate = spi.people.create({ job: other, stage: from });
    await spi.idle();
    if (from !== stage) spi.people.move(candidate.id, stage);
    await spi.idle();
    const elsewhere = spi.people.create({ job: other, stage: 'second-interview' });
    await spi.idle();
    await passTime(world, 'it is invited', () => notesOf(world, candidate).length === 1, 61_000);
    expect([asked(candidate.id), invitationsOf(world, candidate.email)]).toEqual([true, 1]);
    expect(invitationsOf(world, elsewhere.email)).toBe(0);
    spi.behave();
  });

  test('and they do not, no candidate is invited, and health says so', async () => {
    const { spi, stage } = world;
    const candidate = spi.people.create({ job: other, stage });
    const path = `/candidates/${candidate.id}/activities`;
    spi.fault({ path, how: { status: 200, body: { activities: [] } } });
    await spi.idle();
    const news = () => logged(world, 'application').filter(({ outcome }) => outcome === 'unclear');
    await passTime(world, 'it is said', () => news().length === 1, 10_000, 25);
    expect(news()).toMatchObject([{ level: 'warn', detail: 'stage' }]);
    world.later(21 * minute);
    await pass(world);
    expect([news().length, notesOf(world, candidate), invitationsOf(world, candidate.email)]).toEqual([1, [], 0]);
    const { body } = await world.ask('GET', '/api/v1/accounts/default/health', operator);
    expect(body.findings).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        text: expect.stringContaining('the stage of 1 candidate is not certain'),
      }),
    );
    spi.behave();
    world.later(11 * minute);
    await passTime(world, 'it is invited once they do', () => notesOf(world, candidate).length === 1, 61_000);
  });
});

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
  const link = /https?:\/\/\S+\/again\/\S+/.exec(notesOf(world, candidate)[0] ?? '')?.[0] ?? '';
  const opened = await fetch(link);
  expect([opened.status, await opened.text()]).toEqual([
    410,
    expect.stringContaining('The job is archived or a draft'),
  ]);
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
