import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { found } from '../../../testing/canaries.ts';
import { type Browser, browserOf, type ConsoleAnswer } from '../../../testing/console.ts';
import { sendInterview } from '../../../testing/interviews.ts';
import { makeManaged, managing, openManagedWorld } from '../../../testing/managed-account.ts';
import { bridgeCommand } from '../../../testing/operator.ts';
import { openSecondBridge } from '../../../testing/second-bridge.ts';
import { secrets, until, type World } from '../../../testing/world.ts';

let world: World;
let browser: Browser;
/** Shown once, and nowhere else. */
const shown: string[] = [];
beforeAll(async () => {
  world = await openManagedWorld({ JOBMOJITO_DETAILS: 'false' });
  browser = browserOf(world);
  await browser.logIn();
});
afterAll(async () => {
  await world.close();
  const hidden = [...Object.values(secrets), 'webhook-secret-of', 'a-data-key', 'another-callback-token'];
  expect(found([...world.logLines, ...browser.answers].join('\n'), hidden)).toEqual([]);
  for (const each of shown) {
    expect([...world.logLines, ...browser.answers].filter((text) => text.includes(each))).toHaveLength(1);
  }
});

let made = 0;
/** An account that the running bridge knows. */
async function account(settings: Record<string, string> = {}): Promise<{ name: string; token: string }> {
  made += 1;
  const name = `customer-${made}`;
  const token = await makeManaged(world, name, settings);
  await until('the bridge knows the account', async () => {
    const headers = { authorization: `Bearer ${token}` };
    return (await world.ask('GET', '/interview-templates', { headers })).status !== 401;
  });
  return { name, token };
}

const get = (path: string) => browser.get(`/operator${path}`);
const lastLine = async (name: string) => (await bridgeCommand(world, `history --account ${name} --limit 1`)).lines[0];
const onceIn = ({ text }: ConsoleAnswer): string => {
  const [, value = ''] = /id="once"[^>]* value="([^"]+)"/.exec(text) ?? [];
  shown.push(value);
  return value;
};
const statusOf = async (token: string) =>
  (await world.ask('GET', '/interview-templates', { headers: { authorization: `Bearer ${token}` } })).status;

test('that another process did not start, since its DATA_KEY does not fit, the overview and the doctor say', async () => {
  const DATA_KEY = 'another-data-key-of-32-characters';
  await expect(openSecondBridge(world, { DATA_KEY })).rejects.toThrow(/not in DATA_KEY: set DATA_KEY as it was then/);
  const words = /a process on \S+ did not start, last at .*not in DATA_KEY: set DATA_KEY as it was then/;
  expect((await get('')).text).toMatch(words);
  expect((await bridgeCommand(world, 'doctor')).text).toMatch(words);

  const at = world.clock.now();
  const note = (i: number) => ({ host: `web-${i}`, why: 'it holds other data', at: at + i });
  const known = await managing(world, async ({ storage: { refusedStarts } }) => {
    for (let i = 0; i < limits.refusedStarts + 5; i += 1) await refusedStarts.note(note(i));
    return refusedStarts.all();
  });
  expect(known).toHaveLength(limits.refusedStarts);
  expect(known[0]).toEqual(note(limits.refusedStarts + 4));
  await managing(world, ({ storage }) => storage.refusedStarts.note({ ...note(0), at: at + 3_600_000 }));
  expect(await managing(world, ({ storage }) => storage.refusedStarts.all())).toHaveLength(1);
});

