import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { templatesOf } from '../../../testing/interviews.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { inTime } from '../../../testing/stage-stays.ts';
import { openWizardWorld, type WizardWorld } from '../../../testing/wizard-world.ts';

let world: ApiWorld<WizardWorld>;
let name: string;
let token: string;
beforeAll(async () => {
  world = await openApiWorld(openWizardWorld());
  token = world.newToken();
  ({ name } = await world.customer({ WORKABLE_API_TOKEN: token, WORKABLE_MEMBER: world.spi.member.email }));
});
afterAll(() => world.close());

async function command(words: string) {
  // Workable answers few requests in ten seconds.
  world.later(10_000);
  return bridgeCommand(world, words);
}

async function api(method: string, path: string, options: { body?: object } = {}) {
  world.later(10_000);
  return world.api(method, `/accounts/${name}${path}`, options);
}

describe('members', () => {
  it('are listed by id and role, and with names where that is asked for, which is logged', async () => {
    const { status, body } = await api('GET', '/members');
    expect([status, body.is_cut]).toEqual([200, false]);
    const { id } = world.spi.member;
    expect(body.items[0]).toEqual({
      id,
      role: 'admin',
      is_active: true,
      may_comment: true,
      may_evaluate: true,
      reads_comments: 'yes',
      reads_results: 'yes',
    });
    expect(logged(world, 'reveal')).toEqual([]);
    const revealed = await api('GET', '/members?reveal=true');
    expect(revealed.body.items[0]).toMatchObject({ name: 'Interview Bridge', email: world.spi.member.email });
    expect(logged(world, 'reveal')).toMatchObject([{ account: name, memberIds: expect.arrayContaining([id]) }]);
    const byRole = Object.fromEntries(revealed.body.items.map((each: { name: string }) => [each.name, each]));
    expect(byRole['Sam Standard']).toMatchObject({ reads_comments: 'yes', reads_results: 'in_some_jobs' });
    expect(byRole['Eve External']).toMatchObject({ may_evaluate: false, reads_comments: 'no', reads_results: 'no' });
    expect(byRole['Gus Gone']).toMatchObject({ is_active: false, reads_comments: 'no', reads_results: 'no' });
  });

  it('are the same for the command, and need a token', async () => {
    const { code, lines } = await command(`stage members ${name}`);
    expect([code, lines.at(-1)]).toEqual([0, '8 in all']);
    expect(lines[0]).toMatch(/^Interview Bridge {2}interview\.bridge@\S+ {2}admin {2}comment, evaluate {2}yes {2}yes/);
    expect((await command('stage members default')).code).toBe(2);
    expectError(
      await world.api('GET', '/accounts/default/members'),
      409,
      'Account default has no WORKABLE_API_TOKEN, which opens the stage door',
    );
  });

  it('are refused as Workable refuses them', async () => {
    world.spi.fault({ path: '/members', how: { status: 403 }, times: 1 });
    expectError(await api('GET', '/members'), 502, 'Workable answered 403');
  });
});

describe('health', () => {
  const says = async (settings: Record<string, string | null> = {}) => {
    if (Object.keys(settings).length > 0) {
      const { headers } = await world.api('GET', `/accounts/${name}`);
      const change = { body: { settings }, headers: { 'if-match': headers.get('etag') ?? '' } };
      expect((await world.api('PATCH', `/accounts/${name}`, change)).status).toBe(200);
    }
    const { body } = await api('GET', '/health');
    return body.findings.map(({ level, text }: { level: string; text: string }) => `${level} ${text}`).join('\n');
  };

  it('says of the member what is wrong, and what to do', async () => {
    const { spi } = world;
    expect(await says({ WORKABLE_MEMBER: null })).toMatch(
      /^wrong .*WORKABLE_MEMBER is not set, so nothing can be written/m,
    );
    expect(await says({ WORKABLE_MEMBER: 'no.one@acme.example.test' })).toMatch(
      /^wrong .*is no member of this account/m,
    );
    const roles = spi.permissions['ats:collab:candidates:evaluate'] ?? [];
    spi.permissions['ats:collab:candidates:evaluate'] = ['reviewer'];
    expect(await says({ WORKABLE_MEMBER: spi.member.email })).toMatch(/^ok .*WORKABLE_MEMBER is active/m);
    expect(await says({ WORKABLE_MEMBER_IS_SERVICE: 'true' })).toMatch(/^wrong .*may not evaluate as admin/m);
    spi.permissions['ats:collab:candidates:evaluate'] = roles;
  });

  it('asks for the subdomain where a token is for several companies', async () => {
    const accounts = ['acme', 'beta'].map((subdomain) => ({ id: subdomain, name: subdomain, subdomain }));
    world.spi.fault({ path: /^\/accounts$/, how: { status: 200, body: { accounts } } });
    const { name: other } = await world.customer({ WORKABLE_API_TOKEN: world.newToken() });
    const words = /identify fails and is tried again: .*for several accounts: set WORKABLE_SUBDOMAIN/;
    await inTime(world, 'it is said', async () => {
      const { body } = await world.api('GET', `/accounts/${other}/health`);
      return body.findings.some(({ text }: { text: string }) => words.test(text));
    });
    world.spi.behave();
  });

  it('says of the token what is wrong, and what to do', async () => {
    const { spi } = world;
    spi.tokens.setScopes(token, ['r_candidates', 'w_candidates', 'r_account']);
    expect(await says()).toMatch(
      /^wrong .*the API token lacks the scope r_jobs \(403\)\. Needed are r_jobs, r_candidates and w_candidates/m,
    );
    spi.tokens.setScopes(token, ['r_jobs', 'r_candidates', 'w_candidates', 'r_account']);
    spi.fault({ path: '/accounts', how: { status: 404 } });
    expect(await says()).toMatch(/^wrong .*the API token belongs to another account \(404\)/m);
    spi.behave();
    spi.tokens.expireAt(token, spi.clock.now());
    expect(await says()).toMatch(/^wrong .*Workable does not accept the API token \(401\).*Make another one/m);
    spi.tokens.expireAt(token, spi.clock.now() + 1e10);
  });
});

