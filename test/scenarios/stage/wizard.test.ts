import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { templatesOf } from '../../../testing/interviews.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { secrets } from '../../../testing/secrets.ts';
import { inTime, noteOf } from '../../../testing/stage-stays.ts';
import { notesOf } from '../../../testing/stage-world.ts';
import { day } from '../../../testing/times.ts';
import { type Customer, formIn, openWizardWorld, type WizardWorld } from '../../../testing/wizard-world.ts';
import { until } from '../../../testing/world.ts';

let world: WizardWorld;
beforeAll(async () => {
  world = await openWizardWorld();
});
afterAll(() => world.close());

const historyOf = async ({ name }: Customer) => (await bridgeCommand(world, `history --account ${name}`)).text;

/** A customer who has confirmed a token, and chosen a member. */
async function connected(): Promise<Customer & { token: string }> {
  const customer = await world.customer();
  const token = world.newToken();
  await customer.visitor.send('token', { do: 'paste', token });
  await customer.visitor.send('token', { do: 'confirm', company: 'acme' });
  const { status } = await customer.visitor.send('member', { do: 'member', member: world.spi.member.id });
  expect(status).toBe(303);
  return { ...customer, token };
}

const adding = (stage = world.stage) => ({ do: 'add', job: world.job, stage, interview: world.template, where: 'job' });