describe('making an account', () => {
  it('asks for the vendor, then for what that needs, and shows the token once', async () => {
    const first = await get('/new-account');
    expect(first.text).toContain('<option value="greenhouse">');
    const page = await get('/new-account?VENDOR=jobmojito');
    expect(page.text).toMatch(/id="JOBMOJITO_API_KEY"[^>]*type="password"/);
    expect(page.text).not.toContain('GREENHOUSE');
    const given = {
      name: 'acme',
      JOBMOJITO_API_KEY: secrets.apiKey,
      JOBMOJITO_WEBHOOK_SECRET: 'webhook-secret-of-acme',
      WORKABLE_CALLBACK_TOKEN: '',
    };
    const answer = await browser.submit(page, '/operator/new-account/make', given);
    expect(answer.text).toContain(`value="${world.url}/webhooks/jobmojito"`);
    expect(answer.text).toContain('Workable is not connected yet');
    const token = onceIn(answer);
    expect(token).toMatch(/^wpt_/);
    expect(await statusOf(token)).toBe(200);
    expect(await lastLine('acme')).toMatch(/created with JOBMOJITO_API_KEY, .*, VENDOR, by operator$/);
    expect(await browser.submit(page, '/operator/new-account/make', given)).toMatchObject({ status: 409 });
  });

  it.each([
    [{ name: 'Acme!' }, /name should be 1 to 32 of/],
    [{ name: 'globex', VENDOR: 'jobmojito' }, /JOBMOJITO_API_KEY is missing/],
    [{ name: 'globex', VENDOR: 'jobmojito', PORT: '1' }, /PORT is not a setting of an account/],
    [{ name: 'globex', VENDOR: '<b>' }, /VENDOR/],
  ])('says what is wrong with %o', async (fields, why) => {
    const { status, text } = await browser.post('/operator/new-account/make', {
      ...(await browser.signed()),
      ...fields,
    });
    expect([status, text]).toEqual([400, expect.stringMatching(why)]);
    expect(text).not.toContain('<b>');
  });
});

it('keeps what was typed while that cannot be used, but no secret', async () => {
  const page = await get('/new-account?VENDOR=jobmojito');
  const typed = { name: 'Initech!', JOBMOJITO_API_KEY: 'a-key-that-stays-secret', RETENTION: '90d' };
  const again = await browser.submit(page, '/operator/new-account/make', typed);
  expect(again.status).toBe(400);
  expect(again.text).toMatch(/role="alert"[^>]*>[^<]*name should be/);
  expect(again.text).toContain('value="Initech!"');
  expect(again.text).toContain('value="90d"');
  expect(again.text).not.toContain('a-key-that-stays-secret');
  const filtered = await get('/interviews?account=nowhere&job=Operations');
  expect(filtered.status).toBe(400);
  expect(filtered.text).toContain('value="nowhere"');
  expect(filtered.text).toContain('value="Operations"');
  // No page becomes too long by it.
  const long = await browser.submit(page, '/operator/new-account/make', { ...typed, RETENTION: '"'.repeat(60_000) });
  expect([long.status, long.text.includes('value="Initech!"')]).toEqual([400, true]);
});

describe('the list', () => {
  it('has the newest first, configured ones last, with the state in words, page by page', async () => {
    const names: string[] = ['acme'];
    for (let i = 0; i < 31; i += 1) {
      world.clock.advance(1000);
      names.unshift((await account()).name);
    }
    const namesIn = (text: string) => [...text.matchAll(/<b>([a-z0-9-]+)<\/b><\/a>/g)].map(([, name]) => name);
    const first = await get('/accounts');
    expect(namesIn(first.text)).toEqual(names.slice(0, 30));
    expect(first.text).toContain('33 accounts, the newest first');
    const [, next = ''] = /href="\/operator(\/accounts\?cursor=[^"]+)"/.exec(first.text) ?? [];
    expect(namesIn((await get(next)).text)).toEqual([...names.slice(30), 'default']);
    expect(namesIn((await get('/accounts?name=ustomer-1')).text)).toHaveLength(11);
    expect(first.text).toContain('It still lacks 1 setting.');
    const { name } = await account();
    await browser.submit(await get(`/accounts/${name}`), `/operator/accounts/${name}/pause`);
    expect((await get(`/accounts?name=${name}`)).text).toContain('Nothing goes out, and creates are answered 503.');
  });
});

