import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { expectError } from '../../../testing/expect-error.ts';
import { sendRaw } from '../../../testing/wire.ts';
import { createBody, openWorld, secrets, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const routes = [
  ['GET', '/interview-templates'],
  ['GET', '/jobs'],
  ['POST', '/interviews'],
  ['GET', '/interviews/some-id'],
  ['GET', '/interviews/some-id/shared-link'],
] as const;

describe('the token', () => {
  it.each(routes)('is asked for at %s %s', async (method, path) => {
    expectError(await world.ask(method, path, { headers: { authorization: undefined } }), 401, 'Missing Token');
  });

  it.each(routes)('is checked at %s %s', async (method, path) => {
    expectError(await world.ask(method, path, { headers: { authorization: 'Bearer wrong' } }), 401, 'Invalid Token');
  });

  it.each([
    ['empty', ''],
    ['a scheme alone', 'Bearer'],
    ['a scheme and a space', 'Bearer '],
    ['the token without its scheme', secrets.providerToken],
    ['another scheme', `Basic ${Buffer.from(`${secrets.providerToken}:`).toString('base64')}`],
    ['the scheme twice', `Bearer Bearer ${secrets.providerToken}`],
    ['two tokens', `Bearer ${secrets.providerToken} ${secrets.providerToken}`],
    ['two tokens with a comma', `Bearer ${secrets.providerToken},${secrets.providerToken}`],
    ['the beginning of the token', `Bearer ${secrets.providerToken.slice(0, -1)}`],
    ['more than the token', `Bearer ${secrets.providerToken}x`],
    ['the token in capitals', `Bearer ${secrets.providerToken.toUpperCase()}`],
    ['the token in quotes', `Bearer "${secrets.providerToken}"`],
    ['bytes beyond ASCII', 'Bearer \u00e9\u00ff'],
    ['a very long token', `Bearer ${'x'.repeat(10_000)}`],
    ['the callback token', `Bearer ${secrets.callbackToken}`],
    ['the operator token', `Bearer ${secrets.operatorToken}`],
    ['the webhook secret', `Bearer ${secrets.webhookSecret}`],
  ])('is invalid when the header is %s', async (_what, authorization) => {
    expectError(await world.ask('GET', '/jobs', { headers: { authorization } }), 401, 'Invalid Token');
  });

  it.each(['bearer', 'BEARER', 'Bearer  '])('is known after the scheme written "%s"', async (scheme) => {
    const answer = await world.ask('GET', '/jobs', {
      headers: { authorization: `${scheme} ${secrets.providerToken}` },
    });
    expect(answer.status).toBe(200);
  });

  it('never appears in a log line', () => {
    expect(world.logLines.join('')).not.toContain(secrets.providerToken);
  });
});

describe('a path in capitals', () => {
  it.each([
    ['/LIVEZ', 200],
    ['/Jobs', 200],
    ['/Reports/some.token', 404],
  ])('%s is the same path', async (path, status) => {
    const answer = await world.ask('GET', path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain(
      path.startsWith('/Reports') ? 'text/html' : 'application/json',
    );
  });
});

describe('the order of checks', () => {
  const unauthorised = { headers: { authorization: undefined } };
  const oversized = 'x'.repeat(1024 * 1024 + 1);

  it.each([
    ['an unknown route', 'GET', '/nowhere'],
    ['the root', 'GET', '/'],
    ['an unknown id', 'GET', '/interviews/some-id'],
    ['a wrong method', 'DELETE', '/interviews'],
    ['OPTIONS', 'OPTIONS', '/interviews'],
    ['a path below that of webhooks', 'POST', '/webhooks/jobmojito/more'],
    ['a path below that of a probe', 'GET', '/livez/more'],
  ])('asks for the token before it looks at %s', async (_what, method, path) => {
    expectError(await world.ask(method, path, unauthorised), 401, 'Missing Token');
  });

  test('the token is asked for before it is found that an address has no path', async () => {
    const request = 'GET foo://bar HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    expectError(await sendRaw(world.url, request), 401, 'Missing Token');
  });

  test('the token is asked for before the size is', async () => {
    expectError(await world.ask('POST', '/interviews', { ...unauthorised, rawBody: oversized }), 401, 'Missing Token');
  });

  test('the token is asked for before the JSON is read', async () => {
    expectError(await world.ask('POST', '/interviews', { ...unauthorised, rawBody: '{' }), 401, 'Missing Token');
  });

  test('the route is looked for before the size is', async () => {
    expectError(await world.ask('POST', '/nowhere', { rawBody: oversized }), 404, 'Not Found');
  });

  test('the method is looked at before the size is', async () => {
    expectError(await world.ask('PUT', '/interviews', { rawBody: oversized }), 405, 'Method Not Allowed');
  });

  test('the size is looked at before the JSON is', async () => {
    expectError(await world.ask('POST', '/interviews', { rawBody: oversized }), 413, 'Payload Too Large');
  });

  test('a wrong value is reported before a missing one', async () => {
    const body = { interview_template_id: null, candidate: { first_name: null, email: 'nobody' } };
    const message = 'Invalid field: candidate.email should be an e-mail address';
    expectError(await world.ask('POST', '/interviews', { body }), 400, message);
  });

  test('an unknown template is reported before a missing value', async () => {
    const body = { interview_template_id: 'unknown' };
    const message = 'Invalid field: interview_template_id should be an available interview template';
    expectError(await world.ask('POST', '/interviews', { body }), 400, message);
  });

  test('a forbidden callback URL is reported before a missing value', async () => {
    const body = { callback_url: 'https://elsewhere.example/' };
    const message = "Invalid field: callback_url should be an https address on one of Workable's hosts";
    expectError(await world.ask('POST', '/interviews', { body }), 400, message);
  });

  test('a missing value is reported before a conflict', async () => {
    const body = createBody(world);
    expect((await world.ask('POST', '/interviews', { body })).status).toBe(201);
    const again = { ...body, candidate: { email: 'somebody.else@example.test' } };
    expectError(
      await world.ask('POST', '/interviews', { body: again }),
      422,
      'Missing field: candidate.first_name should be provided',
    );
  });
});

describe('routes and methods', () => {
  it.each([
    '/',
    '/nowhere',
    '/interviews/a/b',
    '/interviews/a/shared-link/b',
    '/interviews/%E0%A4%A/x',
    '/v1/interviews',
  ])('there is nothing at %s', async (path) => {
    expectError(await world.ask('GET', path), 404, 'Not Found');
    expectError(await world.ask('POST', path, { body: {} }), 404, 'Not Found');
  });

  it.each([
    'some-id',
    'default_00000000000000000000000000000000',
    'default_',
    '__proto__',
    '%E0%A4%A',
    '%00',
    '..%2fjobs',
    'x'.repeat(5_000),
  ])('there is no interview %s', async (id) => {
    expectError(await world.ask('GET', `/interviews/${id}`), 404, 'Unknown interview');
    expectError(await world.ask('GET', `/interviews/${id}/shared-link`), 404, 'Unknown interview');
  });

  it.each([
    ['/interview-templates', 'GET, HEAD'],
    ['/jobs', 'GET, HEAD'],
    ['/interviews', 'POST'],
    ['/interviews/some-id', 'GET, HEAD'],
    ['/interviews/some-id/shared-link', 'GET, HEAD'],
  ])('%s allows %s alone', async (path, allowed) => {
    const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((method) => !allowed.includes(method));
    for (const method of others) {
      const answer = await world.ask(method, path);
      expectError(answer, 405, 'Method Not Allowed');
      expect(answer.headers.get('allow')).toBe(allowed);
    }
  });

  test('HEAD answers like GET without the body', async () => {
    const answer = await world.ask('HEAD', '/interview-templates');
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json\b/);
  });

  test.each([
    ['/interviews', {}, 405],
    ['/nowhere', {}, 404],
    ['/jobs', { authorization: undefined }, 401],
  ])('HEAD %s with %o is refused with %i and no body', async (path, headers, status) => {
    const answer = await world.ask('HEAD', path, { headers });
    expect([answer.status, answer.text]).toEqual([status, '']);
  });

  test('a query changes nothing', async () => {
    expect((await world.ask('GET', '/jobs?limit=1&token=x')).status).toBe(200);
  });

  test('no answer may be kept by a cache', async () => {
    const answers = [await world.ask('GET', '/jobs'), await world.ask('GET', '/nowhere')];
    for (const { headers } of answers) expect(headers.get('cache-control')).toBe('no-store');
  });
});
