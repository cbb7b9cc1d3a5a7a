import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { found } from '../../../testing/canaries.ts';
import { type Browser, browserOf, type ConsoleAnswer } from '../../../testing/console.ts';
import { makeManaged } from '../../../testing/managed-account.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { notesOf, openStageWorld, type StageWorld } from '../../../testing/stage-world.ts';
import { secrets, until } from '../../../testing/world.ts';

let world: StageWorld;
let browser: Browser;
/** They stood in the stage before there was the trigger. */
let before: string[];
const path = '/operator/accounts/default';
beforeAll(async () => {
  world = await openStageWorld({ STAGE_TRIGGERS: '[]', DATA_KEY: 'a-data-key-of-32-characters-00000' });
  before = Array.from({ length: 3 }, () => world.spi.people.create({ stage: world.stage }).id);
  await world.spi.idle();
  world.later(130_000);
  browser = browserOf(world);
  await browser.logIn();
});
afterAll(async () => {
  await world.close();
  const answers = browser.answers.filter((text) => !text.includes('Lakita'));
  expect(found([...world.logLines, ...answers].join('\n'), [...Object.values(secrets), 'stage-door-token-of'])).toEqual(
    [],
  );
});

/** In another window of requests. */
function get(page = ''): Promise<ConsoleAnswer> {
  world.later(10_000);
  return browser.get(`${path}${page}`);
}
async function submit(page: ConsoleAnswer, to: string, fields: Record<string, string> = {}): Promise<ConsoleAnswer> {
  world.later(10_000);
  return browser.submit(page, `${path}${to}`, fields);
}
const lastLine = async () => (await bridgeCommand(world, 'history --account default --limit 1')).lines[0];
const triggerIn = ({ text }: ConsoleAnswer) => /\/triggers\/(default_[\w-]+)\/(?:on|off|remove)/.exec(text)?.[1] ?? '';
const ready = () =>
  inTime(world, 'the trigger holds', async () => {
    const page = await get('/triggers');
    return !page.text.includes('being noted first') && page;
  });

describe('a trigger', () => {
  it('is added for a stage of a job, and for one that there is', async () => {
    const first = await get('/triggers');
    expect(first.text).toContain(`<option value="${world.job}">`);
    const page = await get(`/triggers?job=${world.job}`);
    expect(page.text).toContain(`<option value="${world.stage}">`);
    expect((await submit(page, '/triggers/add', { stage: 'nowhere', template: world.template })).status).toBe(400);
    const added = await submit(page, '/triggers/add', { stage: world.stage, template: world.template });
    expect(added.text).toContain('The trigger is added: who comes there is invited.');
    expect(added.text).toContain('<span class="chip good">On</span>');
    expect(await lastLine()).toMatch(/added the trigger: 1 \(default_.*\), by operator$/);
    expect((await submit(page, '/triggers/add', { stage: world.stage, template: world.template })).status).toBe(409);
  });

  it('is switched off and on, and has another interview', async () => {
    const page = await get('/triggers');
    const id = triggerIn(page);
    const off = await submit(page, `/triggers/${id}/off`);
    expect(off.text).toContain('<span class="chip plain">Off</span>');
    expect((await submit(off, `/triggers/${id}/on`)).text).toContain('<span class="chip good">On</span>');
    expect((await submit(page, `/triggers/${id}/template`, { template: 'unknown' })).status).toBe(400);
    expect((await submit(page, `/triggers/${id}/template`, { template: world.template })).text).toContain(
      'another interview',
    );
    expect(await lastLine()).toMatch(/changed the trigger: 1 \(default_.*\), by operator$/);
  });

  it('has who stood there before invited by a back-fill, which is counted first', async () => {
    const id = triggerIn(await ready());
    const page = await get(`/triggers/${id}/back-fill`);
    expect(page.text).toContain('3 candidates stood there before.');
    for (const each of before) expect(page.text).toContain(`<code>${each}</code>`);
    const started = await submit(page, `/triggers/${id}/back-fill/start`);
    expect(started.text).toContain('The back-fill has begun.');
    // The worker may have let some out by now, or all.
    const [, state] =
      /<label for="released">[0-3] of [0-3] have been let out, (running|done)</.exec(started.text) ?? [];
    expect(state).toBeDefined();
    expect(started.text.includes(`hx-get="${path}/triggers/${id}/back-fill"`)).toBe(state === 'running');
    expect(await lastLine()).toMatch(/started a back-fill: 1 .*, by operator$/);
    await submit(page, `/triggers/${id}/back-fill/start`);
    const stopped = await browser.post(`${path}/triggers/${id}/back-fill/stop`, await browser.signed());
    expect(stopped.location).toBe(`${path}/triggers`);
    expect(await lastLine()).toMatch(/stopped a back-fill: 1 .*, by operator$/);
  });

  it('is removed, and jobs are looked at now', async () => {
    const page = await get('/triggers');
    const id = triggerIn(page);
    expect((await submit(page, `/triggers/${id}/remove`)).text).toContain('The trigger is removed.');
    expect(await lastLine()).toMatch(/removed the trigger: 1 .*, by operator$/);
    expect((await submit(page, `/triggers/${id}/off`)).status).toBe(404);
    expect((await submit(page, '/triggers/refresh')).text).toContain('Jobs and stages are looked at');
    expect(await lastLine()).toMatch(/refreshed the triggers, by operator$/);
  });
});