describe('an account', () => {
  it('shows how it stands, its addresses and what operators did', async () => {
    const { name } = await account();
    const { text } = await get(`/accounts/${name}`);
    expect(text).toContain('<span class="chip good">Active</span>');
    expect(text).toMatch(new RegExp(`id="base-url"[^>]* readonly value="${world.url}"`));
    expect(text).toContain(`hx-get="/operator/accounts/${name}/health"`);
    expect(text).toContain('created with JOBMOJITO_API_KEY');
    expect((await get('/accounts/initech')).status).toBe(404);
    const configured = await get('/accounts/default');
    expect(configured.text).toContain('It is changed where it is configured');
    expect(configured.text).not.toContain('/accounts/default/pause');
  });

  it('shows its health step by step, in the words of the doctor', async () => {
    const { name } = await account();
    const { text } = await get(`/accounts/${name}/health`);
    expect(text).toMatch(/<span class="chip warn">Warning<\/span> <span dir="auto">[^<]*Workable is not connected yet/);
    expect(text).toContain('hx-trigger="every 30s"');
    expect((await get(`/accounts/${name}/health?live=off`)).text).not.toContain('hx-trigger');
    const bad = await account({ JOBMOJITO_API_KEY: 'a-key-that-is-wrong-0123' });
    expect((await get(`/accounts/${bad.name}/health`)).text).toContain('<span class="chip bad">Wrong</span>');
  });

  it('is paused and resumed', async () => {
    const { name } = await account();
    const paused = await browser.submit(await get(`/accounts/${name}`), `/operator/accounts/${name}/pause`);
    expect(paused.text).toContain(`${name} is paused`);
    expect(paused.text).toContain('<span class="chip warn">Paused</span>');
    expect(await lastLine(name)).toMatch(/paused, by operator$/);
    const resumed = await browser.submit(paused, `/operator/accounts/${name}/resume`);
    expect(resumed.text).toContain('<span class="chip good">Active</span>');
    expect(await lastLine(name)).toMatch(/resumed, by operator$/);
  });

  it('gets a provider token more, shown once, and one is retired', async () => {
    const { name, token } = await account();
    const page = await get(`/accounts/${name}`);
    const second = onceIn(await browser.submit(page, `/operator/accounts/${name}/provider-tokens`));
    expect([await statusOf(token), await statusOf(second)]).toEqual([200, 200]);
    expect(await lastLine(name)).toMatch(/made provider token pt_\S+, by operator$/);
    const [, first = ''] = /provider-tokens\/(pt_[\w-]+)\/retire/.exec(page.text) ?? [];
    const path = `/operator/accounts/${name}/provider-tokens/${first}/retire`;
    expect((await browser.submit(page, path)).text).toContain('1 left');
    expect([await statusOf(token), await statusOf(second)]).toEqual([401, 200]);
    expect(await lastLine(name)).toMatch(/retired provider token pt_\S+, by operator$/);
    expect((await browser.submit(page, path)).status).toBe(404);
  });

  it('gets a connect link, shown once, and all of them are ended', async () => {
    const { name } = await account();
    const page = await get(`/accounts/${name}`);
    const url = onceIn(await browser.submit(page, `/operator/accounts/${name}/connect-links`));
    const status = async () => {
      const answer = await fetch(url);
      await answer.text();
      return answer.status;
    };
    expect(await status()).toBe(200);
    expect(await lastLine(name)).toMatch(/made a connect link, by operator$/);
    const ended = await browser.submit(page, `/operator/accounts/${name}/connect-links/end`);
    expect(ended.text).toContain(`All connect links of ${name} have ended.`);
    expect(await status()).toBe(404);
    expect(await lastLine(name)).toMatch(/ended all connect links, by operator$/);
  });
});