it('an admin goes through all steps, and a candidate is invited', async () => {
  const { spi, job, stage, template } = world;
  const there = spi.people.create({ stage, firstname: 'Bea', lastname: 'Before' });
  await spi.idle();
  world.later(130_000);
  const { name, url, visitor } = await world.customer({ VENDOR_NAME: 'Acme Voice' });
  const first = await (await fetch(url)).text();
  expect(first).toContain('<a class="button plain" href="?stages">');
  expect((await visitor.open('')).location).toBe('?stages=token');

  const token = world.newToken();
  expect(await visitor.send('token', { do: 'paste', token })).toMatchObject({ status: 303, location: '?stages=token' });
  // Whoever comes back finds it where it was left.
  const asked = await visitor.open('token');
  expect(asked.text).toContain('Is this your company? Acme acme.workable.com');
  expect(asked.html).not.toContain(token);
  expect((await visitor.open('member')).location).toBe('?stages=token');
  expect(spi.subscriptions()).toEqual([]);
  const confirmed = await visitor.send('token', { do: 'confirm', company: 'acme', expires: '2099-05-31' });
  expect(confirmed).toMatchObject({ status: 303, location: '?stages=member&saved=token' });
  const again = await visitor.open('token');
  expect(again.text).toContain(`with the token …${token.slice(-4)}. It expires on 31 May 2099.`);
  expect(again.html).not.toContain(token);

  const members = await visitor.open('member');
  expect(members.text).toContain('Interview Bridge interview.bridge@acme.example.test, all access');
  expect(members.text).toContain('Inactive: activate the member in Workable first.');
  const member = { do: 'member', member: spi.member.id, service: 'yes' };
  expect((await visitor.send('member', member)).location).toBe('?stages=triggers&saved=member');
  expect((await visitor.open('triggers&saved=member')).text).toContain('✓ The member is saved.');

  const usual = await visitor.send('triggers', { do: 'template', template });
  expect((await visitor.open(usual.location?.slice('?stages='.length) ?? '')).text).toContain(
    '✓ The usual interview is saved.',
  );
  const adds = await visitor.open(`triggers&job=${job}`);
  expect(adds.text).toContain('Add a stage of Frontend Engineer');
  const added = await visitor.send(`triggers&job=${job}`, { ...adding(), interview: '' });
  expect(added).toMatchObject({ status: 303, location: '?stages=triggers&saved=added' });
  expect(adds.html).toMatch(/<select id="stage" name="stage" required><option value>Choose one<\/option>/);
  const listed = await inTime(world, 'the trigger holds', async () => {
    const { text } = await visitor.open('triggers');
    return !text.includes('being noted first') && text;
  });
  expect(listed).toContain('Frontend Engineer: AI Interview On');
  expect(spi.subscriptions()).toHaveLength(3);

  const offered = await visitor.open('test');
  expect(offered.text).not.toContain('Bea Before');
  const tested = await visitor.open('test&list=yes');
  expect(tested.text).toContain(
    'Bea Before Frontend Engineer, AI Interview Not invited. The candidate was there before',
  );
  const sampled = await visitor.send('test&list=yes', { do: 'sample', candidate: there.id });
  expect(sampled).toMatchObject({ status: 303, location: '?stages=test' });
  expect(spi.comments(there.id)).toMatchObject([{ body: expect.stringMatching(/^Test of the AI/), policy: [] }]);
  expect((await visitor.open('test')).text).toContain('A sample comment was written on');

  const candidate = spi.people.create({ stage: 'applied', firstname: 'Nia', lastname: 'New' });
  await spi.idle();
  world.later(5_000);
  spi.people.move(candidate.id, stage);
  await spi.idle();
  const soon = await visitor.open('test&list=yes');
  expect(soon.text).toContain('1 of 2 would be invited.');
  expect(soon.text).toContain('✓ Would be invited. The candidate is invited when the delay has passed.');
  world.later(61_000);
  expect(await noteOf(world, candidate, /^Invited/)).toContain('AI interview');
  expect(notesOf(world, there)).toHaveLength(1);
  expect((await visitor.open('test&list=yes')).text).toContain(
    'Nia New Frontend Engineer, AI Interview ✓ Invited already. There is an interview: see the comments in Workable.',
  );

  const filling = await visitor.open('back-fill');
  const [, id = ''] = /stages=back-fill&(?:amp;)?trigger=([\w-]+)/.exec(filling.html) ?? [];
  const counted = await visitor.open(`back-fill&trigger=${id}`);
  expect(counted.text).toContain('1 candidate: inviting them takes about a minute.');
  expect(counted.text).toContain('Bea Before');
  await visitor.send(`back-fill&trigger=${id}`, { do: 'start', trigger: id });
  expect(await noteOf(world, there, /^Invited/)).toContain('AI interview');
  await inTime(world, 'it is done', async () => (await visitor.open('back-fill')).text.includes('1 candidate so far.'));

  for (const [step, next] of [
    ['test', 'back-fill'],
    ['back-fill', 'people'],
    ['people', 'overview'],
  ] as const) {
    expect((await visitor.send(step, { do: 'pass' })).location).toBe(`?stages=${next}`);
  }
  const overview = await visitor.open('overview');
  expect(overview.html.match(/aria-label="done"/g)).toHaveLength(6);
  expect(overview.text).toContain('✓ Everything is set up for candidates to be invited.');
  expect(overview.text).toContain(`Company Acme Token …${token.slice(-4)} It expires on 31 May 2099.`);
  expect(overview.text).toContain('Comments are written by interview.bridge@acme.example.test Ratings yes');
  expect(overview.text).toMatch(
    /Frontend Engineer: AI Interview On .* Candidates already in the stage: done\. 1 candidate so far\./,
  );
  expect((await visitor.open('')).location).toBe('?stages=overview');

  const people = await visitor.open('people');
  expect(people.text).toContain('Rita Recruiter all access yes yes');
  expect(people.text).toContain('Sam Standard standard access yes in some jobs');
  expect(people.text).toContain('Eve External external recruiter no no');
  expect(people.text).not.toContain('Gus Gone');

  const history = await historyOf({ name, url, visitor });
  for (const did of [
    'changed WORKABLE_API_TOKEN',
    'changed WORKABLE_MEMBER',
    'added the trigger',
    'started a back-fill',
  ])
    expect(history).toMatch(new RegExp(`${did}.*, by connect link`));
  const secret = url.split('.').at(-1) ?? '';
  for (const line of [...world.logLines, history]) expect(line).not.toMatch(`${secret}|${token}|Before|Nia|Bridge@`);
});

