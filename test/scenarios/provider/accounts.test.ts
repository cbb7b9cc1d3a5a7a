import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SandboxVendor, startSandboxVendor } from '../../../sandbox/vendor/server.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { openSmtpServer, type SmtpServer } from '../../../testing/smtp-server.ts';
import { type Answer, createBody, openWorld, secrets, type World } from '../../../testing/world.ts';

/** Two customers on one bridge, each with its own merchant at the vendor. */
let world: World;
let otherVendor: SandboxVendor;
let smtp: SmtpServer;

beforeAll(async () => {
  smtp = await openSmtpServer();
  otherVendor = await startSandboxVendor({ apiKey: 'key-of-globex' });
  otherVendor.control.definitions = otherVendor.control.definitions.map((definition) => ({
    ...definition,
    name: `Globex: ${definition.name}`,
  }));
  const accountsFile = JSON.stringify({
    accounts: {
      acme: {
        WORKABLE_PROVIDER_TOKEN: 'acme-old,acme-new',
        WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
        JOBMOJITO_API_KEY: secrets.apiKey,
        JOBMOJITO_WEBHOOK_SECRET: secrets.webhookSecret,
      },
      globex: {
        WORKABLE_PROVIDER_TOKEN: 'globex',
        WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
        JOBMOJITO_API_KEY: 'key-of-globex',
        JOBMOJITO_API_URL: otherVendor.url,
        JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret-of-globex',
        SHARED_LINK_TTL: 'views:3',
        JOBMOJITO_SEND_EMAIL: false,
        SMTP_URL: smtp.url,
        COMPANY_NAME: 'Globex',
      },
    },
  });
  world = await openWorld(
    { ACCOUNTS_FILE: '/run/secrets/accounts.json', MAIL_FROM: 'jobs@globex.example' },
    { accountsFile },
  );
  otherVendor.control.configureWebhook({ url: `${world.url}/webhooks/jobmojito`, secret: 'webhook-secret-of-globex' });
});
afterAll(async () => {
  await world.close();
  await otherVendor.close();
  await smtp.close();
});

type Token = 'acme-old' | 'acme-new' | 'globex';

function askAs(token: Token, method: string, path: string, body?: unknown): Promise<Answer> {
  return world.ask(method, path, { headers: { authorization: `Bearer ${token}` }, ...(body ? { body } : {}) });
}

function newBody(vendor: SandboxVendor) {
  const candidate = { first_name: 'Ana', email: `candidate.${randomUUID()}@example.test` };
  const template = vendor.control.definitions[0]!.id;
  return { template, ...candidate, body: createBody(world, { interview_template_id: template, candidate }) };
}

/** A completed interview of Globex. */
async function completed(): Promise<string> {
  const { body, email, template } = newBody(otherVendor);
  const { interview_id } = (await askAs('globex', 'POST', '/interviews', body)).body;
  const attempt = await otherVendor.control.start(email, template);
  await otherVendor.control.score(attempt, 6);
  await world.workable.control.waitFor(String(body.callback_url));
  return interview_id;
}