describe('its settings', () => {
  it('are shown with what sets them, secrets by their last characters', async () => {
    const { name } = await account({ RETENTION: '90d' });
    const { text } = await get(`/accounts/${name}/settings`);
    expect(text).toMatch(/<code>RETENTION<\/code><\/a><\/th><td dir="auto">90d<\/td><td>this account<\/td>/);
    expect(text).toMatch(
      /<code>JOBMOJITO_API_URL<\/code><\/a><\/th><td dir="auto">[^<]*<\/td><td>the environment<\/td>/,
    );
    expect(text).toContain(`(set) …${secrets.apiKey.slice(-4)}`);
    expect((await get('/accounts/default/settings')).text).toContain('They are changed where they are configured');
    expect((await get(`/accounts/${name}/settings?setting=PORT`)).status).toBe(400);
  });

  it('are set and taken away, and secrets are never read back', async () => {
    const { name } = await account();
    const path = `/accounts/${name}/settings`;
    const set = async (setting: string, value: string) =>
      browser.submit(await get(`${path}?setting=${setting}`), `/operator${path}/set`, { value });
    expect((await set('LANGUAGE', 'fr')).text).toContain('LANGUAGE is set.');
    expect((await get(`${path}?setting=LANGUAGE`)).text).toMatch(/id="value"[^>]*value="fr"/);
    await set('WORKABLE_CALLBACK_TOKEN', 'another-callback-token');
    expect(await lastLine(name)).toMatch(/changed WORKABLE_CALLBACK_TOKEN, by operator$/);
    const secret = await get(`${path}?setting=WORKABLE_CALLBACK_TOKEN`);
    expect(secret.text).toMatch(/id="value"[^>]*type="password"/);
    expect(secret.text).toContain('New value, in place of the one that is set');

    const refused = await set('RETENTION', '<b>soon</b>');
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('RETENTION')]);
    expect(refused.text).toMatch(/ value="&lt;b>soon&lt;\/b>"/);
    const secretAgain = await set('WORKABLE_CALLBACK_TOKEN', 'not a token \u0007');
    expect(secretAgain.status).toBe(400);
    expect(secretAgain.text).not.toContain('not a token');

    const page = await get(`${path}?setting=LANGUAGE`);
    expect((await browser.submit(page, `/operator${path}/unset`)).text).toContain('LANGUAGE is taken away.');
    expect(await lastLine(name)).toMatch(/changed LANGUAGE, by operator$/);
    // Another has changed it since.
    const late = await browser.submit(page, `/operator${path}/set`, { value: 'de' });
    expect([late.status, late.text]).toEqual([412, expect.stringContaining('Another operator changed it')]);
    // What was typed can be sent again.
    expect((await browser.submit(late, `/operator${path}/set`, { value: 'de' })).text).toContain('LANGUAGE is set.');
  });
});

describe('removing', () => {
  it('is confirmed by the name, and by a tick where interviews are open', async () => {
    const { name, token } = await account();
    await sendInterview(world, { providerToken: token });
    const path = `/operator/accounts/${name}/remove/now`;
    const page = await get(`/accounts/${name}/remove`);
    expect(page.text).toContain('It has 1 interview, and some of them are open');
    const wrong = await browser.submit(page, path, { confirmation: 'acme', force: 'yes' });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining(`confirmation should be ${name}`)]);
    expect((await browser.submit(page, path, { confirmation: name })).status).toBe(409);
    expect(await statusOf(token)).toBe(200);
    const done = await browser.submit(page, path, { confirmation: name, force: 'yes', erase: 'yes' });
    expect(done.text).toContain(`${name} is being removed`);
    expect(await statusOf(token)).toBe(401);
    await until('it is gone', async () => (await get(`/accounts/${name}`)).status === 404);
    expect((await get('/accounts/default/remove')).status).toBe(409);
  });
});

describe('forms of other pages', () => {
  it.each([
    'new-account/make',
    'accounts/default/pause',
    'accounts/default/provider-tokens',
    'accounts/default/connect-links',
    'accounts/default/connect-links/end',
    'accounts/default/settings/set',
    'accounts/default/settings/unset',
    'accounts/default/remove/now',
    'accounts/default/api-token/check',
    'accounts/default/triggers/add',
    'accounts/default/test-sync/sample',
  ])('change nothing: %s', async (path) => {
    expect((await browser.post(`/operator/${path}`, { name: 'acme' })).status).toBe(403);
    const signed = await browser.signed();
    expect((await browser.post(`/operator/${path}`, signed, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.get(`/operator/${path}`)).status).not.toBe(500);
  });

  it.each(['pause', 'resume', 'provider-tokens', 'connect-links', 'connect-links/end'])(
    'cannot change an account that is configured: %s',
    async (what) => {
      const { status, text } = await browser.post(`/operator/accounts/default/${what}`, await browser.signed());
      expect([status, text]).toEqual([409, expect.stringContaining('configured')]);
    },
  );
});

it('the queue shows counts and the oldest, and changes nothing', async () => {
  const { text } = await get('/queue');
  expect([...text.matchAll(/<th scope="row">\d+</g)]).toHaveLength(12);
  expect(text).toContain('<dt>deliveries to be sent</dt><dd>0</dd>');
  expect(text).toContain('hx-get="/operator/queue"');
  expect(text).not.toMatch(/action="\/operator\/queue/);
});