describe('a token', () => {
  it('that took the place of another one lets it verify for 7 days more, and then it is removed', async () => {
    const { name, visitor, token: former } = await connected();
    const token = world.newToken();
    await visitor.send('token', { do: 'paste', token });
    await visitor.send('token', { do: 'confirm', company: 'acme' });
    const target = await until('Workable knows the address', () => {
      world.later(2_000);
      return world.spi.subscriptions().find((each) => each.target.includes(`/${name}/candidate_moved/`))?.target;
    });
    const signedWith = async (key: string) => {
      const body = '{"data":{"id":"4d3"},"id":"4d3","event_type":"candidate_moved"}';
      const signature = createHmac('sha256', key).update(body).digest('hex');
      return (await fetch(target, { method: 'POST', headers: { 'x-workable-signature': signature }, body })).status;
    };
    world.later(6 * day);
    expect([await signedWith(token), await signedWith(former)]).toEqual([200, 200]);
    world.later(day);
    expect([await signedWith(token), await signedWith(former)]).toEqual([200, 401]);
    await until('it is removed', async () =>
      /removed the former API token/.test(await historyOf({ name, url: '', visitor })),
    );
    const { settings } = JSON.parse((await bridgeCommand(world, `accounts show ${name} --json`)).text);
    expect(settings.WORKABLE_API_TOKEN).toEqual({ set: true, ends: `…${token.slice(-4)}` });
  });

  it('that another account has is not saved, and the admin is asked for another one', async () => {
    const { token } = await connected();
    const { visitor } = await world.customer();
    await visitor.send('token', { do: 'paste', token });
    const { status, text } = await visitor.send('token', { do: 'confirm', company: 'acme' });
    expect([status, text]).toEqual([400, expect.stringContaining('in use for another account already')]);
  });

  it.each([
    ['nothing', () => ' ', /Paste the token first/],
    ['two words', () => 'Bearer abc', /does not look like a token/],
    ['two tokens', () => 'a-token,another', /does not look like a token/],
    ['a book', () => 'x'.repeat(5_000), /does not look like a token/],
    ['one that is made up', () => 'made-up-token', /does not accept this token \(401\)/],
    ['one without r_candidates', () => world.newToken({ scopes: ['r_jobs'] }), /lacks the scope r_candidates \(403\)/],
    ['one without r_jobs', () => world.newToken({ scopes: ['r_candidates'] }), /lacks the scope r_jobs \(403\)/],
    ['that of another company', () => world.newToken({ subdomain: 'globex' }), /a Workable account other than acme/],
  ])('such as %s is refused with what to do, and not kept', async (_what, token, why) => {
    const { name, visitor } = await world.customer({ WORKABLE_SUBDOMAIN: 'acme' });
    const pasted = token();
    const { status, text, html } = await visitor.send('token', { do: 'paste', token: pasted });
    expect([status, text]).toEqual([400, expect.stringMatching(why)]);
    if (pasted.length > 8) expect(html).not.toContain(pasted);
    expect((await visitor.open('token')).text).toContain('Check the token');
    expect((await bridgeCommand(world, `accounts show ${name}`)).text).not.toMatch(/^ {2}WORKABLE_API_TOKEN/m);
  });

  it('that no one confirms is given up, and saves nothing', async () => {
    const { name, visitor } = await world.customer();
    await visitor.send('token', { do: 'paste', token: world.newToken() });
    expect((await visitor.send('token', { do: 'confirm', company: 'globex' })).status).toBe(400);
    await visitor.send('token', { do: 'other' });
    expect((await visitor.open('token')).text).toContain('Check the token');
    expect((await visitor.send('token', { do: 'confirm', company: 'acme' })).text).toContain('paste the token again');
    expect((await bridgeCommand(world, `accounts show ${name}`)).text).not.toMatch(/^ {2}WORKABLE_API_TOKEN/m);
  });

  it('is replaced by another one of the same company, and no other', async () => {
    const { visitor, token } = await connected();
    await inTime(world, 'Workable is known', async () =>
      (await visitor.open('token')).text.includes('Connected to Acme'),
    );
    const foreign = await visitor.send('token', { do: 'paste', token: world.newToken({ subdomain: 'globex' }) });
    expect(foreign.text).toContain('belongs to a Workable account other than acme (404)');
    const second = world.newToken();
    await visitor.send('token', { do: 'paste', token: second });
    await visitor.send('token', { do: 'confirm', company: 'acme' });
    world.spi.tokens.revoke(token);
    expect((await visitor.open('member')).text).toContain('Interview Bridge');
  });

  it('that is revoked later is named in every step that needs it', async () => {
    const { visitor, token } = await connected();
    world.spi.tokens.revoke(token);
    const { status, text } = await visitor.open('people');
    expect([status, text]).toEqual([502, expect.stringContaining('does not accept the API token any more (401)')]);
  });
});

describe('a member', () => {
  it.each([
    ['inactive', { isActive: false }, {}, /Nora New: Inactive/],
    ['not allowed to comment', { role: 'reviewer' as const }, { comment: ['admin' as const] }, /May not comment/],
    ['not allowed to evaluate', { role: 'reviewer' as const }, { evaluate: ['admin' as const] }, /may not evaluate/],
  ])('who is %s is not taken', async (_what, changes, only, why) => {
    const { spi } = world;
    const { visitor } = await connected();
    const before = { ...spi.permissions };
    for (const [what, roles] of Object.entries(only)) spi.permissions[`ats:collab:candidates:${what}`] = [...roles];
    const { id } = spi.people.addMember(changes);
    const { status, text } = await visitor.send('member', { do: 'member', member: id, service: 'yes' });
    Object.assign(spi.permissions, before);
    expect([status, text]).toEqual([400, expect.stringMatching(why)]);
    expect((await visitor.send('member', { do: 'member', member: 'ffffff' })).text).toContain('Choose a member');
  });
});

