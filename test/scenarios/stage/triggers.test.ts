import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

let world: ApiWorld<StageWorld>;
const misspelt = [
  { job: 'B3627BCF5D', stage: 'on-sight' },
  { job: 'NOTHERE', stage: 'on-site' },
  { job: '*', stage: 'on-sit' },
];
beforeAll(async () => {
  const opened = await openStageWorld({ STAGE_TRIGGERS: '[]' });
  const { job, template } = opened;
  await opened.restart({
    STAGE_TRIGGERS: JSON.stringify([{ job, stage: 'on-site', template }, ...misspelt]),
    STAGE_NAME: 'AI Interview',
    STAGE_TEMPLATE: template,
  });
  world = await openApiWorld(Promise.resolve(opened));
});
afterAll(() => world.close());

type Trigger = {
  id: string;
  job: string;
  stage: string;
  state: string;
  is_ready: boolean;
  stage_is_gone: boolean;
  question?: string;
  alike?: string;
};

async function triggers(): Promise<Trigger[]> {
  const { body } = await world.api('GET', '/triggers?account=default');
  return body.items;
}

const triggerAt = async (job: string, stage: string) =>
  (await triggers()).find((each) => each.job === job && each.stage === stage);

async function add(body: object, headers: Record<string, string> = {}) {
  world.later(10_000);
  return world.api('POST', '/triggers', { body: { account: 'default', ...body }, headers });
}

async function change({ id }: { id: string }, body: object, etag = '*') {
  world.later(10_000);
  return world.api('PATCH', `/triggers/${id}`, { body, headers: { 'if-match': etag } });
}

/** Who stood there before is known: from then on candidates are invited. */
async function untilReady({ id }: { id: string }): Promise<void> {
  await until('the trigger holds', async () => {
    // Requests to Workable wait for the next window, by the clock of the test.
    world.later(2_000);
    return (await triggers()).some((each) => each.id === id && each.is_ready);
  });
}

async function candidateIn(stage: string, job = world.job) {
  const candidate = world.spi.people.create({ job, stage: 'applied' });
  await world.spi.idle();
  world.spi.people.move(candidate.id, stage);
  await world.spi.idle();
  world.later(61_000);
  return candidate;
}

describe('a trigger that is added', () => {
  it('has candidates invited who come from then on, and none who stood there before', async () => {
    const before = world.spi.people.create({ stage: 'offer' });
    world.later(130_000);
    const { status, body, headers } = await add({ job: world.job, stage: 'offer', template: world.template });
    expect([status, body.message]).toEqual([201, undefined]);
    expect(body).toMatchObject({ job: world.job, stage: 'offer', state: 'active', is_fixed: false });
    expect(headers.get('location')).toBe(`/api/v1/triggers/${body.id}`);
    await untilReady(body);
    const candidate = await candidateIn('offer');
    await until('the invitation is told', () => notesOf(world, candidate).length === 1);
    expect(notesOf(world, before)).toEqual([]);
    const { lines } = await bridgeCommand(world, 'history');
    expect(lines.join('\n')).toContain(`added the trigger: 1 (${body.id}), by api`);
  });

  it('is made once for an Idempotency-Key, and refused where there is one', async () => {
    const given = { job: world.job, stage: 'sourced' };
    const first = await add(given, { 'idempotency-key': 'sourced' });
    const again = await add(given, { 'idempotency-key': 'sourced' });
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expectError(await add(given), 409, `There is a trigger of this job and stage already: ${first.body.id}`);
  });

  it.each([
    [{ job: 'nothere1', stage: 'offer' }, 400, /^Invalid field: job should be the shortcode/],
    [{ job: '9CD658E13E', stage: 'nowhere' }, 400, /^Invalid field: stage should be one of the job's stages: sourced/],
    [{ job: '9CD658E13E', stage: 'hired', template: 'nothing' }, 400, /^Invalid field: template should be/],
    [{ job: 'a b', stage: 'offer' }, 400, /^Invalid field: job should be/],
    [{ job: '*', stage: 'offer', active: 'yes' }, 400, /^Invalid field: active/],
    [{ job: '*', stage: 'offer', colour: 'red' }, 400, /^Unknown field: colour/],
    [{ job: '*', stage: 'offer', account: 'other' }, 400, /^Invalid field: account should be the name/],
  ])('is refused where it is wrong: %o', async (body, status, message) => {
    const answer = await add(body);
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(message)]);
  });

  it('is changed with If-Match alone, and invites no candidate while it is off', async () => {
    const { body } = await add({ job: world.job, stage: 'phone-screen' });
    const path = `/triggers/${body.id}`;
    expectError(
      await world.api('PATCH', path, { body: { active: false } }),
      428,
      'Missing header: If-Match should be the ETag of what is to be changed',
    );
    expect((await change(body, { active: false }, '"other"')).status).toBe(412);
    const off = await change(body, { active: false });
    expect(off.body).toMatchObject({ id: body.id, state: 'off' });
    const candidate = await candidateIn('phone-screen');
    const other = await candidateIn('offer');
    await until('another is invited', () => notesOf(world, other).length === 1);
    expect(notesOf(world, candidate)).toEqual([]);
    const removed = await world.api('DELETE', path, { headers: { 'if-match': off.headers.get('etag') ?? '' } });
    expect(removed.status).toBe(204);
    expect(await triggerAt(world.job, 'phone-screen')).toBeUndefined();
    expect((await change(body, { active: true })).status).toBe(404);
  });
});

