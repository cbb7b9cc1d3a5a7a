import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { type Ribbon, startRibbon } from '../../sandbox/ribbon/server.ts';
import type { RibbonFlow } from '../../sandbox/ribbon/types.ts';
import { signatureOf } from '../../sandbox/ribbon/webhooks.ts';
import { openHttpClient } from '../../src/http/request.ts';
import { createRibbon } from '../../src/vendors/ribbon/index.ts';
import { putsOf } from '../../testing/interviews.ts';
import { untilNothingIsDue } from '../../testing/operator.ts';
import { day, minute, second } from '../../testing/times.ts';
import { openWorld, until, type World } from '../../testing/world.ts';

const secret = 'the-secret-of-the-flows';
const apiKey = '123e4567-e89b-12d3-a456-426614174000';
let ribbon: Ribbon;
let world: World;
let flow: RibbonFlow;
/** Takes every mail, and does nothing with it. */
const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  logger: false,
  onData: (stream, _session, done) => void stream.resume().on('end', () => done()),
});

beforeAll(async () => {
  ribbon = await startRibbon({ apiKey });
  const listening = smtp.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  world = await openWorld({
    SMTP_URL: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    MAIL_FROM: 'jobs@acme.example',
    COMPANY_NAME: 'Acme',
    VENDOR: 'ribbon',
    RIBBON_API_URL: ribbon.url,
    RIBBON_API_KEY: apiKey,
    RIBBON_WEBHOOK_SECRET: `the-next-secret,${secret}`,
  });
  flow = ribbon.control.addFlow({ webhook_url: webhookUrl(), webhook_secret_key: secret });
  ribbon.control.addFlow({ title: 'A survey', interview_type: 'general' });
});
afterAll(async () => {
  await world.close();
  await ribbon.close();
  await new Promise<void>((resolve) => smtp.close(() => resolve()));
});
beforeEach(() => {
  Object.assign(ribbon.control.switches, { badKey: 401, refusesClosed: true, saysNull: false, withholdsData: false });
  Object.assign(ribbon.control.switches.webhooks, { isSigned: true, isTwice: false, isLost: false, shape: 'current' });
});

const webhookUrl = () => `${world.url}/webhooks/ribbon`;
let people = 0;

/** Resolves to the answer, where the result is to be sent, and what Ribbon made of it last. */
async function create(changes: object = {}, email = `lakita.${++people}@example.test`) {
  const callbackUrl = world.workable.control.newCallbackUrl();
  const { status, body } = await world.ask('POST', '/interviews', {
    body: {
      interview_template_id: flow.interview_flow_id,
      job_title: 'Operations Manager',
      callback_url: callbackUrl,
      candidate: { first_name: 'Zoë', last_name: 'Marrero', email },
      ...changes,
    },
  });
  return { status, body, id: String(body.interview_id), callbackUrl, email };
}

async function invited() {
  const created = await create();
  expect(created.status).toBe(201);
  return { ...created, at: ribbon.control.newestOf(created.email, flow.interview_flow_id) };
}

const logged = (text: string) => world.logLines.filter((line) => line.includes(text));

function newestWebhook() {
  return ribbon.control.webhooks.at(-1) ?? expect.fail('Ribbon sent no webhook');
}

test('an interview is played through, from its creation to its callback', async () => {
  const templates = await world.ask('GET', '/interview-templates');
  expect(templates.body.interview_templates).toEqual([{ id: flow.interview_flow_id, name: 'Customer support' }]);
  const { at, callbackUrl, email } = await invited();
  expect(at.person).toEqual({ email, firstName: 'Zoë', lastName: 'Marrero' });
  const page = await fetch(at.link);
  expect([page.status, (await fetch(at.link)).status]).toEqual([200, 410]);
  for (const action of ['start', 'finish']) await fetch(`${at.link}/${action}`, { method: 'POST' });
  expect(newestWebhook()).toMatchObject({ status: 200, body: expect.stringContaining('"Zo\\u00eb"') });
  const result = await world.workable.control.waitFor(callbackUrl);
  expect(result).toMatchObject({
    status: 'completed',
    interview: {
      summary: 'Calm and precise.',
      details: {
        Ratings: { '1. Communication': '80 of 100', '2. Motivation': '60 of 100', '3. Skills': '100 of 100' },
      },
      duration: '00:00:13',
    },
  });
  expect(result.interview).not.toHaveProperty('score');
  expect(result.interview).not.toHaveProperty('grade');
});