it('a link opens these steps at once where that is asked for, by command and API', async () => {
  const { name } = await world.customer();
  const { lines } = await bridgeCommand(world, `connect-link ${name} --door stage`);
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  const made = await world.ask('POST', `/api/v1/accounts/${name}/connect-links?door=stage`, { headers });
  for (const link of [lines[0] ?? '', made.body.url]) {
    expect(link).toMatch(/\?stages$/);
    expect(await (await fetch(link)).text()).toContain('1. Token');
  }
  const wrong = await world.ask('POST', `/api/v1/accounts/${name}/connect-links?door=back`, { headers });
  expect(wrong).toMatchObject({ status: 400, body: { message: expect.stringContaining('door should be one of') } });
});

it('the first page names both ways, and how many steps each has', async () => {
  const { url } = await world.customer();
  const html = await (await fetch(url)).text();
  expect(html).toMatch(/one is enough: the two steps here, or <a href="#stages">.*<\/a>, which takes six\./s);
  const { url: connectedUrl } = await connected();
  expect(await (await fetch(connectedUrl)).text()).toContain('The two steps here are another way');
});

it('saving the member asks Workable nothing', async () => {
  const { spi } = world;
  const { visitor } = await connected();
  const { html } = await visitor.open('member');
  const before = spi.requests.filter(({ path }) => path === '/members' || path === '/recruiters').length;
  const fields = { do: 'member', member: spi.member.id, service: 'yes', form: formIn(html) };
  expect((await visitor.post('member', fields)).location).toBe('?stages=triggers&saved=member');
  expect(spi.requests.filter(({ path }) => path === '/members' || path === '/recruiters')).toHaveLength(before);
});

describe('stages', () => {
  it('are looked for by the name that is given, and by none without one', async () => {
    const { visitor } = await connected();
    expect((await visitor.open('triggers')).text).not.toContain('searched now');
    await visitor.send('triggers', { do: 'template', template: world.template });
    await visitor.send('triggers', { do: 'name', name: 'No Such Stage' });
    await inTime(world, 'they were looked at', async () =>
      (await visitor.open('triggers')).text.includes('Jobs were last searched for No Such Stage at '),
    );
  });

  it('are switched off and on, get an interview of their own, and are removed', async () => {
    const { visitor } = await connected();
    const other = templatesOf(world)[1] ?? '';
    await visitor.send(`triggers&job=${world.job}`, adding());
    const { html } = await visitor.open('triggers');
    const [, trigger = ''] = /name="trigger" value="([^"]+)"/.exec(html) ?? [];
    await visitor.send('triggers', { do: 'off', trigger });
    expect((await visitor.open('triggers')).text).toContain('AI Interview Off');
    await visitor.send('triggers', { do: 'on', trigger });
    expect((await visitor.open('triggers')).text).toContain('AI Interview On');
    expect((await visitor.send('triggers', { do: 'interview', trigger, interview: other })).status).toBe(303);
    expect((await visitor.send('triggers', { do: 'interview', trigger, interview: 'none-such' })).status).toBe(400);
    const twice = await visitor.send(`triggers&job=${world.job}`, adding());
    expect([twice.status, twice.text]).toEqual([
      409,
      expect.stringContaining('an entry for this job and stage already'),
    ]);
    await visitor.send('triggers', { do: 'remove', trigger });
    expect((await visitor.open('triggers')).text).not.toContain('Switch off');
    const gone = await visitor.send('triggers', { do: 'on', trigger });
    expect([gone.status, gone.text]).toEqual([404, expect.stringContaining('That entry is not there any more.')]);
  });

  it('that have vanished meanwhile are not added', async () => {
    const { spi } = world;
    const { visitor } = await connected();
    const job = spi.people.addJob({ shortcode: 'VANISHED01' }).shortcode;
    spi.people.splitPipeline(job);
    world.later(40_000);
    await visitor.send('triggers', { do: 'refresh' });
    const { html } = await visitor.open(`triggers&job=${job}`);
    spi.people.removeStage('ai-interview', job);
    // What was read is not asked for again within ten minutes.
    world.later(11 * 60_000);
    const { status, text } = await visitor.post(`triggers&job=${job}`, { ...adding(), job, form: formIn(html) });
    expect([status, text]).toEqual([400, expect.stringContaining('not there any more')]);
    expect(text).not.toContain('Switch off');
  });

  it('of a name become questions, which are answered', async () => {
    const { visitor } = await connected();
    const early = await visitor.send('triggers', { do: 'name', name: 'AI Interview' });
    expect([early.status, early.text]).toEqual([400, expect.stringContaining('Choose the usual interview first')]);
    await visitor.send('triggers', { do: 'template', template: world.template });
    await visitor.send('triggers', { do: 'name', name: 'AI Interview' });
    await visitor.send('triggers', { do: 'refresh' });
    const asked = await inTime(world, 'a job is found', async () => {
      const each = await visitor.open('triggers');
      return each.text.includes('Waiting for you') && each;
    });
    const [, trigger = ''] = /name="trigger" value="([^"]+)"/.exec(asked.html) ?? [];
    expect((await visitor.send('triggers', { do: 'on', trigger })).status).toBe(303);
    expect((await visitor.open('triggers')).text).toContain('AI Interview On');
  });
});