describe('a token that the account does not have yet', () => {
  const file = join(tmpdir(), `token-of-a-test-${process.pid}`);

  it.each([
    ['one of the company', () => world.newToken(), { outcome: 'accepted', companies: [{ subdomain: 'acme' }] }, /Acme/],
    ['one that is made up', () => 'made-up-token', { outcome: 'refused' }, /does not accept it \(401\)/],
    ['two words', () => 'two words', { outcome: 'not_a_token' }, /one line of visible ASCII/],
    [
      'one without a scope',
      () => world.newToken({ scopes: ['r_jobs'] }),
      { outcome: 'lacks_scopes', lacks: ['r_candidates'] },
      /lacks the scope r_candidates \(403\)/,
    ],
  ])('such as %s is looked at, by API and command, and is not kept', async (_what, given, answer, words) => {
    const text = given();
    const { status, body } = await api('POST', '/api-token/check', { body: { token: text } });
    expect([status, body]).toEqual([200, expect.objectContaining({ outcome: answer.outcome })]);
    expect(body).toMatchObject(answer);
    await writeFile(file, `${text}\n`);
    const said = await command(`stage check-token ${name} --token-file ${file}`);
    expect(said.text).toMatch(words);
    expect(said.code === 0).toBe(answer.outcome === 'accepted');
    expect(world.logLines.join('\n')).not.toContain(text);
    const shown = await world.api('GET', `/accounts/${name}`);
    expect(shown.body.settings.WORKABLE_API_TOKEN).toEqual({ set: true, ends: `…${token.slice(-4)}` });
  });

  it('is not judged while the rate limit is used up', async () => {
    await writeFile(file, `${world.newToken()}\n`);
    world.spi.fault({ path: '/accounts', how: { status: 429 }, times: 1 });
    const said = await command(`stage check-token ${name} --token-file ${file}`);
    expect([said.code, said.text]).toEqual([
      1,
      expect.stringMatching(/^Workable answered 429: its rate limit is used up for the moment\. Try again in \d+ s$/),
    ]);
  });

  it('is of no use to an account that is configured', async () => {
    const { status, body } = await world.api('POST', '/accounts/default/api-token/check', { body: { token: 'x' } });
    expect([status, body.message]).toEqual([409, expect.stringContaining('is configured')]);
    expect((await world.api('POST', '/accounts/nobody/api-token/check', { body: { token: 'x' } })).status).toBe(404);
  });
});

describe('what triggers are made of', () => {
  it('is listed: jobs, their stages and the templates of the vendor', async () => {
    const jobs = await api('GET', '/jobs');
    expect(jobs.body.items).toEqual([
      { job: '9CD658E13E', title: 'Frontend Engineer', state: 'published' },
      { job: 'B3627BCF5D', title: 'Account Executive', state: 'closed' },
    ]);
    const stages = await api('GET', '/jobs/9CD658E13E/stages');
    expect(stages.body.items).toContainEqual({ stage: 'ai-interview', name: 'AI Interview' });
    expectError(await api('GET', '/jobs/NOTHERE/stages'), 502, 'Workable answered 404');
    const offered = await world.api('GET', '/accounts/default/templates');
    expect(offered.body.is_whole).toBe(true);
    expect(offered.body.items.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(templatesOf(world)));
  });

  it('is the same for commands', async () => {
    const { text } = await command(`stage jobs ${name}`);
    expect(text).toMatch(/^9CD658E13E {2}Frontend Engineer {2}published\n.*closed\n2 in all$/);
    expect((await command(`stage jobs ${name} 9CD658E13E`)).text).toMatch(/^ai-interview {2}AI Interview$/m);
    expect((await command(`stage jobs ${name} NOTHERE`)).code).toBe(1);
    const offered = await command('templates default');
    expect(offered.code).toBe(0);
    for (const id of templatesOf(world)) expect(offered.lines.some((line) => line.startsWith(`${id}  `))).toBe(true);
    expect((await command('templates nobody')).code).toBe(2);
  });
});

