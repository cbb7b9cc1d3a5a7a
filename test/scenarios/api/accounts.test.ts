import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { type ApiWorld, apiOf, openApiWorld } from '../../../testing/api.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { putsOf, templatesOf } from '../../../testing/interviews.ts';
import { bridgeCommand, logged } from '../../../testing/operator.ts';
import { resultOf } from '../../../testing/payloads.ts';
import { peek } from '../../../testing/peek.ts';
import { dataUriOf, pngChunk, pngOf } from '../../../testing/png.ts';
import { openSecondBridge, type SecondBridge } from '../../../testing/second-bridge.ts';
import { openWorld, secrets, until } from '../../../testing/world.ts';

const dataKey = 'a-data-key-of-32-characters-00000';
let world: ApiWorld;
let second: SecondBridge;
let made = 0;

beforeAll(async () => {
  world = await openApiWorld(openWorld({ DATA_KEY: dataKey, JOBMOJITO_DETAILS: 'false' }));
  second = await openSecondBridge(world);
});
afterAll(async () => {
  await second.close();
  await world.close();
});

/** Settings of one customer more, none of which another has. */
function settingsOf(name: string): Record<string, string> {
  return {
    WORKABLE_CALLBACK_TOKEN: secrets.callbackToken,
    WORKABLE_CALLBACK_HOSTS: new URL(world.workable.url).origin,
    JOBMOJITO_API_KEY: secrets.apiKey,
    JOBMOJITO_API_URL: world.vendor.url,
    JOBMOJITO_WEBHOOK_SECRET: `webhook-secret-of-${name}`,
  };
}

type Account = { name: string; token: string; etag: string; tokenId: string };

async function make(settings: Record<string, string> = {}): Promise<Account> {
  made += 1;
  const name = `customer-${made}`;
  const { status, body } = await world.api('POST', '/accounts', {
    body: { name, settings: { ...settingsOf(name), ...settings } },
  });
  expect([status, body.message]).toEqual([201, undefined]);
  return { name, token: body.provider_token, etag: body.etag, tokenId: body.provider_tokens[0].id };
}

type Sent = Awaited<ReturnType<typeof create>>;

/** Workable asks for an interview. */
async function create(host: Pick<ApiWorld, 'ask'>, { name, token }: Pick<Account, 'name' | 'token'>) {
  const email = `${name}.${Math.random()}@example.test`;
  const callbackUrl = `${world.workable.url}/interviews/${name}-${Math.random()}`;
  const templateId = templatesOf(world)[0] ?? '';
  const answer = await host.ask('POST', '/interviews', {
    headers: { authorization: `Bearer ${token}` },
    body: {
      interview_template_id: templateId,
      job_title: 'Operations Manager',
      callback_url: callbackUrl,
      candidate: { first_name: 'Lakita', last_name: 'Marrero', email },
    },
  });
  return { ...answer, id: String(answer.body.interview_id), callbackUrl, email, templateId };
}

/** The vendor sends the result. */
async function complete({ name }: Pick<Account, 'name'>, sent: Sent) {
  const headers = { authorization: `Bearer webhook-secret-of-${name}` };
  const { status } = await world.ask('POST', '/webhooks/jobmojito', { headers, body: resultOf(sent) });
  return status;
}

async function change(account: Pick<Account, 'name'>, settings: object, etag?: string) {
  return world.api('PATCH', `/accounts/${account.name}`, {
    body: { settings },
    headers: { 'if-match': etag },
  });
}