describe('what was entered', () => {
  it('stands there again after a mistake, and is chosen still', async () => {
    const { visitor } = await world.customer();
    await visitor.send('token', { do: 'paste', token: world.newToken() });
    const confirm = { do: 'confirm', company: 'acme', expires: '31.5.2099' };
    const asked = await visitor.send('token', confirm);
    expect([asked.status, asked.text]).toEqual([
      400,
      expect.stringMatching(/That is not a date\. Write it as in 20\d\d-/),
    ]);
    expect(asked.html).toContain('type="text" value="31.5.2099"');
    expect((await visitor.send('token', { ...confirm, expires: '2099-02-30' })).status).toBe(400);
    expect((await visitor.send('token', { ...confirm, expires: '' })).status).toBe(303);

    const member = await visitor.send('member', { do: 'member', member: 'ffffff', service: 'yes' });
    expect(member.html).toMatch(/name="service" value="yes" checked/);
    await visitor.send('member', { do: 'member', member: world.spi.member.id });
    const named = await visitor.send('triggers', { do: 'name', name: 'Phone & <b>' });
    expect([named.status, named.html]).toEqual([400, expect.stringContaining('value="Phone &amp; &lt;b>"')]);
    const added = await visitor.send(`triggers&job=${world.job}`, { ...adding(), interview: '', where: 'all' });
    expect([added.status, added.text]).toEqual([400, expect.stringContaining('Choose an interview')]);
    expect(added.html).toMatch(/<option value="ai-interview" selected>/);
    expect(added.html).toMatch(/name="where" value="all" checked/);
  });

  it('is never a token', async () => {
    const { visitor } = await world.customer();
    const { html } = await visitor.send('token', { do: 'paste', token: 'a-mistyped-token' });
    expect(html).not.toContain('mistyped');
  });
});

