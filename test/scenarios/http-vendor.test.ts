import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import type { HttpVendor } from '../../sandbox/http-vendor/server.ts';
import { signed } from '../../sandbox/http-vendor/sign.ts';
import { strictContract } from '../../src/vendors/http/strict-contract.ts';
import { type HttpWorld, httpSecret, openHttpWorld } from '../../testing/http-vendor.ts';
import { minute } from '../../testing/times.ts';
import { until } from '../../testing/world.ts';

const secret = httpSecret;
let world: HttpWorld;
let vendor: HttpVendor;

beforeAll(async () => {
  world = await openHttpWorld();
  vendor = world.http;
});
afterAll(() => world.close());
beforeEach(() => {
  Object.assign(vendor.control.push, { proof: 'bearer', isFull: false, isOff: false });
});

const create = (changes?: object) => world.create(changes);

const result = {
  status: 'completed',
  score: { value: 78, max: 100 },
  ratings: [
    { label: 'Language', word: 'B2' },
    { label: 'Tempo', value: 4, max: 5 },
  ],
  summary: 'Calm and precise.',
  duration_seconds: 1500,
  page_url: 'https://vendor.example/results/1',
};

test('an interview is played through, from its creation to its callback', async () => {
  const templates = await world.ask('GET', '/interview-templates');
  expect(templates.body.interview_templates).toEqual(vendor.control.templates);
  const { status, id, callbackUrl } = await create();
  expect(status).toBe(201);
  const { invitation } = vendor.control.find(id);
  expect(invitation).toMatchObject({ template_id: 'support', job_title: 'Operations Manager' });
  expect(strictContract().Invitation.safeParse(invitation).error).toBeUndefined();
  await vendor.control.change(id, { status: 'started' });
  await vendor.control.change(id, result);
  const taken = await world.workable.control.waitFor(callbackUrl);
  expect(taken).toMatchObject({
    status: 'completed',
    interview: {
      score: '78',
      summary: 'Calm and precise.',
      details: { Ratings: { '1. Language': 'B2', '2. Tempo': '80 of 100' } },
      duration: '00:25:00',
    },
  });
  const page = await fetch(taken.results_url ?? '');
  const text = await page.text();
  expect(text).toContain('<h2 id="ratings">Ratings ');
  expect(text).not.toContain('id="questions"');
  expect(text).toContain('href="https://vendor.example/results/1"');
  expect(text).toContain('Open at Acme Interviews');
});

