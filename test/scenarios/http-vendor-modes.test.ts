import { beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { linkSignature, signed } from '../../sandbox/http-vendor/sign.ts';
import { type HttpWorld, httpSecret, openHttpWorld } from '../../testing/http-vendor.ts';
import { pageIn } from '../../testing/mail-world.ts';
import { openSmtpServer, type SmtpServer } from '../../testing/smtp-server.ts';
import { hour } from '../../testing/times.ts';
import { until } from '../../testing/world.ts';

const templates = [
  { id: 'sales', name: 'Sales' },
  { id: 'a b/c', name: 'Support' },
];
const common = { VENDOR_TEMPLATES: JSON.stringify(templates) };
const score = (value: number) => ({ value, max: 100 });
let world: HttpWorld;

describe('a vendor that cannot be asked', () => {
  beforeAll(async () => {
    world = await openHttpWorld(({ url }) => ({
      ...common,
      VENDOR_URL: url,
      VENDOR_TOKEN: 'the-token-of-the-bridge',
      VENDOR_CAN_ASK: 'false',
    }));
    world.http.control.lacks.add('ask').add('list');
    world.http.control.templates.push(...templates);
    return () => world.close();
  });
  beforeEach(() => {
    Object.assign(world.http.control.push, { proof: 'signature', isFull: true, isOff: false });
  });
  const create = () => world.create({ interview_template_id: 'sales' });
  const askedAbout = (id: string) =>
    world.http.control.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(id));

  it('has the templates of the settings', async () => {
    const { body } = await world.ask('GET', '/interview-templates');
    expect(body.interview_templates).toEqual(templates);
    expect(world.http.control.requests).toEqual([]);
  });

  it('reports by webhook alone', async () => {
    const { id, callbackUrl } = await create();
    await world.http.control.change(id, { status: 'started' });
    await world.http.control.change(id, { status: 'completed', score: score(71) });
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('71');
    expect(askedAbout(id)).toEqual([]);
  });

  it('is believed only with a proof: without a right one it is refused, since nothing could be asked', async () => {
    const { id, callbackUrl } = await create();
    Object.assign(world.http.control.push, { proof: 'none' });
    await world.http.control.change(id, { status: 'completed', score: score(72) });
    expect(world.http.control.webhooks.at(-1)?.status).toBe(401);
    world.clock.advance(hour);
    Object.assign(world.http.control.push, { proof: 'signature' });
    await world.http.control.change(id, { score: score(73) });
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('73');
    expect(world.workable.control.callbacks.filter(({ path }) => callbackUrl.endsWith(path))).toHaveLength(1);
    expect(askedAbout(id)).toEqual([]);
  });

  it('that sends nothing expires', async () => {
    const { id, callbackUrl } = await create();
    world.clock.advance(15 * 24 * hour);
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'expired' });
    expect(askedAbout(id)).toEqual([]);
  });
});

describe('a vendor for which the bridge makes links', () => {
  let smtp: SmtpServer;
  beforeAll(async () => {
    smtp = await openSmtpServer();
    const mail = { SMTP_URL: smtp.url, MAIL_FROM: 'jobs@acme.example', COMPANY_NAME: 'Acme' };
    world = await openHttpWorld(({ linkPattern }) => ({ ...common, ...mail, VENDOR_LINK: linkPattern }));
    return async () => {
      await world.close();
      await smtp.close();
    };
  });
  beforeEach(() => {
    Object.assign(world.http.control.push, { proof: 'signature', isFull: true, isOff: false });
  });
  /** As the bridge makes it. */
  const linkTo = (id: string, templateId: string) =>
    `${world.http.url}/start/${id}?template=${encodeURIComponent(templateId)}&signature=${linkSignature(id, httpSecret)}`;

  test('an interview is played through, and the vendor is never called', async () => {
    expect((await world.ask('GET', '/interview-templates')).body.interview_templates).toEqual(templates);
    const { status, id, callbackUrl } = await world.create({ interview_template_id: 'a b/c' });
    expect(status).toBe(201);
    expect((await fetch(linkTo(id, 'a b/c'))).status).toBe(200);
    expect(world.http.control.find(id).templateId).toBe('a b/c');
    await world.http.control.change(id, { status: 'completed', score: score(81) });
    expect(world.http.control.webhooks.at(-1)).toMatchObject({ path: '/webhooks/http', status: 200 });
    expect((await world.workable.control.waitFor(callbackUrl)).interview?.score).toBe('81');
    expect(world.http.control.requests).toEqual([]);
  });

  it('has its link mailed to the candidate, by way of a page of the bridge', async () => {
    const { id } = await world.create({ interview_template_id: 'sales' });
    const mail = await until('the mail arrives', () => smtp.mails.find(({ raw }) => raw.includes(id)));
    const opened = await fetch(pageIn(mail), { method: 'POST', redirect: 'manual' });
    expect([opened.status, opened.headers.get('location')]).toEqual([303, linkTo(id, 'sales')]);
  });

  it('is offered for no template that is not listed', async () => {
    expect((await world.create({ interview_template_id: 'support' })).status).toBe(400);
  });

  test.each([
    ['without a proof', () => ({})],
    ['with another signature', (body: string) => signed(body, 'wrong', world.clock.now())],
    ['with a signature of yesterday', (body: string) => signed(body, httpSecret, world.clock.now() - 24 * hour)],
    ['with the signature of another body', () => signed('{}', httpSecret, world.clock.now())],
    [
      'with the signature of the link',
      (_: string, id: string) => ({ authorization: `Bearer ${linkSignature(id, httpSecret)}` }),
    ],
  ])('a webhook %s is refused', async (_what, headersFor) => {
    const { id } = await world.create({ interview_template_id: 'sales' });
    const body = JSON.stringify({ interview_id: id, interview: { status: 'completed', score: score(99) } });
    const headers: Record<string, string> = headersFor(body, id);
    expect((await fetch(`${world.url}/webhooks/http`, { method: 'POST', headers, body })).status).toBe(401);
    expect((await world.ask('GET', `/interviews/${id}`)).body.status).toBe('pending');
  });

  it('is not asked at the end either', async () => {
    const { callbackUrl } = await world.create({ interview_template_id: 'sales' });
    world.clock.advance(15 * 24 * hour);
    expect(await world.workable.control.waitFor(callbackUrl)).toEqual({ status: 'expired' });
    expect(world.http.control.requests).toEqual([]);
  });
});
