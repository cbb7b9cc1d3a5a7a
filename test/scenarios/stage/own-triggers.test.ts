import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { invitationsOf, noteOf } from '../../../testing/stage-stays.ts';
import { openStageWorld, pass, type StageWorld, untilTriggersHold } from '../../../testing/stage-world.ts';

let world: ApiWorld<StageWorld>;
let jobs: string[];
/** Who stood in the stage before there were triggers, of each job. */
let early: string[];
beforeAll(async () => {
  const opened = await openStageWorld({ STAGE_TRIGGERS: '[]' });
  jobs = opened.spi.jobs
    .filter((job) => ['published', 'closed'].includes(job.state) && !job.isSample)
    .map(({ shortcode }) => shortcode);
  early = jobs.slice(0, 2).map((job) => opened.spi.people.create({ job, stage: opened.stage }).id);
  await opened.spi.idle();
  opened.later(5 * 60_000);
  world = await openApiWorld(Promise.resolve(opened));
});
afterAll(() => world.close());

async function add(body: object): Promise<{ id: string }> {
  world.later(10_000);
  const { stage, template } = world;
  const added = await world.api('POST', '/triggers', { body: { account: 'default', stage, template, ...body } });
  expect(added.status).toBe(201);
  await untilTriggersHold(world);
  return added.body;
}

async function standing(job: string, stage: string, email: string | null) {
  const candidate = world.spi.people.create({ job, stage: 'applied', email });
  await world.spi.idle();
  world.spi.people.move(candidate.id, stage);
  await world.spi.idle();
  world.later(61_000);
  return candidate;
}

test('a trigger of all jobs leaves a job with its own alone: in a back-fill, and in a test sync', async () => {
  const [first = '', second = ''] = jobs;
  const all = await add({ job: '*' });
  await add({ job: first, active: false });
  world.later(10_000);
  const filled = await world.api('POST', '/accounts/default/back-fill', { body: { trigger: all.id } });
  const ids = filled.body.candidates.map((each: { candidate_id: string }) => each.candidate_id);
  expect([ids.includes(early[0]), ids.includes(early[1])]).toEqual([false, true]);

  const kept = await standing(first, world.stage, 'own.off@example.test');
  const invited = await standing(second, world.stage, 'own.none@example.test');
  await noteOf(world, invited, /^Invited/);
  world.later(10_000);
  const { body } = await world.api('POST', '/accounts/default/test-sync', { body: {} });
  const tested = body.items.map((each: { candidate_id: string }) => each.candidate_id);
  expect([tested.includes(kept.id), tested.filter((id: string) => id === invited.id).length]).toEqual([false, 1]);
  expect(invitationsOf(world, 'own.off@example.test')).toBe(0);
});

test('a trigger that ends invites no candidate who waited in its stage without an address', async () => {
  const [job = ''] = jobs;
  const offer = await add({ job, stage: 'offer' });
  const candidate = await standing(job, 'offer', null);
  await noteOf(world, candidate, /^Not invited: the profile has no e-mail address/);
  world.later(10_000);
  const ended = await world.api('DELETE', `/triggers/${offer.id}`, { headers: { 'if-match': '*' } });
  expect(ended.status).toBe(204);
  world.spi.people.edit(candidate.id, { email: 'late.address@example.test' });
  await pass(world);
  await noteOf(world, await standing(jobs[1] ?? '', world.stage, 'witness@example.test'), /^Invited/);
  expect(invitationsOf(world, 'late.address@example.test')).toBe(0);
});

test('an address that is none is reported as one', async () => {
  const candidate = await standing(jobs[1] ?? '', world.stage, 'not an address');
  await noteOf(world, candidate, /^Not invited: the e-mail address in the profile cannot be used/);
});