describe('a webhook', () => {
  test.each([
    ['is a fact by its bearer', 'bearer'],
    ['is a fact by its signature', 'signature'],
  ] as const)('that carries the interview %s, and the vendor is not asked', async (_how, proof) => {
    const { id, callbackUrl } = await create();
    Object.assign(vendor.control.push, { proof, isFull: true });
    const before = vendor.control.requests.length;
    await vendor.control.change(id, result);
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
    expect(vendor.control.requests.length).toBe(before);
    expect(vendor.control.webhooks.at(-1)?.status).toBe(200);
  });

  it('is a fact at the common address too, by its signature', async () => {
    const { id, callbackUrl } = await create();
    Object.assign(vendor.control.push, { proof: 'signature', isFull: true, isOff: true });
    await vendor.control.change(id, result);
    expect(await vendor.control.notify(id, `${world.url}/webhooks/http`)).toBe(200);
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
  });

  it('is a fact by its signature at an address that was made under a former secret', async () => {
    const { id, callbackUrl } = await create();
    Object.assign(vendor.control.push, { proof: 'signature', isFull: true, isOff: true });
    await vendor.control.change(id, result);
    expect(await vendor.control.notify(id, `${world.url}/webhooks/http/default/${id}.former`)).toBe(200);
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
  });

  it('without a proof is a hint at the address of the interview, whatever it carries', async () => {
    const { id, callbackUrl } = await create();
    const { notifyUrl } = vendor.control.find(id);
    const forged = { interview_id: id, interview: { ...result, score: { value: 100, max: 100 } } };
    for (const body of [JSON.stringify(forged), 'no JSON', '']) {
      expect((await fetch(notifyUrl, { method: 'POST', body })).status).toBe(200);
    }
    const old = world.clock.now() - 10 * minute;
    const body = JSON.stringify(forged);
    for (const headers of [{ authorization: 'Bearer wrong' }, signed(body, 'wrong', old), signed(body, secret, old)]) {
      expect((await fetch(notifyUrl, { method: 'POST', headers, body })).status).toBe(200);
    }
    vendor.control.push.isOff = true;
    await vendor.control.change(id, result);
    world.clock.advance(minute);
    expect((await fetch(notifyUrl, { method: 'POST' })).status).toBe(200);
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('78');
  });

  it('without a proof causes at most one poll in ten seconds', async () => {
    const { id } = await create();
    const { notifyUrl } = vendor.control.find(id);
    const polls = () =>
      vendor.control.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(id)).length;
    for (let i = 0; i < 20; i += 1) await fetch(notifyUrl, { method: 'POST' });
    await until('the vendor was polled', () => polls() > 0);
    expect(polls()).toBe(1);
  });

  test.each<[string, (id: string) => { path: string; headers?: Record<string, string> }]>([
    ['at the common address', () => ({ path: '' })],
    ['at the address of another account', (id) => ({ path: `/other/${id}.x` })],
    ['at an address that was made up', (id) => ({ path: `/default/${id}.${'x'.repeat(32)}` })],
    ['with another bearer', () => ({ path: '', headers: { authorization: 'Bearer wrong' } })],
    ['with another signature', (id) => ({ path: '', headers: signed(id, 'wrong', Date.now()) })],
    ['with a signature of last week', (id) => ({ path: '', headers: signed(id, secret, Date.now() - 10 * minute) })],
  ])('without a proof is refused %s', async (_where, how) => {
    const { id } = await create();
    const { path, headers = {} } = how(id);
    const body = JSON.stringify({ interview_id: id });
    const answer = await fetch(`${world.url}/webhooks/http${path}`, { method: 'POST', headers, body });
    expect(answer.status).toBe(401);
  });

  it.each([
    [{ interview: result }, '/interview_id should be a string of 1 to 200 characters'],
    [{ interview_id: ['x'] }, '/interview_id should be a string of 1 to 200 characters'],
    [{ interview_id: '' }, '/interview_id should be a string of 1 to 200 characters'],
    [{ interview_id: 'x'.repeat(201) }, '/interview_id should be a string of 1 to 200 characters'],
    [{ interview_id: 'x', interview: 'completed' }, '/interview should be an object'],
    [{ interview_id: 'x', interview: { ...result, status: 1 } }, '/interview/status should be a string'],
    [{ interview_id: 'x', interview: { score: result.score } }, '/interview/status should be a string'],
  ])('that is proven and not understood names the field: %#', async (body, expected) => {
    const answer = await world.ask('POST', '/webhooks/http', { headers: { authorization: `Bearer ${secret}` }, body });
    expect(answer).toMatchObject({ status: 400, body: { message: `Invalid field: ${expected}` } });
  });

  it.each([
    ['with a result', { status: 'completed' }],
    ['without', undefined],
  ])('that is proven, about an interview that is unknown, is 404: %s', async (_what, interview) => {
    const body = { interview_id: 'default_unknown', interview };
    const answer = await world.ask('POST', '/webhooks/http', { headers: { authorization: `Bearer ${secret}` }, body });
    expect(answer).toMatchObject({ status: 404, body: { message: 'There is no such interview' } });
  });

  it('is no fact without a proof, even about another interview than that of the address', async () => {
    const [mine, other] = [await create(), await create()];
    vendor.control.push.isOff = true;
    await vendor.control.change(mine.id, { status: 'started' });
    const body = JSON.stringify({ interview_id: other.id, interview: result });
    expect((await fetch(vendor.control.find(mine.id).notifyUrl, { method: 'POST', body })).status).toBe(200);
    await until('the vendor was polled', () =>
      vendor.control.requests.some(({ method, path }) => method === 'GET' && path.endsWith(mine.id)),
    );
    expect((await world.ask('GET', `/interviews/${other.id}`)).body).toMatchObject({ status: 'pending' });
  });
});

