import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { only, putsOf, type Sent, scoreAttempt, sendInterview, templatesOf } from '../../../testing/interviews.ts';
import { bridgeCommand, logged, untilDelivery } from '../../../testing/operator.ts';
import { createBody, openWorld, secrets, until, type World } from '../../../testing/world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await openWorld({ JOBMOJITO_DETAILS: 'false' });
  browser = browserOf(world);
  await browser.logIn();
});
afterAll(() => world.close());

const names = ['Lakita', 'Marrero', '@example.test'];
const pathOf = ({ id }: { id: string }) => `/operator/interviews/${id}`;

/** Of the account: what operators did, oldest first. */
async function deeds(): Promise<string> {
  return (await bridgeCommand(world, 'history')).text;
}

async function delivered(): Promise<Sent> {
  const sent = await sendInterview(world);
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'acknowledged');
  return sent;
}

async function failed(status = 404, given: Parameters<typeof sendInterview>[1] = {}): Promise<Sent> {
  const sent = await sendInterview(world, given);
  world.workable.control.answerWith({ status, ...only(sent), times: 1 });
  await scoreAttempt(world, sent);
  await untilDelivery(world, sent, 'failed');
  return sent;
}

describe('the page of an interview', () => {
  test('says what is the case and what comes next, and shows no names', async () => {
    const sent = await sendInterview(world);
    const { status, text } = await browser.get(pathOf(sent));
    expect(status).toBe(200);
    expect(text).toContain('The candidate has not begun.');
    expect(text).toMatch(/Next: the vendor is asked how it stands at \d+ \w+ \d{4}, /);
    expect(text).toContain('>created<');
    for (const name of [...names, sent.email, sent.callbackUrl]) expect(text).not.toContain(name);
  });

  test('names and addresses are revealed by a form, and that is in the history', async () => {
    const sent = await delivered();
    const page = await browser.get(pathOf(sent));
    const { status, text } = await browser.submit(page, `${pathOf(sent)}/reveal`);
    expect(status).toBe(200);
    for (const word of ['Lakita', 'Marrero', sent.email, sent.callbackUrl]) expect(text).toContain(word);
    expect(await deeds()).toContain(`revealed names and addresses: 1 (${sent.id}), by operator`);
    expect(logged(world, 'operator').at(-1)).toMatchObject({ outcome: 'revealed names and addresses', by: 'console' });
    expect(await browser.get(`${pathOf(sent)}/reveal`)).toMatchObject({ status: 303, location: pathOf(sent) });
    expect(world.logLines.join('\n')).not.toContain(sent.email);
  });

  test('nothing is revealed without the form of the session', async () => {
    const sent = await sendInterview(world);
    const { status, text } = await browser.post(`${pathOf(sent)}/reveal`, {});
    expect(status).toBe(403);
    expect(text).not.toContain(sent.email);
  });

  test('a failed delivery shows the answer, and is delivered by the button', async () => {
    const sent = await failed();
    const page = await browser.get(pathOf(sent));
    expect(page.text).toContain('Workable did not take the result: 404');
    const after = await browser.submit(page, `${pathOf(sent)}/deliver`);
    expect(after.text).toContain('It is sent to Workable now.');
    await untilDelivery(world, sent, 'acknowledged');
    expect(putsOf(world, sent)).toHaveLength(2);
    expect(await deeds()).toContain(`replayed deliveries: 1 (${sent.id}), by operator`);
    const again = await browser.submit(await browser.get(pathOf(sent)), `${pathOf(sent)}/deliver`);
    expect(again.text).toContain('There is nothing to deliver: Workable is up to date.');
  });

  test('while all deliveries wait it says so, and the button claims nothing else', async ({ onTestFinished }) => {
    const other = await openWorld({ JOBMOJITO_DETAILS: 'false' });
    onTestFinished(() => other.close());
    other.workable.control.answerWith({ status: 429, headers: { 'retry-after': '3600' } });
    const sent = await sendInterview(other);
    await scoreAttempt(other, sent);
    const visitor = browserOf(other);
    await visitor.logIn();
    const page = await until('it waits', async () => {
      const shown = await visitor.get(pathOf(sent));
      return shown.text.includes('lets them out earlier') && shown;
    });
    expect(page.text).toMatch(
      /Nothing is lost; if that is a mistake, .*<a href="\/operator\/accounts\/default">page of default<\/a> lets them out/,
    );
    const after = await visitor.submit(page, `${pathOf(sent)}/deliver`);
    expect(after.text).toContain('It waits with all deliveries of default, and then goes out by itself.');
    expect(after.text).not.toContain('It is sent to Workable now.');
    expect(putsOf(other, sent)).toHaveLength(1);
  });

  test('without an invitation it says what a person does, and offers no question to the vendor', async () => {
    const email = 'refused@example.test';
    world.vendor.control.misbehave({ path: 'job-interview-register-users', how: 'row-error', times: 1 });
    const body = createBody(world, { candidate: { first_name: 'Lakita', last_name: 'Marrero', email } });
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(502);
    const page = await browser.submit(await browser.get('/operator'), '/operator/search', { text: email });
    expect(page.text).toContain('have a recruiter send the interview again in Workable, or cancel it below');
    expect(page.text).not.toContain('Ask the vendor now');
    const [, path = ''] = /action="([^"]+)\/cancel"/.exec(page.text) ?? [];
    const cancelled = await browser.submit(page, `${path}/cancel`, { sure: 'yes' });
    expect(cancelled.text).toContain('The candidate had no invitation to withdraw.');
    expect(cancelled.text).toContain('An operator cancelled it, and the candidate had no invitation.');
  });

  test('a failure is dismissed', async () => {
    const sent = await failed();
    const after = await browser.submit(await browser.get(pathOf(sent)), `${pathOf(sent)}/dismiss`);
    expect(after.text).toContain('The failure is dismissed');
    expect(after.text).toContain('an operator has dismissed that');
    const stale = await browser.post(`${pathOf(await delivered())}/dismiss`, await browser.signed());
    expect(stale).toMatchObject({ status: 409 });
    expect(stale.text).toContain('No delivery of it has failed');
  });

  test('the vendor is asked', async () => {
    const sent = await sendInterview(world);
    const after = await browser.submit(await browser.get(pathOf(sent)), `${pathOf(sent)}/ask`);
    expect(after.text).toContain('The vendor is asked now');
    await until('it was asked', async () => /polled the vendor/.test((await browser.get(pathOf(sent))).text));
    expect(await deeds()).toContain(`had the vendor asked: 1 (${sent.id}), by operator`);
  });

  test('it is cancelled only by who has ticked that', async () => {
    const sent = await sendInterview(world);
    const page = await browser.get(pathOf(sent));
    expect(await browser.submit(page, `${pathOf(sent)}/cancel`)).toMatchObject({ status: 400 });
    const after = await browser.submit(page, `${pathOf(sent)}/cancel`, { sure: 'yes' });
    expect(after.text).toContain('The interview is cancelled.');
    expect(after.text).toContain('An operator cancelled it');
    expect(
      await browser.post(`${pathOf(await delivered())}/cancel`, { ...(await browser.signed()), sure: 'yes' }),
    ).toMatchObject({
      status: 409,
    });
  });

  test('a shared link is shown once', async () => {
    const sent = await delivered();
    const { text } = await browser.submit(await browser.get(pathOf(sent)), `${pathOf(sent)}/shared-link`);
    const [link = ''] = /http[^<\s]+\/shared\/[^<\s]+/.exec(text) ?? [];
    expect(await browser.get(new URL(link).pathname)).toMatchObject({ status: 200 });
    expect((await browser.get(pathOf(sent))).text).not.toContain(link);
    expect(await deeds()).toContain(`made shared links: 1 (${sent.id}), by operator`);
  });

  test('a person is forgotten after a look at what there is of them', async () => {
    const sent = await delivered();
    await sendInterview(world, { email: sent.email, templateId: templatesOf(world)[1] ?? '' });
    const preview = await browser.submit(await browser.get(pathOf(sent)), `${pathOf(sent)}/forget`);
    expect(preview.text).toContain('2 interviews, 0 applications and 0 rejected webhooks');
    expect(preview.text).toContain('Nothing is erased yet.');
    expect(await browser.get(pathOf(sent))).toMatchObject({ status: 200 });
    const after = await browser.submit(preview, `${pathOf(sent)}/forget-now`, { sure: 'yes' });
    expect(after.text).toContain('Erased: ');
    expect(await browser.get(pathOf(sent))).toMatchObject({ status: 404 });
    expect(await deeds()).toContain('erased a person');
  });

  test('of an unknown id it says so', async () => {
    for (const id of ['default_AAAAAAAAAAAAAAAAAAAAAA', 'x', '%3Cscript%3E', '..%2f..']) {
      const { status, text } = await browser.get(`/operator/interviews/${id}`);
      expect(status).toBe(404);
      expect(text).not.toContain('<script>');
    }
  });
});