describe('several accounts', () => {
  it.each(['acme-old', 'acme-new', 'globex'] as const)('are opened by each of their tokens: %s', async (token) => {
    expect((await askAs(token, 'GET', '/interview-templates')).status).toBe(200);
  });

  it.each(['acme', 'acme-old,acme-new', secrets.providerToken])('are not opened by %s', async (token) => {
    const headers = { authorization: `Bearer ${token}` };
    expectError(await world.ask('GET', '/interview-templates', { headers }), 401, 'Invalid Token');
  });

  it('see the templates of their own vendor key', async () => {
    const namesSeenBy = async (token: Token) => {
      const { body } = await askAs(token, 'GET', '/interview-templates');
      return (body.interview_templates as { name: string }[]).map(({ name }) => name.startsWith('Globex: '));
    };
    expect(await namesSeenBy('acme-new')).toEqual([false, false, false]);
    expect(await namesSeenBy('globex')).toEqual([true, true, true]);
    const keys = new Set(otherVendor.control.requests.map(({ headers }) => headers.authorization));
    expect([...keys]).toEqual(['Bearer key-of-globex']);
  });

  it('see their own jobs', async () => {
    const jobs = async (token: Token) => (await askAs(token, 'GET', '/jobs')).body.jobs[0].name;
    expect([await jobs('acme-old'), await jobs('globex')]).toEqual([
      'Store manager, three rounds',
      'Globex: Store manager, three rounds',
    ]);
  });

  it('do not see templates of each other when they create', async () => {
    const { body, email } = newBody(otherVendor);
    const message = 'Invalid field: interview_template_id should be an available interview template';
    expectError(await askAs('acme-new', 'POST', '/interviews', body), 400, message);
    const heard = [world.vendor, otherVendor].flatMap(({ control }) => control.invitations.map((each) => each.email));
    expect(heard).not.toContain(email);
  });

  it('invite with their own key and settings', async () => {
    const { body, email } = newBody(otherVendor);
    expect((await askAs('globex', 'POST', '/interviews', body)).status).toBe(201);
    expect(otherVendor.control.invitations.find((each) => each.email === email)?.sendEmail).toBe(false);
    expect(world.vendor.control.invitations.map((each) => each.email)).not.toContain(email);
  });

  it('have separate interviews under one callback URL', async () => {
    const [ours, theirs] = [newBody(world.vendor), newBody(otherVendor)];
    const callback_url = ours.body.callback_url;
    const a = await askAs('acme-old', 'POST', '/interviews', ours.body);
    const b = await askAs('globex', 'POST', '/interviews', { ...theirs.body, callback_url });
    expect([a.status, b.status]).toEqual([201, 201]);
    expect(a.body.interview_id).not.toBe(b.body.interview_id);
  });

  it('have one interview under each of their tokens', async () => {
    const { body, email } = newBody(world.vendor);
    const [a, b] = [
      await askAs('acme-old', 'POST', '/interviews', body),
      await askAs('acme-new', 'POST', '/interviews', body),
    ];
    expect(a.body).toEqual(b.body);
    expect(world.vendor.control.invitations.filter((each) => each.email === email)).toHaveLength(1);
  });

  it('do not see interviews of each other', async () => {
    const id = await completed();
    expectError(await askAs('acme-new', 'GET', `/interviews/${id}`), 404, 'Unknown interview');
    expect((await askAs('globex', 'GET', `/interviews/${id}`)).body).toMatchObject({ status: 'completed' });
  });

  it('do not get shared links of each other', async () => {
    const id = await completed();
    expectError(await askAs('acme-new', 'GET', `/interviews/${id}/shared-link`), 404, 'Unknown interview');
    const link = await askAs('globex', 'GET', `/interviews/${id}/shared-link`);
    expect(link).toMatchObject({ status: 200, body: { ttl: '3', ttl_units: 'views' } });
  });

  it('cannot reach an interview under the name of another account', async () => {
    const id = await completed();
    const renamed = id.replace('globex_', 'acme_');
    expect(renamed).not.toBe(id);
    expectError(await askAs('acme-new', 'GET', `/interviews/${renamed}`), 404, 'Unknown interview');
    expectError(await askAs('globex', 'GET', `/interviews/${renamed}`), 404, 'Unknown interview');
  });

  it('do not suffer from a vendor that is down for another one', async () => {
    otherVendor.control.misbehave({ path: 'job-interview-register-users', how: 'error' });
    const theirs = await askAs('globex', 'POST', '/interviews', newBody(otherVendor).body);
    const ours = await askAs('acme-new', 'POST', '/interviews', newBody(world.vendor).body);
    otherVendor.control.behave();
    expect([theirs.status, ours.status]).toEqual([503, 201]);
  });
});

describe('tokens of a single account', () => {
  let single: World;
  beforeAll(async () => {
    single = await openWorld({ WORKABLE_PROVIDER_TOKEN: 'first, second' });
  });
  afterAll(() => single.close());

  it.each(['first', 'second'])('are all valid: %s', async (token) => {
    expect((await single.ask('GET', '/jobs', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  it('are forgotten when they are rotated out, and their interviews stay', async () => {
    const first = { authorization: 'Bearer first' };
    const third = { authorization: 'Bearer third' };
    const { body } = await single.ask('POST', '/interviews', { body: createBody(single), headers: first });
    await single.restart({ WORKABLE_PROVIDER_TOKEN: 'second,third' });
    expectError(await single.ask('GET', `/interviews/${body.interview_id}`, { headers: first }), 401, 'Invalid Token');
    expect((await single.ask('GET', `/interviews/${body.interview_id}`, { headers: third })).status).toBe(200);
  });
});