describe('an ending', () => {
  test.each([
    ['expired', 'expired'],
    ['declined', 'declined'],
    ['cancelled', 'declined'],
  ])('that the vendor calls %s is sent as %s, at once', async (status, expected) => {
    const { id, callbackUrl } = await create();
    await vendor.control.change(id, { status });
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: expected });
  });

  it('of an invitation that has expired is withdrawn at the vendor, and stays expired', async () => {
    const { id, callbackUrl } = await create();
    world.clock.advance(15 * 24 * 60 * minute);
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'expired' });
    await until('it is withdrawn', () => vendor.control.find(id).interview.status === 'cancelled');
    Object.assign(vendor.control.push, { proof: 'signature', isFull: true });
    expect(await vendor.control.notify(id)).toBe(200);
    await vendor.control.change(id, { status: 'completed', score: { value: 55, max: 100 } });
    await world.workable.control.waitFor(callbackUrl, ({ interview }) => interview?.score === '55');
    const sent = world.workable.control.callbacks.filter(({ path }) => callbackUrl.endsWith(path));
    expect(sent.map(({ body }) => (body as { status: string }).status)).toEqual(['expired', 'completed']);
  });

  it('without a score is a result, at once', async () => {
    const { id, callbackUrl } = await create();
    await vendor.control.change(id, { status: 'completed', summary: 'Said little.' });
    const taken = await world.workable.control.waitFor(callbackUrl);
    expect(taken).toMatchObject({ status: 'completed', interview: { summary: 'Said little.' } });
    expect(taken.interview).not.toHaveProperty('score');
  });
});

describe('an invitation', () => {
  it('whose answer was lost is the same one when it is made again', async () => {
    vendor.control.trouble({ how: 'accept-then-drop' });
    const callbackUrl = world.workable.control.newCallbackUrl();
    const before = vendor.control.invitations.length;
    const candidate = { first_name: 'Ana', email: 'ana.lost@example.test' };
    const changes = { callback_url: callbackUrl, candidate };
    expect((await create(changes)).status).toBe(503);
    expect((await create(changes)).status).toBe(201);
    expect(vendor.control.invitations.length).toBe(before + 1);
  });

  it('that the vendor refuses says so in its words', async () => {
    vendor.control.trouble({ how: 'status', status: 422, message: 'No interviews left this month' });
    const { status, body } = await create();
    expect([status, body.message]).toEqual([502, 'The vendor refused: No interviews left this month']);
  });

  it.each([
    [
      'names what the bridge needs for it',
      true,
      'The vendor leaves the e-mail to the bridge, which needs SMTP_URL for it',
    ],
    ['says so without a link', false, 'The vendor leaves the e-mail to the bridge, and gives no link to mail'],
  ])('that the vendor leaves to the bridge %s', async (_what, givesLink, message) => {
    Object.assign(vendor.control, { invitedBy: 'bridge', givesLink });
    const { status, body } = await create();
    Object.assign(vendor.control, { invitedBy: 'vendor', givesLink: true });
    expect([status, body.message]).toEqual([502, message]);
  });
});

test('a wrong proof at the address of an interview is a hint like none, and the log says that it was wrong', async () => {
  const { id } = await create();
  const { notify_url } = vendor.control.find(id).invitation!;
  const wrong = await fetch(notify_url, { method: 'POST', headers: { authorization: 'Bearer wrong' }, body: '{}' });
  const none = await fetch(notify_url, { method: 'POST', body: '{}' });
  expect([wrong.status, none.status]).toEqual([200, 200]);
  const details = world.logLines
    .map((line) => JSON.parse(line))
    .filter(({ event, interviewId }) => event === 'webhook' && interviewId === id)
    .map(({ outcome, detail }) => [outcome, detail]);
  expect(details).toEqual([
    ['hinted', 'hint with a wrong proof'],
    ['hinted', 'hint'],
  ]);
});