describe('a test sync', () => {
  beforeAll(async () => {
    const page = await get(`/triggers?job=${world.job}`);
    await submit(page, '/triggers/add', { stage: world.stage, template: world.template });
  });

  it('lists who would be invited and why not, without names', async () => {
    expect((await get('/test-sync')).text).not.toContain(before[0]);
    const { text } = await get('/test-sync?list=yes');
    expect(text).toMatch(/<b>0 of \d+<\/b> would be invited/);
    expect(text).toContain(`<code>${before[0]}</code>`);
    expect(text).not.toContain('Lakita');
  });

  it('has names after "Reveal" alone, which is written down', async () => {
    const { text } = await submit(await get('/test-sync?list=yes'), '/test-sync/reveal');
    expect(text).toContain('Lakita');
    expect(logged(world, 'reveal').at(-1)).toMatchObject({ applicationIds: [1, 2, 3].map(() => expect.any(String)) });
    expect(await lastLine()).toMatch(/revealed candidates: 3 .*, by operator$/);
  });

  it('writes one sample comment', async () => {
    const page = await get('/test-sync?list=yes');
    const known = notesOf(world, { id: before[0] ?? '' }).length;
    const { text } = await submit(page, '/test-sync/sample', { sample: before[0] ?? '' });
    expect(text).toContain('A sample comment was written about');
    expect(notesOf(world, { id: before[0] ?? '' })).toHaveLength(known + 1);
    expect(await lastLine()).toMatch(/wrote a sample comment: 1 .*, by operator$/);
  });
});

describe('members', () => {
  it('are listed with what they may do, and named after "Reveal" alone', async () => {
    const page = await get('/members');
    expect(page.text).toContain(`<code>${world.spi.member.id}</code>`);
    expect(page.text).not.toContain('@');
    const { text } = await submit(page, '/members/reveal');
    expect(text).toContain(world.spi.member.email);
    expect(logged(world, 'reveal').at(-1)).toMatchObject({ memberIds: expect.arrayContaining([world.spi.member.id]) });
    expect(await lastLine()).toMatch(/revealed members: \d+, by operator$/);
  });
});

it('the account shows its triggers and the use of the rate, and lets invitations out', async () => {
  const { text } = await get();
  expect(text).toContain('1 trigger on, 0 off');
  const [, allowed] = /<dt>Workable answers<\/dt><dd>(\d+) in 10 s<\/dd>/.exec(text) ?? [];
  const health = await get('/health');
  expect(health.text).toMatch(/chip good">Fine<\/span> <span dir="auto">stage door: requests to Workable: \d+ of ours/);
  expect(health.text).toContain(`Workable answers ${allowed} in 10 s`);
  const sent = await browser.post(`${path}/invitations/resume`, await browser.signed());
  expect((await browser.get(sent.location ?? '')).text).toContain('Nothing waited for that.');
});

it('a token of the API is checked before an account has it, and not kept', async () => {
  await makeManaged(world, 'acme');
  const settings = '/operator/accounts/acme/settings';
  const page = await until('the bridge knows the account', async () => {
    const found = await browser.get(settings);
    return found.status === 200 && found;
  });
  const check = async (token: string) => {
    world.later(10_000);
    return (await browser.submit(page, '/operator/accounts/acme/api-token/check', { token })).text;
  };
  const value = 'stage-door-token-of-acme-0123456789';
  world.spi.tokens.add({ kind: 'oauth', value, appSecret: value });
  expect(await check(value)).toContain('Workable accepts the token. It is for Acme (acme).');
  expect(await check('made-up-token-0123456789')).toContain('Workable does not accept this token (401).');
  expect(await check('two words')).toContain('This does not look like a token');
  expect((await browser.get(settings)).text).not.toContain('<code>WORKABLE_API_TOKEN</code></a>');
});

it('pages say what is wrong while Workable does not answer', async () => {
  world.spi.fault({ method: 'GET', path: '/jobs', how: { status: 500, body: { error: '<b>down</b>' } } });
  const { status, text } = await get('/triggers?job=ANY');
  world.spi.behave();
  expect([status, text]).toEqual([
    200,
    expect.stringMatching(/Workable lists no job ANY|Workable does not list its jobs/),
  ]);
  expect(text).not.toContain('<b>down');
});