test("the report leads to the recruiter's page at Ribbon, once a webhook has named it", async () => {
  const { at, callbackUrl } = await invited();
  ribbon.control.switches.webhooks.isLost = true;
  await ribbon.control.finish(at.id);
  world.clock.advance(11 * minute);
  const { results_url: report = '' } = await world.workable.control.waitFor(callbackUrl);
  expect(await (await fetch(report)).text()).not.toContain('Open at Ribbon');
  const { body } = newestWebhook();
  const headers = { 'x-ribbon-signature': signatureOf(body, secret) };
  expect((await fetch(webhookUrl(), { method: 'POST', body, headers })).status).toBe(200);
  const { interview_link: link } = JSON.parse(body);
  expect(link).toMatch(/\/recruit\/interviews\//);
  expect(await (await fetch(report)).text()).toContain(`<a href="${link}" rel="noreferrer">Open at Ribbon</a>`);
});

describe('a webhook', () => {
  it('is refused without a signature, with a wrong one, and with the secret itself', async () => {
    const { at, callbackUrl } = await invited();
    ribbon.control.switches.webhooks.isSigned = false;
    await ribbon.control.finish(at.id);
    const { body, status } = newestWebhook();
    expect(status).toBe(401);
    for (const signature of [signatureOf(body, 'another'), signatureOf(`${body} `, secret), secret]) {
      const answer = await fetch(webhookUrl(), { method: 'POST', body, headers: { 'x-ribbon-signature': signature } });
      expect(answer.status).toBe(401);
    }
    const bearer = await world.ask('POST', '/webhooks/ribbon', { rawBody: body, headers: { authorization: secret } });
    expect(bearer.status).toBe(401);
    await untilNothingIsDue(world);
    expect(putsOf(world, { callbackUrl })).toEqual([]);
  });

  it('is taken under each secret while they change', async () => {
    const { at, callbackUrl } = await invited();
    flow.webhook_secret_key = 'the-next-secret';
    await ribbon.control.finish(at.id);
    flow.webhook_secret_key = secret;
    expect(newestWebhook().status).toBe(200);
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });

  it('counts once where it comes twice, and does no harm a day later', async () => {
    const { at, callbackUrl } = await invited();
    ribbon.control.switches.webhooks.isTwice = true;
    await ribbon.control.finish(at.id);
    await world.workable.control.waitFor(callbackUrl);
    world.clock.advance(day);
    const before = ribbon.control.requests.length;
    expect(await ribbon.control.replay(newestWebhook(), webhookUrl())).toBe(200);
    await until('Ribbon was asked again', () => ribbon.control.requests.length > before);
    await untilNothingIsDue(world);
    expect(putsOf(world, { callbackUrl })).toHaveLength(1);
  });

  it('of the oldest form is understood, and one with null in every field too', async () => {
    ribbon.control.switches.webhooks.shape = 'beta';
    const first = await invited();
    await ribbon.control.finish(first.at.id);
    expect((await world.workable.control.waitFor(first.callbackUrl)).status).toBe('completed');
    ribbon.control.switches.webhooks.shape = 'current';
    ribbon.control.switches.saysNull = true;
    const second = await invited();
    await ribbon.control.finish(second.at.id);
    const { status, interview } = await world.workable.control.waitFor(second.callbackUrl);
    expect([status, Object.keys(interview ?? {})]).toEqual(['completed', ['duration']]);
  });

  it('about an interview of Ribbon alone is no error', async () => {
    const other = ribbon.control.newestOf((await invited()).email, flow.interview_flow_id);
    const body = JSON.stringify({
      event_type: 'interview_processed',
      interview_flow_id: other.flowId,
      interview_id: 'x',
    });
    const headers = { 'x-ribbon-signature': signatureOf(body, secret) };
    expect((await world.ask('POST', '/webhooks/ribbon', { rawBody: body, headers })).status).toBe(200);
  });

  it('that is signed and not understood names the field', async () => {
    const body = '{"event_type": "interview_processed"}';
    const headers = { 'x-ribbon-signature': signatureOf(body, secret) };
    expect(await world.ask('POST', '/webhooks/ribbon', { rawBody: body, headers })).toMatchObject({
      status: 400,
      body: { message: 'Invalid field: interview_flow_id should be a string' },
    });
  });

  it('that is lost costs ten minutes', async () => {
    const { at, callbackUrl } = await invited();
    ribbon.control.switches.webhooks.isLost = true;
    await ribbon.control.finish(at.id);
    world.clock.advance(10 * minute + second);
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });
});

describe('a decision', () => {
  const gradeOf = ({ callbackUrl }: { callbackUrl: string }) =>
    world.workable.control.latest(callbackUrl)?.interview?.grade;

  async function finished(email?: string) {
    const created = await create({}, email);
    await ribbon.control.finish(ribbon.control.newestOf(created.email, flow.interview_flow_id).id);
    await world.workable.control.waitFor(created.callbackUrl);
    return created;
  }

  it.each([
    ['Accepted', 'passed'],
    ['rejected', 'failed'],
  ])('of the word %s is the grade %s', async (word, grade) => {
    const created = await finished();
    expect(gradeOf(created)).toBeUndefined();
    await ribbon.control.move(created.email, flow.interview_flow_id, word);
    await until('the grade is sent', () => gradeOf(created) === grade);
    const { details } = world.workable.control.latest(created.callbackUrl)?.interview ?? {};
    expect(details?.Ratings).toMatchObject({ '1. Communication': '80 of 100' });
  });

  it('may change, and stays when Ribbon is asked about the result again', async () => {
    const created = await finished();
    for (const [word, grade] of [
      ['accepted', 'passed'],
      ['rejected', 'failed'],
    ] as const) {
      await ribbon.control.move(created.email, flow.interview_flow_id, word);
      await until('the grade is sent', () => gradeOf(created) === grade);
    }
    ribbon.control.rescore(ribbon.control.newestOf(created.email, flow.interview_flow_id).id, { skills: 2 });
    world.clock.advance(day + minute);
    await until('the new scores are sent', () =>
      putsOf(world, created).some(({ body }) => JSON.stringify(body).includes('"3. Skills":"40 of 100"')),
    );
    expect(gradeOf(created)).toBe('failed');
  });

  it('of a word that is not in RIBBON_DECISIONS is none, and is named', async () => {
    const created = await finished();
    const before = logged('new_status').length;
    await ribbon.control.move(created.email, flow.interview_flow_id, 'shortlisted');
    expect(newestWebhook().status).toBe(200);
    await untilNothingIsDue(world);
    expect(gradeOf(created)).toBeUndefined();
    expect(logged('new_status').length).toBe(before + 1);
  });

  it('is about the newest interview that has a result', async () => {
    const email = 'several@example.test';
    const [first, second, third] = [await finished(email), await finished(email), await create({}, email)];
    await ribbon.control.move(email.toUpperCase(), flow.interview_flow_id, 'accepted');
    await until('the grade is sent', () => gradeOf(second) === 'passed');
    await untilNothingIsDue(world);
    expect([gradeOf(first), gradeOf(third)]).toEqual([undefined, undefined]);
  });

  it('about a person of Ribbon alone is no error', async () => {
    await ribbon.control.move('nobody@example.test', flow.interview_flow_id, 'accepted');
    expect(newestWebhook().status).toBe(200);
  });
});

describe('a result', () => {
  it('that changes later is sent again, once a webhook says so', async () => {
    const { at, callbackUrl } = await invited();
    await ribbon.control.finish(at.id);
    await world.workable.control.waitFor(callbackUrl);
    ribbon.control.rescore(at.id, { skills: 1 });
    world.clock.advance(minute);
    await ribbon.control.processVideo(at.id);
    await until('the new scores are sent', () =>
      putsOf(world, { callbackUrl }).some(({ body }) => JSON.stringify(body).includes('"3. Skills":"20 of 100"')),
    );
  });

  it('above its maximum is sent as it is, with an alarm', async () => {
    const { at, callbackUrl } = await invited();
    await ribbon.control.finish(at.id, { scores: { skills: 7, communication: null } });
    const { interview } = await world.workable.control.waitFor(callbackUrl);
    expect(interview?.details?.Ratings).toEqual({ '1. Motivation': '60 of 100', '2. Skills': '7 of 5' });
    expect(logged('above-maximum').length).toBeGreaterThan(0);
  });

  it('is waited for where Ribbon says completed and gives no data', async () => {
    const { at, callbackUrl, id } = await invited();
    ribbon.control.switches.withholdsData = true;
    await ribbon.control.finish(at.id);
    await until('Ribbon was asked', () => ribbon.control.requests.some(({ path }) => path.endsWith(at.id)));
    expect((await world.ask('GET', `/interviews/${id}`)).body.status).toBe('pending');
    ribbon.control.switches.withholdsData = false;
    world.clock.advance(10 * minute + second);
    expect((await world.workable.control.waitFor(callbackUrl)).status).toBe('completed');
  });

  it('of an interview that Ribbon has forgotten never comes: it expires', async () => {
    const { at, callbackUrl } = await invited();
    ribbon.control.interviews.delete(at.id);
    world.clock.advance(14 * day + minute);
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'expired' });
  });
});