describe('an account that is made', () => {
  it('is used at once where it was made, and elsewhere within moments; its result arrives', async () => {
    const account = await make();
    const here = await create(world, account);
    expect(here.status).toBe(201);
    await until('the other process knows it', async () => (await create(second, account)).status === 201, 2_000);
    expect(await complete(account, here)).toBe(200);
    await until('the result arrives', () => putsOf(world, here).length > 0);
  });

  it('is answered with its address, its ETag and a token that is nowhere else', async () => {
    made += 1;
    const name = `customer-${made}`;
    const body = { name, settings: { ...settingsOf(name), EXCELLED_FROM: 90, LANGUAGE: 'de' } };
    const answer = await world.api('POST', '/accounts', { body });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/api/v1/accounts/${name}`);
    expect(answer.headers.get('etag')).toBe(answer.body.etag);
    const { provider_token: token, ...account } = answer.body;
    expect(token).toMatch(/^wpt_[\w-]{43}$/);
    expect(account).toMatchObject({
      name,
      source: 'managed',
      state: 'active',
      vendor: 'jobmojito',
      settings: {
        EXCELLED_FROM: '90',
        LANGUAGE: 'de',
        JOBMOJITO_API_KEY: { set: true, ends: expect.stringMatching(/^….{4}$/) },
        WORKABLE_CALLBACK_TOKEN: { set: true },
      },
      provider_tokens: [{ ends: `…${token.slice(-4)}` }],
    });
    const read = await world.api('GET', `/accounts/${name}`);
    expect(read.body).toEqual(account);
    expect(read.headers.get('etag')).toBe(account.etag);
    expect(await peek(world.redisUrl)).not.toContain(token);
    expect(world.logLines.join('\n')).not.toContain(token);
  });

  it('is made once for an Idempotency-Key, and its token is not shown again', async () => {
    made += 1;
    const name = `customer-${made}`;
    const given = { body: { name, settings: settingsOf(name) }, headers: { 'idempotency-key': `make ${name}` } };
    const first = await world.api('POST', '/accounts', given);
    const again = await world.api('POST', '/accounts', given);
    const { provider_token: token, ...rest } = first.body;
    expect(token).toBeDefined();
    expect([again.status, again.body]).toEqual([201, rest]);
    expectError(await world.api('POST', '/accounts', { body: given.body }), 409, `There is an account ${name} already`);
  });

  it.each([
    [{ name: 'Acme', settings: {} }, 400, /^name should be 1 to 32/],
    [{ settings: {} }, 400, /name should be provided/],
    [{ name: 'acme', settings: [] }, 400, /settings should be an object/],
    [{ name: 'acme', settings: { JOBMOJITO_API_KEY: ['x'] } }, 400, /settings.JOBMOJITO_API_KEY should be a text/],
    [{ name: 'acme', settings: {} }, 400, /JOBMOJITO_API_KEY is missing.*JOBMOJITO_WEBHOOK_SECRET is missing/],
    [{ name: 'acme', settings: { PORT: 1 } }, 400, /^PORT is not a setting of an account$/],
    [{ name: 'acme', settings: { VENDOR: 'nobody' } }, 400, /^VENDOR should be /],
    [{ name: 'acme', settings: {}, colour: 'blue' }, 400, /Unknown field: colour/],
    [{ name: 'default', settings: {} }, 409, /configured already/],
  ])('is refused where something is wrong: %j', async (body, status, message) => {
    const answer = await world.api('POST', '/accounts', { body });
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(message)]);
  });

  it('has no secret of another account, and the setting is named', async () => {
    const { name } = await make();
    const taken = /^JOBMOJITO_WEBHOOK_SECRET belongs to another account/;
    for (const secret of [`webhook-secret-of-${name}`, secrets.webhookSecret]) {
      const settings = { ...settingsOf('another'), JOBMOJITO_WEBHOOK_SECRET: secret };
      const answer = await world.api('POST', '/accounts', { body: { name: 'another', settings } });
      expect([answer.status, answer.body.message]).toEqual([409, expect.stringMatching(taken)]);
    }
  });

  it("has no token of Workable's API that another one has, also as its former one, and may not get it later", async () => {
    const token = 'the-api-token-of-one-account';
    const first = await make({ WORKABLE_API_TOKEN: `another-api-token,${token}` });
    const taken = [409, expect.stringMatching(/^WORKABLE_API_TOKEN belongs to another account/)];
    const settings = { ...settingsOf('another'), WORKABLE_API_TOKEN: token };
    const answer = await world.api('POST', '/accounts', { body: { name: 'another', settings } });
    expect([answer.status, answer.body.message]).toEqual(taken);
    const second = await make();
    const change = (name: string, body: object) =>
      world.api('PATCH', `/accounts/${name}`, { body: { settings: body }, headers: { 'if-match': '*' } });
    const later = await change(second.name, { WORKABLE_API_TOKEN: token });
    expect([later.status, later.body.message]).toEqual(taken);
    expect((await change(first.name, { WORKABLE_API_TOKEN: null })).status).toBe(200);
    expect((await change(second.name, { WORKABLE_API_TOKEN: token })).status).toBe(200);
  });

  it('has no provider token that the bridge made for another one, whichever process is asked', async () => {
    const owner = await make();
    const other = await make();
    const settings = { WORKABLE_PROVIDER_TOKEN: `a-token-of-its-own-1,${owner.token}` };
    const body = { name: 'thief', settings: { ...settingsOf('thief'), ...settings } };
    const answers = [
      await apiOf(second)('POST', '/accounts', { body }),
      await world.api('POST', '/accounts', { body }),
      await change(other, settings, other.etag),
    ];
    const taken = expect.stringMatching(/^WORKABLE_PROVIDER_TOKEN belongs to another account/);
    expect(answers.map(({ status, body: { message } }) => [status, message])).toEqual(answers.map(() => [409, taken]));
    expect((await create(world, owner)).id).toMatch(new RegExp(`^${owner.name}_`));
  });
});

describe('settings', () => {
  it('change with the ETag of what was read, merge, and null takes one away', async () => {
    const account = await make({ LANGUAGE: 'de' });
    expect((await change(account, { RETENTION: '30d' })).status).toBe(428);
    const { status, body, headers } = await change(account, { RETENTION: '30d', LANGUAGE: null }, account.etag);
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe(body.etag);
    expect(body.settings).toMatchObject({ RETENTION: '30d', JOBMOJITO_API_KEY: { set: true } });
    expect(body.settings.LANGUAGE).toBeUndefined();
    expect((await change(account, { RETENTION: '40d' }, account.etag)).status).toBe(412);
    expect((await change(account, { RETENTION: '40d' }, '*')).body.settings.RETENTION).toBe('40d');
    const wrong = await change(account, { RETENTION: 'soon' }, '*');
    expect([wrong.status, wrong.body.message]).toEqual([400, expect.stringMatching(/^RETENTION should be a duration/)]);
  });

  it.each(['NOPE', 'PORT', 'DATA_KEY', 'JOBMOJITO_API_KEY_FILE', 'toString', '__proto__'])(
    'have no %s, which is not to be taken away either',
    async (name) => {
      const account = await make();
      for (const value of ['"x"', 'null']) {
        const { status, body } = await world.api('PATCH', `/accounts/${account.name}`, {
          rawBody: `{"settings":{"${name}":${value}}}`,
          headers: { 'if-match': account.etag },
        });
        const refusal = new RegExp(`^(${name} is not a setting of an account|Unknown field: settings.${name})$`);
        expect([status, body.message]).toEqual([400, expect.stringMatching(refusal)]);
      }
    },
  );

  it('that Workable refused a token for are tried at once when the token is put right', async () => {
    const account = await make({ WORKABLE_CALLBACK_TOKEN: 'a-wrong-callback-token' });
    const sent = await create(world, account);
    await complete(account, sent);
    await until('Workable refuses the token', () =>
      logged(world, 'delivery').some((line) => line.account === account.name && line.outcome === 'token-rejected'),
    );
    await change(account, { WORKABLE_CALLBACK_TOKEN: secrets.callbackToken }, '*');
    await until('the result arrives', () => putsOf(world, sent).some(({ status }) => status < 300), 10_000);
  });

  it('of an account without a callback token let results wait, and nothing is sent without one', async () => {
    const { WORKABLE_CALLBACK_TOKEN: _none, ...settings } = settingsOf('later');
    const { body } = await world.api('POST', '/accounts', { body: { name: 'later', settings } });
    expect(body).toMatchObject({
      missing: [expect.stringMatching(/^Workable is not connected yet, .*"bridge connect-link later" /)],
      base_url: world.url,
      webhook_url: `${world.url}/webhooks/jobmojito`,
    });
    const account = { name: 'later', token: body.provider_token };
    const sent = await create(world, account);
    await complete(account, sent);
    await until('it waits', () => logged(world, 'delivery').some((line) => line.account === 'later'));
    expect(putsOf(world, sent)).toEqual([]);
    const { body: health } = await world.api('GET', '/accounts/later/health');
    const texts = health.findings.map(({ text }: { text: string }) => text);
    expect(texts).toContainEqual(
      expect.stringMatching(/^all deliveries wait since .*: WORKABLE_CALLBACK_TOKEN is not set/),
    );
    expect(texts.join()).not.toContain('refuse');
    const changed = await change(account, { WORKABLE_CALLBACK_TOKEN: secrets.callbackToken }, '*');
    expect(changed.body.missing).toBeUndefined();
    await until('the result arrives', () => putsOf(world, sent).length > 0, 10_000);
  });

  it('of an account that is configured are shown with their source, and do not change here', async () => {
    const { body } = await world.api('GET', '/accounts/default');
    expect(body).toMatchObject({ source: 'environment', state: 'active', provider_tokens: [] });
    expect(body.settings.JOBMOJITO_API_KEY).toEqual({ set: true, ends: expect.any(String) });
    for (const [method, path] of [
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/provider-tokens'],
    ] as const) {
      const given = method === 'PATCH' ? { body: { settings: {} } } : {};
      const answer = await world.api(method, `/accounts/default${path}`, given);
      expect([method, path, answer.status, answer.body.message]).toEqual([
        method,
        path,
        409,
        expect.stringMatching(/configured/),
      ]);
    }
  });
});

describe('provider tokens', () => {
  it('that are not there are answered without what was sent, which is not logged either', async () => {
    const { name, token } = await make();
    for (const id of [token, 'x'.repeat(3_000), 'a%0ab']) {
      const { status, body } = await world.api('DELETE', `/accounts/${name}/provider-tokens/${id}`);
      expect([status, body.message]).toEqual([404, 'There is no such provider token']);
    }
    expect(world.logLines.join('\n')).not.toContain(token);
  });

  it('are valid side by side, and until each is retired, in every process', async () => {
    const account = await make();
    const { body } = await world.api('POST', `/accounts/${account.name}/provider-tokens`);
    const next = { ...account, token: body.provider_token };
    expect((await create(world, account)).status).toBe(201);
    expect((await create(world, next)).status).toBe(201);
    const gone = await world.api('DELETE', `/accounts/${account.name}/provider-tokens/${account.tokenId}`);
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await create(world, account)).status).toBe(401);
    expect((await create(world, next)).status).toBe(201);
    await until('the other process refuses it', async () => (await create(second, account)).status === 401, 2_000);
    expect((await world.api('DELETE', `/accounts/${account.name}/provider-tokens/pt_none`)).status).toBe(404);
  });
});

it('a connect link leads to a page of the account, and is not kept for the next request with its key', async () => {
  const account = await make();
  const given = { headers: { 'idempotency-key': `link ${account.name}` } };
  const first = await world.api('POST', `/accounts/${account.name}/connect-links`, given);
  expect(first.status).toBe(201);
  const { pathname } = new URL(first.body.url);
  const page = await world.ask('GET', pathname, { headers: { authorization: undefined } });
  expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/html/)]);
  const again = await world.api('POST', `/accounts/${account.name}/connect-links`, given);
  expect(again.body).toEqual({ expires_at: first.body.expires_at });
  expect((await world.api('POST', '/accounts/default/connect-links')).status).toBe(409);
  expect((await world.api('POST', '/accounts/nobody/connect-links')).status).toBe(404);
});

it.each([
  ['POST', '/pause'],
  ['POST', '/resume'],
  ['POST', '/provider-tokens'],
  ['DELETE', '/provider-tokens/{id}'],
])('%s %s is refused where its If-Match is about an earlier state, which it may have', async (method, path) => {
  const account = await make();
  const act = (etag: string) =>
    world.api(method, `/accounts/${account.name}${path.replace('{id}', account.tokenId)}`, {
      headers: { 'if-match': etag },
    });
  const { body } = await change(account, { RETENTION: '40d' }, account.etag);
  expect((await act(account.etag)).status).toBe(412);
  expect((await world.api('GET', `/accounts/${account.name}`)).body).toEqual(body);
  expect((await act(body.etag)).status).toBeLessThan(300);
});

describe('a paused account', () => {
  it('answers creates 503, takes webhooks, sends nothing, and goes on where it was', async () => {
    const account = await make();
    const sent = await create(world, account);
    const paused = await world.api('POST', `/accounts/${account.name}/pause`);
    expect(paused.body.state).toBe('paused');
    const { body: health } = await world.api('GET', `/accounts/${account.name}/health`);
    expect(health.findings).toContainEqual({ level: 'ok', text: expect.stringMatching(/^paused: nothing goes out/) });
    const calls = world.vendor.control.requests.length;
    const refused = await create(world, account);
    expectError(refused, 503, 'This account is paused');
    expect(refused.headers.get('retry-after')).not.toBeNull();
    await until('the other process knows', async () => (await create(second, account)).status === 503, 2_000);
    expect(await complete(account, sent)).toBe(200);
    const pending = await world.ask('GET', `/interviews/${sent.id}`, {
      headers: { authorization: `Bearer ${account.token}` },
    });
    expect(pending.status).toBe(200);
    // Others go on, so by now it would have been sent.
    const other = await make();
    const theirs = await create(world, other);
    await complete(other, theirs);
    await until('the result of another account arrives', () => putsOf(world, theirs).length > 0);
    expect(putsOf(world, sent)).toEqual([]);
    expect(
      world.vendor.control.requests.slice(calls).filter(({ body }) => JSON.stringify(body ?? '').includes(sent.id)),
    ).toEqual([]);

    expect((await world.api('POST', `/accounts/${account.name}/resume`)).body.state).toBe('active');
    await until('its result arrives', () => putsOf(world, sent).length > 0, 10_000);
    expect((await create(world, account)).status).toBe(201);
  });
});

describe('an account that no key decrypts', () => {
  it('is listed as unusable with the reason, and cannot be changed', async () => {
    const other = await openSecondBridge(world, { DATA_KEY: `another-data-key-of-32-characters,${dataKey}` });
    const api = apiOf(other);
    const name = 'sealed';
    expect((await api('POST', '/accounts', { body: { name, settings: settingsOf(name) } })).status).toBe(201);
    const read = () => world.api('GET', `/accounts/${name}`);
    await until('it is known', async () => (await read()).status === 200);
    const { body: view } = await read();
    expect(view).toMatchObject({ source: 'managed', state: 'unusable', settings: {}, provider_tokens: [] });
    expect(view.errors).toEqual([expect.stringMatching(/DATA_KEY/)]);
    expect(view.base_url).toBeUndefined();
    const { body: list } = await world.api('GET', '/accounts?limit=200');
    expect(list.items).toContainEqual(view);
    const health = await world.api('GET', `/accounts/${name}/health`);
    expect([health.status, health.body.ok]).toEqual([200, false]);
    const changed = await change({ name }, { LANGUAGE: 'de' }, '*');
    expect([changed.status, changed.body.message]).toEqual([
      409,
      expect.stringMatching(/^The account sealed cannot be read: /),
    ]);
    const query = '?force=true&erase=true';
    expect((await api('DELETE', `/accounts/${name}${query}`, { headers: { 'If-Match': '*' } })).status).toBe(202);
    await until('it is gone', async () => (await read()).status === 404, 30_000);
    await other.close();
  });
});

describe('removing an account', () => {
  it('is refused while interviews are open, and with force ends them and leaves nothing', async () => {
    const account = await make();
    const path = `/accounts/${account.name}`;
    await create(world, account);
    const refused = await world.api('DELETE', path, { headers: { 'if-match': '*' } });
    expect([refused.status, refused.body.message]).toEqual([409, expect.stringMatching(/open interviews/)]);
    expect((await world.api('DELETE', `${path}?force=true`)).status).toBe(428);
    const removed = await world.api('DELETE', `${path}?force=true&erase=true`, { headers: { 'if-match': '*' } });
    expect([removed.status, removed.body.state]).toEqual([202, 'removing']);
    expect((await create(world, account)).status).toBe(401);
    await until('it is gone', async () => (await world.api('GET', path)).status === 404);
    await until('the other process has forgotten it', async () => (await apiOf(second)('GET', path)).status === 404);
    const left = (await peek(world.redisUrl)).split('\n').filter((line) => line.includes(`{${account.name}}`));
    expect(left.filter((line) => !line.includes(':probe'))).toEqual([]);
    expect((await make()).name).not.toBe(account.name);
  });

  it('without erasing lets Workable hear of the end of what is open, and keeps the data for its time', async () => {
    const account = await make({ RETENTION: '1d' });
    const path = `/accounts/${account.name}`;
    const sent = await create(world, account);
    await world.api('DELETE', `${path}?force=true`, { headers: { 'if-match': '*' } });
    await until('Workable hears of it', () => putsOf(world, sent).length > 0);
    expect((await world.api('GET', path)).body.state).toBe('removing');
    expect((await world.api('GET', `/interviews/${sent.id}`)).body.state).toBe('cancelled');
    const again = await world.api('POST', '/accounts', { body: { name: account.name, settings: settingsOf('next') } });
    expect(again.status).toBe(409);
    expect((await world.api('DELETE', `${path}?erase=true`, { headers: { 'if-match': '*' } })).status).toBe(202);
    await until('it is gone', async () => (await world.api('GET', path)).status === 404);
  });
});

describe('the list of accounts', () => {
  it('has all of them by name, in pages', async () => {
    for (let i = 0; i < 3; i += 1) await make();
    const names: string[] = [];
    for (let cursor = ''; ; ) {
      const { body } = await world.api('GET', `/accounts?limit=2${cursor}`);
      names.push(...body.items.map(({ name }: { name: string }) => name));
      if (body.next_cursor === undefined) break;
      expect(body.items).toHaveLength(2);
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(names).toContain('default');
    expect(names).toEqual([...new Set(names)].sort());
    expect((await bridgeCommand(world, 'doctor --json')).text).toContain(names.at(-1));
  });

  it('has no logo, which reading that one account has', async () => {
    const logo = dataUriOf(pngOf(60, 20, { more: [pngChunk('prVt', randomBytes(1_000))] }));
    expect(logo.length).toBeGreaterThan(limits.settingCharactersInLists);
    const { name, etag } = await make({ BRAND_LOGO: logo, LANGUAGE: 'de' });
    const { body } = await world.api('GET', '/accounts?limit=200');
    const listed = body.items.find((each: { name: string }) => each.name === name);
    const settings = { LANGUAGE: 'de', BRAND_LOGO: { set: true, ends: `…${logo.slice(-4)}` } };
    expect(listed).toMatchObject({ settings, etag });
    expect((await world.api('GET', `/accounts/${name}`)).body).toMatchObject({ settings: { BRAND_LOGO: logo }, etag });
    const { text } = await bridgeCommand(world, `accounts show ${name}`);
    expect(text).toMatch(new RegExp(`BRAND_LOGO +\\(${logo.length} characters\\) …`));
    const data = JSON.parse((await bridgeCommand(world, `accounts show ${name} --json`)).text);
    expect(data.settings.BRAND_LOGO).toBe(logo);
  });
});

it('every change is written down with names, and never with a value', async () => {
  const account = await make();
  await change(account, { WORKABLE_CALLBACK_TOKEN: 'canary-of-a-callback-token' }, '*');
  await world.api('POST', `/accounts/${account.name}/pause`);
  const { text } = await bridgeCommand(world, `history --account ${account.name}`);
  expect(text).toMatch(/changed WORKABLE_CALLBACK_TOKEN, by api/);
  expect(text).toMatch(/paused, by api/);
  expect(`${text}${world.logLines.join('')}${world.api.answers.join('')}`).not.toContain('canary-of-a');
});

it('without a DATA_KEY none can be made, and the message says what to do', async () => {
  const without = await openApiWorld(openWorld());
  const answer = await without.api('POST', '/accounts', { body: { name: 'acme', settings: {} } });
  expect([answer.status, answer.body.message]).toEqual([409, expect.stringMatching(/DATA_KEY/)]);
  await without.close();
});
