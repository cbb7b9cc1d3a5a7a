import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { formIn, openWizardWorld, type WizardWorld } from '../../../testing/wizard-world.ts';
import { until } from '../../../testing/world.ts';

/** What commands say of two customers, each with the stage door alone. */
let world: ApiWorld<WizardWorld>;
let names: string[];
beforeAll(async () => {
  world = await openApiWorld(openWizardWorld());
  const { spi, job, stage, template } = world;
  const opened = async () => {
    const { name } = await world.customer({
      WORKABLE_API_TOKEN: world.newToken(),
      WORKABLE_MEMBER: spi.member.email,
      STAGE_TRIGGERS: JSON.stringify([{ job, stage, template }]),
    });
    return name;
  };
  names = [await opened(), await opened()];
  await until('the triggers hold', async () => {
    world.later(2_000);
    const { body } = await world.api('GET', '/triggers');
    const all: { is_ready: boolean }[] = body.items;
    return all.length === 2 && all.every((each) => each.is_ready);
  });
});
afterAll(() => world.close());

async function command(words: string, terminal: { columns?: number } = {}) {
  // Workable answers few requests in ten seconds.
  world.later(10_000);
  return bridgeCommand(world, words, {}, terminal);
}

it('applications of several accounts come newest first', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    ids.push(world.spi.people.create({ stage: 'applied' }).id);
    await world.spi.idle();
    world.later(1_000);
  }
  const all = async () => (await command('applications --json')).lines.map((line) => JSON.parse(line));
  await until('both accounts know them', async () => {
    const known = (await all()).map((each) => `${each.account} ${each.candidate_id}`);
    return names.every((name) => ids.every((id) => known.includes(`${name} ${id}`)));
  });
  const found = await all();
  const times = found.map((each) => Date.parse(each.created_at));
  expect(times).toEqual([...times].sort((a, b) => b - a));
  expect(new Set(found.slice(0, 2).map((each) => each.account))).toEqual(new Set(names));
  expect((await command('applications --limit 3 --json')).lines.map((line) => JSON.parse(line).id)).toEqual(
    found.slice(0, 3).map(({ id }) => id),
  );
});

it('a candidate of another stage is elsewhere, and one who was deleted is gone', async () => {
  const { id } = world.spi.people.create({ stage: 'applied' });
  await world.spi.idle();
  const rowOf = async () => (await command('applications')).lines.find((line) => line.includes(id)) ?? '';
  await until('the candidate is known', async () => (await rowOf()) !== '');
  expect(await rowOf()).toMatch(/ {2}elsewhere {2}The candidate stands in no stage that has an active trigger\.$/);
  const application = (await rowOf()).split('  ')[1] ?? '';
  expect((await command(`show ${application}`)).lines).toContainEqual(expect.stringMatching(/^state {7}elsewhere: /));
  const { body } = await world.api('GET', `/applications/${application}`);
  expect(body.state).toBe('gone');
});

it.each([
  ['triggers', /^ID +JOB +STAGE +TEMPLATE +STATE +REMARKS$/],
  ['applications', /^FIRST SEEN +APPLICATION +CANDIDATE +STATE +WHY$/],
  ['stage members customer-1', /^MEMBER +E-MAIL +ROLE +MAY +COMMENTS +RESULTS$/],
  ['stage jobs customer-1', /^JOB +TITLE +STATE$/],
])('"%s" has a head on a terminal, and none in a pipe', async (words, head) => {
  expect((await command(words, { columns: 200 })).lines[0]).toMatch(head);
  expect((await command(words)).lines[0]).not.toMatch(head);
});

it('an id of nothing is none of an interview or application', async () => {
  expect(await command('show rubbish')).toMatchObject({
    code: 1,
    text: 'There is no interview or application rubbish',
  });
});

it('a check without an answer is a warning, and says that the member is not checked either', async () => {
  const [name] = names;
  // Whatever else asks meanwhile.
  world.spi.fault({ path: '/accounts', how: { status: 429 } });
  const said = await command('stage');
  const json = await command('stage --json');
  world.spi.behave();
  expect(said.text).toMatch(
    /^warn {3}customer-1: stage door: the API token could not be checked: Workable answered 429: its rate limit is used up for the moment, which says nothing about it\. Try again after \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/m,
  );
  expect(said.lines).toContain(`warn   ${name}: stage door: WORKABLE_MEMBER could not be checked either`);
  const [first] = json.lines.map((line) => JSON.parse(line));
  expect(first).toMatchObject({ ok: true, level: 'warn', text: expect.stringContaining('429') });
  expect(said.text).toMatch(/Workable answers 49 in 10 s; today/);
});

it('a trigger is changed by one of the options that are named', async () => {
  expect((await command('triggers change customer-1_Ey-ttVNKQuqbvZcTOOuHYA')).text).toBe(
    'Say what to change: --stage, --template, --usual, --on or --off',
  );
});

it('nothing is said of the provider door, which is shut', async () => {
  for (const name of names) expect((await command(`accounts show ${name}`)).text).not.toMatch(/^missing/m);
  const { text } = await command('doctor');
  for (const name of names) expect(text).not.toMatch(new RegExp(`${name}: .*callback`, 'i'));
});

it.each([
  ['replay --state delivering --dry-run', true],
  ['replay --state failed --dry-run', false],
  ['replay --all --dry-run', false],
])('"%s" says whether applications are left out: %s', async (words, isSaid) => {
  const { code, errors } = await command(words);
  expect([code, errors.some((line) => line.startsWith('Interviews alone:'))]).toEqual([0, isSaid]);
});

it('of a paused account nothing is asked: no test sync, no sample and no invitation by a link', async () => {
  const [name = ''] = names;
  const { spi } = world;
  const { id } = spi.people.create({ stage: 'applied', email: null });
  await spi.idle();
  world.later(10_000);
  spi.people.move(id, world.stage);
  await spi.idle();
  const url = await until('there is a link', () => {
    world.later(1_000);
    const notes = spi.comments(id).map(({ body }) => /https?:\/\/\S+\/again\/\S+/.exec(body ?? '')?.[0]);
    return notes.find((each) => each?.includes(`/${name}_`));
  });
  expect((await world.api('POST', `/accounts/${name}/pause`)).status).toBe(200);
  for (const body of [{}, { sample: id }]) {
    const answer = await world.api('POST', `/accounts/${name}/test-sync`, { body });
    expect([answer.status, answer.body.message]).toEqual([503, 'This account is paused']);
  }
  const page = await fetch(url);
  const form = formIn(await page.text());
  const pressed = await fetch(url, { method: 'POST', body: new URLSearchParams({ form }) });
  expect([page.status, form === '', pressed.status]).toEqual([200, false, 503]);
  expect(await pressed.text()).toContain('Not available right now');
  expect(spi.comments(id).filter(({ body }) => body?.startsWith('Test of'))).toEqual([]);
});