describe('what a stranger may send', () => {
  it('without the form of the page changes nothing', async () => {
    const [{ visitor, name }, other] = [await connected(), await connected()];
    const add = `triggers&job=${world.job}`;
    const [ofStep, ofOther] = [await visitor.open('member'), await other.visitor.open(add)];
    for (const form of [
      undefined,
      '',
      'x',
      '.',
      formIn(ofStep.html),
      formIn(ofOther.html),
      `${formIn(ofStep.html)}x`,
    ]) {
      const { status, text } = await visitor.post(add, { ...adding(), ...(form === undefined ? {} : { form }) });
      expect([form, status]).toEqual([form, 403]);
      expect(text).toContain('Nothing was changed.');
    }
    expect((await bridgeCommand(world, `triggers --account ${name}`)).text).not.toContain(world.stage);
  });

  it('is never a trigger of another account', async () => {
    const [customer, other] = [await connected(), await connected()];
    const { visitor } = customer;
    await other.visitor.send(`triggers&job=${world.job}`, adding());
    const [, trigger = ''] = /name="trigger" value="([^"]+)"/.exec((await other.visitor.open('triggers')).html) ?? [];
    for (const what of ['off', 'remove', 'interview'])
      expect((await visitor.send('triggers', { do: what, trigger })).status).toBe(404);
    expect((await other.visitor.open('triggers')).text).toContain('AI Interview On');
    // Of its own there is somebody to invite, so the step has a form.
    world.spi.people.create({ stage: 'phone-screen' });
    await world.spi.idle();
    world.later(130_000);
    await visitor.send(`triggers&job=${world.job}`, adding('phone-screen'));
    const link = await inTime(
      world,
      'the trigger holds',
      async () => /back-fill&(?:amp;)?trigger=([\w-]+)/.exec((await visitor.open('back-fill')).html)?.[1],
    );
    const at = `back-fill&trigger=${link}`;
    for (const what of ['start', 'stop']) {
      const { status, text } = await visitor.send(at, { do: what, trigger });
      expect([what, status, text]).toEqual([what, 400, expect.stringContaining('not there any more')]);
    }
    expect((await visitor.send(at, { do: 'all', trigger: link })).status).toBe(400);
    expect(await historyOf(customer)).not.toContain('back-fill');
  });

  it('twice writes one sample comment', async () => {
    const { visitor } = await connected();
    const candidate = world.spi.people.create({ stage: 'applied' });
    await visitor.send(`triggers&job=${world.job}`, adding('applied'));
    const { html } = await visitor.open('test&list=yes');
    const fields = { do: 'sample', candidate: candidate.id, form: formIn(html) };
    const answers = [await visitor.post('test', fields), await visitor.post('test', fields)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(world.spi.comments(candidate.id)).toHaveLength(1);
    const none = await visitor.send('test&list=yes', { do: 'sample', candidate: '../../jobs' });
    expect([none.status, none.text]).toEqual([400, expect.stringContaining('Choose a candidate first.')]);
    const gone = await visitor.send('test&list=yes', { do: 'sample', candidate: 'ffffffff' });
    expect([gone.status, gone.text]).toEqual([400, expect.stringContaining('the candidate is not there any more')]);
  });

  it.each([
    ['token', {}],
    ['member', { do: 'member' }],
    ['triggers', { do: 'drop' }],
    ['triggers', { do: 'add', job: '../x', stage: 'y' }],
    ['triggers', { do: 'alike', alike: '<b>' }],
  ])('to the step %s with %o is answered with a page', async (step, fields) => {
    const { visitor } = await connected();
    expect([303, 400, 404]).toContain((await visitor.send(step, fields as Record<string, string>)).status);
    expect((await visitor.open('nothing')).location).toBe('?stages=triggers');
  });
});

it('names with markup and turns of direction are texts', async () => {
  const { spi } = world;
  const evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>';
  const { visitor } = await connected();
  spi.people.addMember({ name: `${evil}\u202Emember` });
  const job = spi.people.addJob({ shortcode: 'MARKUP0001', title: `${evil}\u202Ejob` }).shortcode;
  spi.people.splitPipeline(job);
  spi.people.addStage({ name: `${evil}stage`, slug: 'marked-up' }, job);
  spi.people.create({ job, stage: 'marked-up', firstname: evil, lastname: '\u202Eliame' });
  world.later(3_700_000);
  await visitor.send(`triggers&job=${job}`, { ...adding('marked-up'), job });
  for (const step of ['member', 'triggers', `triggers&job=${job}`, 'test&list=yes', 'back-fill', 'people']) {
    const { status, html, text } = await visitor.open(step);
    expect([step, status]).toEqual([step, 200]);
    expect(html).not.toMatch(/<(script|img|link|iframe)\b|\u202E|https?:/);
    if (step !== 'back-fill') expect(text).toContain('onerror=alert(1)');
  }
});

it('a paused account is said to be so', async () => {
  const { name, visitor } = await connected();
  await bridgeCommand(world, `pause ${name}`);
  const { status, text } = await inTime(world, 'the pause is known', async () => {
    const each = await visitor.open('people');
    return each.status === 503 && each;
  });
  expect([status, text]).toEqual([503, expect.stringContaining('Nothing goes out to Workable for now.')]);
});

it('a link that has ended opens no step', async () => {
  const { name, visitor } = await connected();
  await bridgeCommand(world, `connect-link ${name} --end-all`);
  expect((await visitor.open('people')).status).toBe(404);
  expect((await visitor.post('people', { do: 'x' })).status).toBe(404);
});

it('a form that is too large gets a page, and its connection ends, since the rest of it is not read', async () => {
  const { url } = await world.customer();
  const answer = await fetch(`${url}?stages=token`, { method: 'POST', body: 'x'.repeat(limits.bodyBytes + 1) });
  expect(await answer.text()).toContain('<html');
  expect([answer.status, answer.headers.get('connection')]).toEqual([413, 'close']);
});