describe('hostile texts', () => {
  const hostile = `"><img src=x onerror=alert(1)>'\u202E<script>alert(2)</script>`;

  test('of candidates and jobs stay texts', async () => {
    const sent = await sendInterview(world, { candidate: { first_name: hostile, last_name: hostile } });
    const revealed = await browser.submit(await browser.get(pathOf(sent)), `${pathOf(sent)}/reveal`);
    for (const { text } of [await browser.get('/operator/interviews'), revealed]) {
      expect(text).not.toMatch(/<img|<script(?! src="\/operator\/assets)|\u202E/);
    }
    expect(revealed.text).toContain('&lt;img src=x onerror=alert(1)>');
  });

  test('of callers stay texts', async () => {
    for (const path of [
      `/operator/interviews?job=${encodeURIComponent(hostile)}`,
      `/operator/interviews?${encodeURIComponent(hostile)}=1`,
    ]) {
      expect((await browser.get(path)).text).not.toMatch(/<img|<script(?! src="\/operator\/assets)|\u202E/);
    }
    const { text } = await browser.post('/operator/search', { ...(await browser.signed()), text: hostile });
    expect(text).not.toMatch(/<img|<script(?! src="\/operator\/assets)/);
  });
});

describe('the search', () => {
  test.each([
    ['its id', async (sent: Sent) => sent.id],
    ['its callback URL', async (sent: Sent) => sent.callbackUrl],
    ['an e-mail address, in any spelling', async (sent: Sent) => ` ${sent.email.toUpperCase()} `],
    [
      'the link to the report',
      async (sent: Sent) => JSON.stringify(putsOf(world, sent)).match(/http[^"]*\/reports\/[^"/]+/)?.[0] ?? '',
    ],
  ])('finds an interview by %s', async (_what, textOf) => {
    const sent = await delivered();
    const found = await browser.submit(await browser.get('/operator'), '/operator/search', {
      text: await textOf(sent),
    });
    expect(found.text).toContain(`Interview ${sent.id}`);
  });

  test('lists several without names, by a form so that no address has the e-mail', async () => {
    const sent = await delivered();
    const second = await sendInterview(world, { email: sent.email, templateId: templatesOf(world)[1] ?? '' });
    const { text, location } = await browser.post('/operator/search', {
      ...(await browser.signed()),
      text: sent.email,
    });
    expect(location).toBeUndefined();
    for (const { id } of [sent, second]) expect(text).toContain(id);
    for (const name of names) expect(text).not.toContain(name);
  });

  test('says what can be searched for where nothing is found', async () => {
    const { text } = await browser.post('/operator/search', { ...(await browser.signed()), text: 'nothing-like-this' });
    expect(text).toContain('Nothing was found.');
    expect(text).toContain('<a href="/operator">overview</a>');
  });
});

describe('the list', () => {
  test('is in pages, newest first, with a state and its reason in each line', async () => {
    const sent: Sent[] = [];
    for (let i = 0; i < 27; i += 1) sent.push(await sendInterview(world));
    const first = await browser.get('/operator/interviews');
    expect(idsIn(first.text)).toEqual(
      sent
        .toReversed()
        .slice(0, 25)
        .map(({ id }) => id),
    );
    expect(first.text).toContain('The candidate has not begun.');
    for (const name of names) expect(first.text).not.toContain(name);
    const next = /<a href="([^"]*cursor=[^"]*)"/.exec(first.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = await browser.get(next);
    expect(idsIn(second.text).slice(0, 2)).toEqual([sent[1]?.id, sent[0]?.id]);
    expect(await browser.get(`${next}&account=other`)).toMatchObject({ status: 400 });
  });

  test('is filtered by states, which are counted', async () => {
    const sent = await failed();
    const { text } = await browser.get('/operator/interviews?state=failed&account=&job=');
    expect(idsIn(text)).toContain(sent.id);
    expect(text).toMatch(/aria-current="true"[^>]*>failed \d+</);
    expect(text).not.toContain('The candidate has not begun.');
  });

  test('replays what is ticked, after saying what that would send', async () => {
    const [one, other] = [await failed(), await failed()];
    const page = await browser.get('/operator/interviews?state=failed');
    const chosen: [string, string][] = [
      ['id', one.id],
      ['id', other.id],
      ['which', 'ticked'],
    ];
    const dry = await browser.submit(page, '/operator/selected-interviews', [...chosen, ['do', 'dry-run']]);
    expect(dry.text).toContain('Of 2 2 would be sent.');
    expect(putsOf(world, one)).toHaveLength(1);
    const after = await browser.submit(dry, '/operator/selected-interviews');
    expect(after.text).toContain('2 deliveries are sent now.');
    for (const each of [one, other]) await untilDelivery(world, each, 'acknowledged');
  });

  test('replays all that a filter finds at a rate, after a dry run', async () => {
    const templateId = templatesOf(world).at(-1) ?? '';
    const theirs = [await failed(404, { templateId }), await failed(404, { templateId })];
    const other = await failed();
    const filter = `?state=failed&template=${templateId}`;
    const list = await browser.get(`/operator/interviews${filter}`);
    const [, to = ''] = /href="(\/operator\/replay-interviews[^"]*)"/.exec(list.text) ?? [];
    const dry = await browser.get(to.replaceAll('&amp;', '&'));
    expect(dry.text).toContain('<b>2 deliveries</b> of 2 looked at');
    expect(dry.text).not.toContain(other.id);
    expect(putsOf(world, other)).toHaveLength(1);
    const queued = await browser.submit(dry, '/operator/replay-interviews/queue', { rate: '500' });
    expect(queued.text).toContain('2 deliveries are queued.');
    for (const each of theirs) await untilDelivery(world, each, 'acknowledged');
    expect(putsOf(world, other)).toHaveLength(1);
    expect(await deeds()).toContain('queued deliveries for replay: 2, by operator');
    const none = await browser.get(`/operator/replay-interviews${filter}`);
    expect(none.text).toContain('<b>0 deliveries</b> of 0 looked at');
  });

  test('exports without names', async () => {
    const sent = await delivered();
    const page = await browser.get('/operator/interviews');
    const fields: [string, string][] = [
      ['id', sent.id],
      ['which', 'ticked'],
    ];
    const csv = await browser.submit(page, '/operator/selected-interviews', [...fields, ['do', 'csv']]);
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="interviews.csv"');
    expect(csv.text).toMatch(new RegExp(`^id,account,.*\r\n"${sent.id}","default","provider"`));
    const json = await browser.submit(page, '/operator/selected-interviews', [...fields, ['do', 'json']]);
    expect(JSON.parse(json.text).items).toMatchObject([{ id: sent.id, state: 'delivered' }]);
    for (const name of names) expect(csv.text + json.text).not.toContain(name);
    expect(await deeds()).toContain(`exported interviews, without names: 1 (${sent.id}), by operator`);
  });

  test('asks for a tick where there is none', async () => {
    const page = await browser.get('/operator/interviews');
    const fields: [string, string][] = [
      ['which', 'ticked'],
      ['do', 'replay'],
    ];
    expect(await browser.submit(page, '/operator/selected-interviews', fields)).toMatchObject({ status: 422 });
  });
});

function idsIn(text: string): string[] {
  return [...text.matchAll(/name="shown" value="([^"]+)"/g)].map(([, id = '']) => id);
}

test('no secret and no address was ever logged', () => {
  const logs = world.logLines.join('\n');
  for (const word of [...names, ...Object.values(secrets)]) expect(logs).not.toContain(word);
});