describe('triggers by command', () => {
  const ids = async () => {
    const { lines } = await command(`triggers --account ${name} --json`);
    return lines.map((line) => JSON.parse(line));
  };

  it('are added, changed and removed', async () => {
    const { job, template } = world;
    const [, other = ''] = templatesOf(world);
    const added = await command(`triggers add ${name} ${job} on-site --template ${template} --off`);
    expect([added.code, added.text]).toEqual([0, expect.stringMatching(/: added; 9CD658E13E on-site is off$/)]);
    const [{ id }] = await ids();
    expect((await command(`triggers change ${id} --on --template ${other}`)).text).toContain('on-site is active');
    expect(await ids()).toMatchObject([{ id, state: 'active', template: other }]);
    expect((await command(`triggers change ${id} --stage offer --json`)).text).toContain('"stage":"offer"');
    expect((await command(`triggers remove ${id}`)).text).toBe(`${id}: removed`);
    expect(await ids()).toEqual([]);
    const { text } = await command(`history --account ${name}`);
    for (const did of ['added', 'changed', 'removed']) expect(text).toContain(`${did} the trigger: 1 (${id})`);
  });

  it.each([
    ['add CUSTOMER 9CD658E13E nowhere --template TEMPLATE', 1, /stage should be one of the job's stages/],
    ['add CUSTOMER NOTHERE on-site --template TEMPLATE', 1, /job should be the shortcode/],
    ['add CUSTOMER 9CD658E13E on-site --template nothing', 1, /template should be the id/],
    ['add CUSTOMER 9CD658E13E on-site', 1, /STAGE_TEMPLATE is not set/],
    ['add CUSTOMER a.b on-site', 2, /job should be a shortcode/],
    ['add nobody 9CD658E13E on-site', 2, /The account should be one of/],
    ['change CUSTOMER_Ey-ttVNKQuqbvZcTOOuHYA --off', 1, /no such trigger/],
    ['change nobody_Ey-ttVNKQuqbvZcTOOuHYA --off', 2, /no such trigger/],
    ['change CUSTOMER_Ey-ttVNKQuqbvZcTOOuHYA', 2, /Say what to change/],
    ['change CUSTOMER_Ey-ttVNKQuqbvZcTOOuHYA --on --off', 2, /Say --on or --off/],
    ['change CUSTOMER_Ey-ttVNKQuqbvZcTOOuHYA --usual --template TEMPLATE', 2, /Say --template or --usual/],
    ['remove CUSTOMER_Ey-ttVNKQuqbvZcTOOuHYA', 1, /no such trigger/],
  ])('that are wrong are refused: %s', async (words, code, why) => {
    const given = words.replace('CUSTOMER', name).replace('TEMPLATE', world.template);
    const result = await command(`triggers ${given}`);
    expect([result.code, result.text]).toEqual([code, expect.stringMatching(why)]);
  });
});

it('a test sync by command writes one comment where an option says so', async () => {
  const candidate = world.spi.people.create({ stage: 'phone-screen' });
  await command(`triggers add ${name} ${world.job} phone-screen --template ${world.template}`);
  await command(`stage test-sync ${name}`);
  expect(world.spi.comments(candidate.id)).toEqual([]);
  const { code, lines } = await command(`stage test-sync ${name} --sample ${candidate.id}`);
  expect([code, lines[0]]).toEqual([0, `A sample comment was written on ${candidate.id}`]);
  expect(world.spi.comments(candidate.id)).toMatchObject([{ policy: [] }]);
  expect((await command(`stage test-sync ${name} --sample ffffffff`)).code).toBe(1);
});

test('a test sync looks at fifty candidates, and says that there are more', async () => {
  world.spi.switches({ lose: Number.POSITIVE_INFINITY });
  for (let i = 0; i < 51; i += 1) world.spi.people.create({ stage: 'phone-screen' });
  world.spi.behave();
  const { body } = await api('POST', '/test-sync', { body: {} });
  expect([body.items.length, body.is_cut]).toEqual([50, true]);
});
