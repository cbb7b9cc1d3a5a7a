import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { type Browser, browserOf } from '../../../testing/console.ts';
import { metricsOf } from '../../../testing/operator.ts';
import { openSecondBridge } from '../../../testing/second-bridge.ts';
import { openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  // Others have logged in meanwhile.
  world.clock.advance(limits.logInsMs);
  browser = browserOf(world);
});

const session = 'operator-session';

describe('logging in', () => {
  test('is asked for on every page, and leads to the page that was wanted', async () => {
    const asked = await browser.get('/operator?live=off');
    expect(asked).toMatchObject({ status: 401 });
    expect(asked.text).toContain('name="to" value="/operator?live=off"');
    const sent = await browser.post('/operator/log-in', { token: secrets.operatorToken, to: '/operator?live=off' });
    expect(sent).toMatchObject({ status: 303, location: '/operator?live=off' });
    expect(await browser.get('/operator')).toMatchObject({ status: 200 });
  });

  test.each(['wrong', '', secrets.providerToken, `${secrets.operatorToken} `, secrets.operatorToken.slice(1)])(
    'is refused with the token %j',
    async (token) => {
      const { status, text } = await browser.logIn(token);
      expect({ status, hasSession: browser.cookies.has(session) }).toEqual({ status: 401, hasSession: false });
      expect(text).toContain('This is not the operator token.');
    },
  );

  test.each([
    'https://evil.example/operator',
    '//evil.example/operator',
    '/\\evil.example/operator',
    '/operator/../reports/x',
    '/operatorx',
    '/operator@evil.example',
    'javascript:alert(1)',
    '/operator\r\nSet-Cookie: a=b/../..//evil.example',
    '',
  ])('leads nowhere else: %j', async (to) => {
    const sent = await browser.post('/operator/log-in', { token: secrets.operatorToken, to });
    expect(sent.location).toMatch(/^\/operator(?:$|[/?])/);
    expect(new URL(sent.location ?? '', world.url).origin).toBe(world.url);
  });

  test('is not for forms of other sites', async () => {
    const fields = { token: secrets.operatorToken };
    for (const headers of [{ origin: 'https://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
      expect(await browser.post('/operator/log-in', fields, headers)).toMatchObject({ status: 403 });
    }
    expect(browser.cookies.has(session)).toBe(false);
  });

  test('is limited for each client, and says until when', async () => {
    const tries = Array.from({ length: limits.logInsOfClient }, () => browser.logIn('wrong'));
    expect((await Promise.all(tries)).map(({ status }) => status)).toEqual(tries.map(() => 401));
    const refused = await browser.logIn();
    expect(refused).toMatchObject({ status: 429 });
    expect(refused.text).toContain('Too many tries');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    world.clock.advance(Number(refused.headers.get('retry-after')) * 1000);
    expect(await browser.logIn()).toMatchObject({ status: 200 });
  });
});

test('logging in is limited for all clients together', async () => {
  expect(limits.logIns % limits.logInsOfClient).toBe(0);
  const clients = Array.from({ length: limits.logIns / limits.logInsOfClient }, (_, i) => `127.0.0.${i + 2}`);
  for (const client of clients) {
    const tries = Array.from({ length: limits.logInsOfClient }, () => statusOfTry(client));
    expect(new Set(await Promise.all(tries))).toEqual(new Set([401]));
  }
  expect(await browser.logIn()).toMatchObject({ status: 429 });
});

/** A wrong token, from an address of this machine. */
async function statusOfTry(localAddress: string): Promise<number | undefined> {
  const sent = request(`${world.url}/operator/log-in`, { method: 'POST', localAddress, agent: false });
  sent.end('token=wrong');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('a session', () => {
  test('is in a cookie that no script and no other site can use', async () => {
    const sent = await browser.post('/operator/log-in', { token: secrets.operatorToken });
    const [cookie = ''] = sent.headers.getSetCookie();
    expect(cookie).toMatch(/^operator-session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  });

  test('is sent by https alone where PUBLIC_URL is https', async ({ onTestFinished }) => {
    onTestFinished(() => world.restart());
    await world.restart({ PUBLIC_URL: 'https://bridge.example' });
    const sent = await browser.post('/operator/log-in', { token: secrets.operatorToken });
    expect(sent.headers.getSetCookie()[0]).toMatch(/^__Host-operator-session=.*; Secure$/);
    expect(await browser.get('/operator')).toMatchObject({ status: 200 });
  });

  test('ends after 12 hours', async () => {
    await browser.logIn();
    world.clock.advance(limits.consoleSessionMs - 60_000);
    expect(await browser.get('/operator')).toMatchObject({ status: 200 });
    world.clock.advance(61_000);
    expect(await browser.get('/operator')).toMatchObject({ status: 401 });
  });

  test('ends by logging out, here alone or everywhere', async () => {
    const other = browserOf(world);
    const third = browserOf(world);
    for (const each of [browser, other, third]) expect(await each.logIn()).toMatchObject({ status: 200 });
    const kept = browser.cookies.get(session) ?? '';
    await browser.submit(await browser.get('/operator'), '/operator/log-out');
    browser.cookies.set(session, kept);
    expect(await browser.get('/operator')).toMatchObject({ status: 401 });
    expect(await other.get('/operator')).toMatchObject({ status: 200 });
    await other.submit(await other.get('/operator'), '/operator/log-out', { everywhere: 'yes' });
    expect(await third.get('/operator')).toMatchObject({ status: 401 });
  });

  test('ends with the token that opened it', async ({ onTestFinished }) => {
    onTestFinished(() => world.restart());
    await browser.logIn();
    await world.restart({ OPERATOR_TOKEN: 'another-operator-token' });
    expect(await browser.get('/operator')).toMatchObject({ status: 401 });
    await world.restart();
    expect(await browser.get('/operator')).toMatchObject({ status: 200 });
  });

  test('holds in every web process', async ({ onTestFinished }) => {
    await browser.logIn();
    const second = await openSecondBridge(world);
    onTestFinished(second.close);
    const cookie = `${session}=${browser.cookies.get(session)}`;
    const response = await fetch(`${second.url}/operator`, { headers: { cookie } });
    expect(response.status).toBe(200);
    await response.text();
  });

  test.each(['', 'x', 'a'.repeat(43), '../../x'])('is not opened by the cookie %j', async (value) => {
    browser.cookies.set(session, value);
    expect(await browser.get('/operator')).toMatchObject({ status: 401 });
  });

  test('makes room for newer ones', async () => {
    await browser.logIn();
    expect(limits.consoleSessions).toBe(100);
    for (let i = 0; i < limits.consoleSessions; i += 1) {
      if (i % limits.logInsOfClient === 0) world.clock.advance(limits.logInsMs);
      await browserOf(world).post('/operator/log-in', { token: secrets.operatorToken });
    }
    expect(await browser.get('/operator')).toMatchObject({ status: 401 });
  });
});

describe('a form', () => {
  test.each([
    ['without the token of the session', async () => ({})],
    ['with a wrong one', async () => ({ form: 'wrong' })],
    [
      'with that of another session',
      async () => {
        const other = browserOf(world);
        await other.logIn();
        return other.signed();
      },
    ],
  ])('does nothing %s', async (_what, fields) => {
    await browser.logIn();
    const { status, text } = await browser.post('/operator/log-out', await fields());
    expect(status).toBe(403);
    expect(text).toContain('Nothing was done');
    expect(await browser.get('/operator')).toMatchObject({ status: 200 });
  });

  test.each([
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
  ])('does nothing from elsewhere: %j', async (headers) => {
    await browser.logIn();
    expect(await browser.post('/operator/log-out', await browser.signed(), headers)).toMatchObject({ status: 403 });
    expect(await browser.get('/operator')).toMatchObject({ status: 200 });
  });

  test.each([{ origin: 'null', 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])(
    'works as browsers send it: %j',
    async (headers) => {
      await browser.logIn();
      expect(await browser.post('/operator/log-out', await browser.signed(), headers)).toMatchObject({ status: 303 });
    },
  );
});

test('every answer forbids scripts that stand in it, foreign content, frames and keeping', async () => {
  for (const log of [false, true]) {
    if (log) await browser.logIn();
    const { headers, text } = await browser.get('/operator');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(policy.includes("script-src 'self'")).toBe(log);
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(text).not.toMatch(/<script(?! src="\/operator\/assets\/)|\son\w+=|javascript:| style="/);
  }
});

test('the style of a page is the one that its policy allows', async () => {
  for (const log of [false, true]) {
    if (log) await browser.logIn();
    const response = await fetch(`${world.url}/operator`, {
      headers: { cookie: `${session}=${browser.cookies.get(session) ?? ''}` },
    });
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(await response.text()) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}';`);
  }
});

test('the script is served by the bridge, for ever at its address', async () => {
  const { text } = await browser.logIn();
  const address = /<script src="([^"]+)"/.exec(text)?.[1] ?? '';
  const script = await browser.get(address);
  expect(script).toMatchObject({ status: 200 });
  expect(script.text).toContain('4.0.1');
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(await browser.get('/operator/assets/htmx-0000000000000000.js')).toMatchObject({ status: 404 });
});

test('an unknown page says so, once one is logged in', async () => {
  expect(await browser.get('/operator/nowhere')).toMatchObject({ status: 401 });
  await browser.logIn();
  const { status, text } = await browser.get('/operator/nowhere');
  expect(status).toBe(404);
  expect(text).toContain('There is no such page');
  expect(text).toContain('aria-label="Console"');
});

test('without OPERATOR_TOKEN the page says how to set it', async ({ onTestFinished }) => {
  onTestFinished(() => world.restart());
  await world.restart({ OPERATOR_TOKEN: undefined });
  for (const path of ['/operator', '/operator/interviews', '/operator/log-in']) {
    const { status, text } = await browser.get(path);
    expect(status).toBe(404);
    expect(text).toContain('OPERATOR_TOKEN');
  }
  expect(await browser.post('/operator/log-in', { token: '' })).toMatchObject({ status: 404 });
});

test('neither the token nor a session is ever logged or answered', async () => {
  await browser.logIn('wrong');
  await browser.logIn();
  const id = browser.cookies.get(session) ?? '';
  await browser.submit(await browser.get('/operator'), '/operator/log-out');
  const logs = world.logLines.join('\n');
  expect(logs).toContain('logged in');
  expect(logs).toContain('wrong token');
  expect(logs).not.toContain(secrets.operatorToken);
  expect(logs).not.toContain(id);
  expect(browser.answers.filter((each) => each.includes(secrets.operatorToken))).toEqual([]);
  expect(await metricsOf(world)).not.toContain(id);
});