describe('an invitation', () => {
  it('whose answer was lost is made again, and its result comes from the second interview', async () => {
    ribbon.control.troubles.push({ how: 'accept-then-drop' });
    const callback_url = world.workable.control.newCallbackUrl();
    const email = 'lost@example.test';
    const candidate = { first_name: 'Ana', email };
    expect((await create({ callback_url, candidate }, email)).status).toBe(503);
    expect((await create({ callback_url, candidate }, email)).status).toBe(201);
    const made = [...ribbon.control.interviews.values()].filter(({ person }) => person.email === email);
    expect(made).toHaveLength(2);
    await ribbon.control.finish(ribbon.control.newestOf(email, flow.interview_flow_id).id);
    expect((await world.workable.control.waitFor(callback_url)).status).toBe('completed');
  });

  it.each([
    [
      'a flow of another organisation',
      { isForeign: true },
      'The interview flow found does not belong to authenticated organization.',
    ],
    ['a flow that is closed', { isClosed: true }, 'The interview flow is closed.'],
  ])('for %s is refused in the words of Ribbon', async (_which, changes, words) => {
    const entry = ribbon.control.flows.get(flow.interview_flow_id) ?? expect.fail('there is no flow');
    Object.assign(entry, changes);
    const { status, body } = await create();
    Object.assign(entry, { isForeign: false, isClosed: false });
    expect([status, body.message]).toEqual([502, `The vendor refused: ${words}`]);
  });

  it('for a flow of another type is none', async () => {
    const survey = [...ribbon.control.flows.values()].find(({ flow }) => flow.interview_type === 'general')?.flow;
    const { status } = await create({ interview_template_id: survey?.interview_flow_id });
    expect(status).toBe(400);
  });

  it.each([401, 403] as const)('with a key that Ribbon refuses with %i says that it is the key', async (badKey) => {
    ribbon.control.switches.badKey = badKey;
    const http = openHttpClient({ connectTimeoutMs: 3000, maxSockets: 2 });
    const settings = { apiKey: 'wrong', apiUrl: ribbon.url, webhookSecrets: [secret], decisions: new Map() };
    const vendor = createRibbon(settings, { http, publicUrl: world.url });
    const given = { signal: AbortSignal.timeout(5000) };
    const invitation = {
      interviewId: 'a',
      templateId: flow.interview_flow_id,
      candidate: { email: 'a@b.test' },
      expiresAt: 0,
    };
    await expect(vendor.invite(invitation, given)).rejects.toMatchObject({ kind: 'vendor-key-rejected' });
    http.close();
  });
});

test('no secret of Ribbon is in the log', () => {
  expect(world.logLines.length).toBeGreaterThan(10);
  for (const line of world.logLines) expect(line).not.toMatch(new RegExp(`${secret}|the-next-secret|${apiKey}`));
});