it('a trigger of the settings is listed as fixed, and changed there alone', async () => {
  const fixed = await triggerAt(world.job, 'on-site');
  expect(fixed).toMatchObject({ is_fixed: true, state: 'active', template: world.template });
  const answer = await change({ id: fixed?.id ?? '' }, { active: false });
  expectError(answer, 409, 'The trigger stands in STAGE_TRIGGERS: change it there');
  const taken = await add({ job: world.job, stage: 'on-site' });
  expectError(taken, 409, `There is a trigger of this job and stage already: ${fixed?.id}`);
});

it('a trigger of the settings whose stage or job Workable does not have is named by health', async () => {
  const wrong = await inTime(world, 'all jobs are looked at', async () => {
    const { body } = await world.api('GET', '/accounts/default/health');
    const findings: { level: string; text: string }[] = body.findings;
    const texts = findings.flatMap(({ level, text }) => (level === 'wrong' ? text : []));
    return texts.some((text) => text.includes('no job has')) && texts;
  });
  expect(wrong).toEqual([
    'stage door: on-sight is no stage of the job B3627BCF5D: no candidate is interviewed by that trigger; correct STAGE_TRIGGERS',
    'stage door: Workable has no job NOTHERE: no candidate is interviewed by that trigger; correct STAGE_TRIGGERS',
    'stage door: no job has a stage on-sit, which may be on-site by now: no candidate is interviewed by that trigger; correct STAGE_TRIGGERS',
  ]);
});

describe('a stage with the name that was set', () => {
  let last = 0;

  it('makes its job a pending trigger, which invites no candidate before a person says yes', async () => {
    await refresh();
    const found = await until('it is found', () => triggerAt(world.job, 'ai-interview'));
    expect(found).toMatchObject({ state: 'pending', question: expect.stringContaining('name that was set') });
    const early = await candidateIn('ai-interview');
    const other = await candidateIn('offer');
    await until('another is invited', () => notesOf(world, other).length === 1);
    expect(notesOf(world, early)).toEqual([]);
    // Lists and webhooks may be behind: who changed since the yes would be taken for one who comes.
    world.later(130_000);
    const yes = await change(found, { active: true });
    expect(yes.body).toMatchObject({ state: 'active', template: world.template });
    expect(yes.body.question).toBeUndefined();
    await untilReady(found);
    const late = await candidateIn('ai-interview');
    await until('the invitation is told', () => notesOf(world, late).length === 1);
    expect(notesOf(world, early)).toEqual([]);
  });

  it('is kept while it is renamed, and asks a question once it is gone', async () => {
    const { spi } = world;
    const job = spi.people.addJob({ shortcode: 'ABCDEF0123' }).shortcode;
    spi.people.splitPipeline(job);
    await refresh();
    const found = await until('it is found', () => triggerAt(job, 'ai-interview'));
    await change(found, { active: true });
    spi.people.renameStage('ai-interview', 'Robot talk', job);
    await refresh();
    expect(await triggerAt(job, 'ai-interview')).toMatchObject({ state: 'active' });
    spi.people.removeStage('ai-interview', job);
    spi.people.addStage({ name: 'AI Interview 2' }, job);
    await refresh();
    const asked = await until('it asks', async () => {
      const each = await triggerAt(job, 'ai-interview');
      return each?.state === 'pending' && each;
    });
    expect(asked).toMatchObject({ alike: 'ai-interview-2', question: expect.stringContaining('ai-interview-2') });
    spi.people.removeStage('ai-interview-2', job);
    await refresh();
    await until('there is nothing alike', async () => {
      const each = await triggerAt(job, 'ai-interview');
      return each?.question === 'The stage was removed.';
    });
  });

  it('of a trigger of all jobs is looked after too: one that no job has any more asks a question', async () => {
    const { spi } = world;
    const job = spi.people.addJob({ shortcode: 'ABCDEF0456' }).shortcode;
    spi.people.splitPipeline(job);
    spi.people.addStage({ name: 'Robot' }, job);
    const { body } = await add({ job: '*', stage: 'robot' });
    const state = async () => (await triggers()).find(({ id }) => id === body.id);
    await refresh();
    // The other jobs have no such stage, and need none.
    expect(await state()).toMatchObject({ state: 'active' });
    spi.people.removeStage('robot', job);
    spi.people.addStage({ name: 'Robot 2' }, job);
    await refresh();
    expect(await until('it asks', async () => (await state())?.question && state())).toMatchObject({
      state: 'pending',
      alike: 'robot-2',
    });
    spi.people.removeStage('robot-2', job);
    await refresh();
    await until('there is nothing alike', async () => (await state())?.question === 'The stage was removed.');
    expect((await state())?.stage_is_gone).toBe(true);
  });

  it('has a subscription that is lost made again with the same request', async () => {
    const { spi } = world;
    const [lost] = spi.subscriptions();
    spi.expireSubscription(lost?.id ?? 0);
    await refresh();
    await until('there are three again', () => {
      world.later(2_000);
      return spi.subscriptions().length === 3;
    });
    expect(spi.subscriptions().map(({ target }) => target)).not.toContain(lost?.target);
  });

  async function refresh(): Promise<void> {
    // The last job of all says when the pass is through. What was read is not asked for again within half a minute.
    last += 1;
    const { shortcode } = world.spi.people.addJob({ shortcode: `ZZZ${last}` });
    world.later(40_000);
    const { status } = await world.api('POST', '/accounts/default/triggers/refresh');
    expect(status).toBe(202);
    await until('it is done', () => {
      world.later(2_000);
      return triggerAt(shortcode, 'ai-interview');
    });
  }
});
