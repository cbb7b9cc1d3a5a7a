import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWorld, everyItem, openApiWorld } from '../../../testing/api.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { measured } from '../../../testing/metrics.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { until } from '../../../testing/world.ts';

const dayMs = 86_400_000;
let world: ApiWorld<StageWorld>;
/** They stood in the stage before there was the trigger. */
let before: string[];
let trigger: { id: string };
beforeAll(async () => {
  const opened = await openStageWorld({ STAGE_TRIGGERS: '[]' });
  before = Array.from({ length: 33 }, () => opened.spi.people.create({ stage: opened.stage }).id);
  await opened.spi.idle();
  world = await openApiWorld(Promise.resolve(opened));
  world.later(130_000);
  const { job, stage, template } = world;
  const { body } = await world.api('POST', '/triggers', { body: { account: 'default', job, stage, template } });
  trigger = body;
  await until('the trigger holds', async () => {
    world.later(2_000);
    return (await world.api('GET', '/triggers')).body.items[0].is_ready;
  });
});
afterAll(() => world.close());

const one = async (candidateId: string, query = '') =>
  (await everyItem(world.api, `/applications?account=default${query}`, 200)).find(
    (each) => each.candidate_id === candidateId,
  );

async function findings(): Promise<{ level: string; text: string; count?: number }[]> {
  world.later(10_000);
  const { body } = await world.api('GET', '/accounts/default/health');
  return body.findings.filter(({ text }: { text: string }) => text.startsWith('stage door: '));
}

async function candidateIn(stage: string, profile: { email?: string | null } = {}) {
  const candidate = world.spi.people.create({ stage: 'applied', ...(profile as object) });
  await world.spi.idle();
  world.spi.people.move(candidate.id, stage);
  await world.spi.idle();
  return candidate;
}

describe('applications', () => {
  it('are listed without an interview too, with a reason, and as ids alone', async () => {
    const held = await one(before[0] ?? '');
    expect(held).toMatchObject({ state: 'waiting', job: world.job, stage: world.stage, enrolments: 1, entries: [] });
    expect(held.reason).toBe('The candidate stood there before there was the trigger: a back-fill invites.');
    const candidate = await candidateIn(world.stage);
    await until('the delay is told', async () => /STAGE_INVITE_DELAY/.test((await one(candidate.id))?.reason));
    const incomplete = await candidateIn(world.stage, { email: null });
    world.later(61_000);
    await until('who can be is invited', async () => (await one(candidate.id)).state === 'invited');
    await until('the other one is blocked', async () => (await one(incomplete.id)).state === 'blocked');
    expect(await one(incomplete.id, '&state=blocked')).toMatchObject({ reason: 'The profile has no e-mail address.' });
    expect(await one(candidate.id, '&state=blocked')).toBeUndefined();
    expect(await one(candidate.id, '&job=OTHER')).toBeUndefined();
    await until('it is written', async () => (await one(candidate.id)).entries[0]?.state === 'written');
    const found = await one(candidate.id);
    expect(found).toMatchObject({ interview_id: expect.any(String), entries: [{ entry: 'comments/invited:1' }] });
    const { body } = await world.api('GET', `/interviews/${found.interview_id}`);
    expect(body.origin).toMatchObject({ door: 'stage', candidate_id: candidate.id });
    world.spi.people.disqualify(incomplete.id);
    await world.spi.idle();
    await until('who has left is gone', async () => {
      world.later(2_000);
      return (await one(incomplete.id)).state === 'gone';
    });
  });

  it('come page by page, each once', async () => {
    const all = await everyItem(world.api, '/applications', 200);
    const paged = await everyItem(world.api, '/applications', 10);
    expect(paged.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(all.length).toBeGreaterThanOrEqual(before.length);
    expectError(
      await world.api('GET', '/applications?cursor=nothing'),
      400,
      'Invalid query parameter: cursor should be one that this list gave, with the same filters',
    );
  });

  it('are shown with names where that is asked for, which is logged', async () => {
    const { body } = await world.api('GET', '/applications?limit=1&reveal=true');
    expect(body.items[0].candidate).toMatchObject({ first_name: 'Lakita' });
    expect(logged(world, 'reveal').at(-1)).toMatchObject({ applicationIds: [body.items[0].id] });
  });
});

describe('a test sync', () => {
  it('says who would be invited and why not, and changes nothing', async () => {
    world.later(10_000);
    const requests = world.spi.requests.filter(({ method }) => method !== 'GET').length;
    const { status, body } = await world.api('POST', '/accounts/default/test-sync', { body: {} });
    expect([status, body.message]).toEqual([200, undefined]);
    expect(body).toMatchObject({ would_invite: 0, is_cut: false, sample_written: false });
    const held = body.items.find((each: { candidate_id: string }) => each.candidate_id === before[0]);
    expect(held).toMatchObject({
      would_invite: false,
      trigger: trigger.id,
      reason: expect.stringMatching(/back-fill/),
    });
    expect(world.spi.requests.filter(({ method }) => method !== 'GET')).toHaveLength(requests);
  });

  it('writes one comment on a candidate that is named, for administrators alone', async () => {
    world.later(10_000);
    const [sample = ''] = before;
    const given = { body: { sample }, headers: { 'idempotency-key': 'one sample' } };
    const first = await world.api('POST', '/accounts/default/test-sync', given);
    const again = await world.api('POST', '/accounts/default/test-sync', given);
    expect([first.body.sample_written, again.body.sample_written]).toEqual([true, true]);
    const comments = world.spi.comments(sample);
    expect(comments).toMatchObject([{ body: expect.stringMatching(/^Test of the AI interview/), policy: [] }]);
    expect(again.body.items).toBeUndefined();
  });

  it('writes on no candidate whom it does not list', async () => {
    const { id } = world.spi.people.create({ stage: 'applied' });
    await world.spi.idle();
    world.later(10_000);
    const answer = await world.api('POST', '/accounts/default/test-sync', { body: { sample: id } });
    expectError(
      answer,
      400,
      'Invalid field: sample should be the candidate_id of a candidate whom the test sync lists',
    );
    expect(world.spi.comments(id)).toEqual([]);
  });
});

describe('a back-fill', () => {
  const fill = async (body: object) => {
    world.later(10_000);
    return world.api('POST', '/accounts/default/back-fill', { body: { trigger: trigger.id, ...body } });
  };
  const invited = () => before.filter((id) => notesOf(world, { id }).some((note) => note.startsWith('Invited'))).length;
  const released = async () => (await world.api('GET', '/triggers')).body.items[0].back_fill;

  it('only counts and lists unless an option says more', async () => {
    const { body } = await fill({});
    expect(body).toMatchObject({ outcome: 'dry_run', waiting: before.length, minutes: 2 });
    expect(body.candidates.map((each: { candidate_id: string }) => each.candidate_id).sort()).toEqual(
      [...before].sort(),
    );
    expect(invited()).toBe(0);
    expectError(
      await fill({ trigger: 'default_nothing' }),
      400,
      'Invalid field: trigger should be the id of one of the account',
    );
  });

  it('invites 30 in a minute at most, and can be stopped', async () => {
    expect((await fill({ dry_run: false })).body.outcome).toBe('started');
    await until('30 are released', async () => (await released())?.released === 30);
    expect((await fill({ stop: true })).body).toMatchObject({ outcome: 'stopped', waiting: 3 });
    world.later(61_000);
    await until('all of them are invited', () => {
      world.later(1_000);
      return invited() === 30;
    });
    expect(await released()).toMatchObject({ state: 'stopped', released: 30 });
  });

  it('goes on with the rest', async () => {
    await fill({ dry_run: false });
    await until('everybody is invited', () => {
      world.later(1_000);
      return invited() === before.length;
    });
    expect(await released()).toMatchObject({ state: 'done' });
  });
});

describe('health', () => {
  it('says how the token, the member, webhooks, triggers and requests stand, as the doctor does', async () => {
    const found = await findings();
    expect(found.filter(({ level }) => level === 'wrong')).toEqual([]);
    const texts = found.map(({ text }) => text).join('\n');
    expect(texts).toContain('stage door: Workable accepts the API token, of Acme (acme)');
    expect(texts).toContain('stage door: WORKABLE_MEMBER is active, with the role admin');
    expect(texts).toContain('stage door: webhooks are subscribed');
    expect(texts).toContain('stage door: 1 trigger is active');
    expect(texts).toMatch(/stage door: requests to Workable: \d+ of ours/);
    expect((await bridgeCommand(world, 'doctor')).text).toContain(
      'default: stage door: Workable accepts the API token',
    );
  });

  it('names a scope that is missing, and a member who may not write', async () => {
    const { spi } = world;
    const token = world.env.WORKABLE_API_TOKEN ?? '';
    spi.tokens.setScopes(token, ['r_jobs', 'w_candidates', 'r_account']);
    const texts = (await findings()).map(({ text }) => text).join('\n');
    expect(texts).toContain('lacks the scope r_candidates (403)');
    spi.tokens.setScopes(token, ['r_jobs', 'r_candidates', 'w_candidates', 'r_account']);
    const member = spi.members.find(({ id }) => id === spi.member.id);
    Object.assign(member ?? {}, { isActive: false });
    expect((await findings()).map(({ text }) => text).join('\n')).toContain('WORKABLE_MEMBER is inactive');
    Object.assign(member ?? {}, { isActive: true });
    const roles = spi.permissions['ats:collab:candidates:comment'] ?? [];
    spi.permissions['ats:collab:candidates:comment'] = ['reviewer'];
    expect((await findings()).map(({ text }) => text).join('\n')).toContain('may not comment as admin');
    spi.permissions['ats:collab:candidates:comment'] = roles;
  });
});

describe('after more than 7 days away', () => {
  it('no candidate is invited before an operator says so', async () => {
    const { spi } = world;
    spi.fault({ path: '/candidates', how: 'drop', times: 1 });
    world.later(8 * dayMs);
    await until('it is noted', async () => (await findings()).some(({ text }) => text.includes('was not heard of')));
    const candidate = await candidateIn(world.stage);
    world.later(61_000);
    await until('it waits', async () => /7 days/.test((await one(candidate.id))?.reason ?? ''));
    expect(notesOf(world, candidate)).toEqual([]);
    const { body } = await world.api('POST', '/accounts/default/invitations/resume');
    expect(body).toEqual({ account: 'default', outcome: 'resumed' });
    await until('the invitation is told', () => {
      world.later(1_000);
      return notesOf(world, candidate).length === 1;
    });
    const again = await world.api('POST', '/accounts/default/invitations/resume');
    expect(again.body.outcome).toBe('not_waiting');
  });
});

it('commands say and do the same as the API', async () => {
  const { lines } = await bridgeCommand(world, 'triggers');
  expect(lines[0]).toMatch(new RegExp(`^${trigger.id}  ${world.job}  ${world.stage}  .*  active`));
  const listed = await bridgeCommand(world, 'applications --limit 3 --json');
  const { body } = await world.api('GET', '/applications?limit=3');
  expect(listed.lines.map((line) => JSON.parse(line).id)).toEqual(body.items.map(({ id }: { id: string }) => id));
  world.later(10_000);
  expect((await bridgeCommand(world, 'stage test-sync default')).lines.at(-1)).toMatch(/ of \d+ would be invited/);
  const shown: string[] = [];
  const showProgress = (line: string) => void shown.push(line);
  const filled = await bridgeCommand(world, ['stage', 'back-fill', 'default', trigger.id], {}, { showProgress });
  expect(shown.at(-1)).toMatch(/^\[#{20}\] candidates read: (\d+) of \1$/);
  expect(filled.text).toContain('0 candidates would be invited. Nothing was changed; --yes starts it');
  expect((await bridgeCommand(world, 'stage refresh default')).text).toContain('default: jobs, stages and webhooks');
  expect((await bridgeCommand(world, 'stage resume default')).text).toContain('nothing waits for that');
  expect((await bridgeCommand(world, 'stage resume other')).code).toBe(2);
  expect((await bridgeCommand(world, 'history')).text).toContain('refreshed the triggers');
});

it.each([
  [40, 'ok', 0, 1],
  [20, 'warn', 604_800, 21 * 86_400],
  [5, 'wrong', 1, 6 * 86_400],
])('a token that expires in %i days is %s', async (days, level, least, most) => {
  const expires = new Date(world.clock.now() + days * dayMs + dayMs / 2).toISOString().replace(/\.\d+Z$/, 'Z');
  await world.restart({ WORKABLE_API_TOKEN_EXPIRES: expires });
  const finding = (await findings()).find(({ text }) => text.includes('the API token expires'));
  expect(finding).toMatchObject({ level, text: expect.stringContaining(`in ${days} days`) });
  const seconds = await measured(world, 'bridge_token_expires_seconds', { account: 'default' });
  expect(seconds).toBeGreaterThanOrEqual(least);
  expect(seconds).toBeLessThan(most);
});
