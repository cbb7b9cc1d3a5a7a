import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { endpoints } from '../../../src/operator/api/endpoints.ts';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { metricsOf } from '../../../testing/operator.ts';
import { sendRaw } from '../../../testing/wire.ts';
import { secrets, until } from '../../../testing/world.ts';

let world: ApiWorld;
beforeAll(async () => {
  world = await openApiWorld();
});
afterAll(() => world.close());

const paths = endpoints.map(({ method, path }) => [method, path.replaceAll(/\{\w+\}/g, 'x')] as const);

describe.each([
  ['a caller without a token', undefined, 'Missing Token'],
  ['a caller with a wrong token', 'Bearer wrong', 'Invalid Token'],
  ['Workable', `Bearer ${secrets.providerToken}`, 'Invalid Token'],
  ['the vendor', `Bearer ${secrets.webhookSecret}`, 'Invalid Token'],
  ['an operator who leaves the scheme out', secrets.operatorToken, 'Invalid Token'],
])('%s', (_who, authorization, message) => {
  it('is answered 401 everywhere, whatever else is wrong', async () => {
    const others = [
      ['GET', '/unknown'],
      ['DELETE', '/interviews'],
      ['POST', '/openapi.json'],
      ['GET', '/interviews?limit=0'],
      ['GET', ''],
    ] as const;
    for (const [method, path] of [...paths, ...others]) {
      const rawBody = method === 'POST' ? { rawBody: '{' } : {};
      expectError(await world.api(method, path, { headers: { authorization }, ...rawBody }), 401, message);
    }
    expectError(await world.ask('GET', '/api/v2', { headers: { authorization } }), 401, message);
  });
});

test('the description needs no token, and is the one in docs but for the address of the bridge', async () => {
  const answer = await world.ask('GET', '/api/v1/openapi.json', { headers: { authorization: undefined } });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
  const { servers, ...rest } = JSON.parse(readFileSync('docs/openapi/operator.json', 'utf8'));
  expect(answer.body).toEqual({ ...rest, servers: [{ ...servers[0], url: `${world.url}/api/v1` }] });
  const tag = answer.headers.get('etag');
  const again = await sendRaw(
    world.url,
    `GET /api/v1/openapi.json HTTP/1.1\r\nHost: bridge\r\nIf-None-Match: ${tag}\r\nConnection: close\r\n\r\n`,
  );
  expect(again).toMatchObject({ status: 304, text: '' });
});

it.each([
  ['GET', '/unknown', 404, 'Not Found'],
  ['GET', '', 404, 'Not Found'],
  ['GET', '/interviews/a/b', 404, 'Not Found'],
  ['PUT', '/interviews', 405, 'Method Not Allowed'],
  ['GET', '/interviews/x/cancel', 405, 'Method Not Allowed'],
  ['PATCH', '/rejected-webhooks/x', 405, 'Method Not Allowed'],
])('%s %s is %i', async (method, path, status, message) => {
  expectError(await world.api(method, path), status, message);
});

it('says which methods there are', async () => {
  expect((await world.api('POST', '/interviews')).headers.get('allow')).toBe('GET, HEAD');
  expect((await world.api('GET', '/replays')).headers.get('allow')).toBe('POST');
});

it('takes paths in any case, and answers HEAD', async () => {
  const headers = { authorization: `Bearer ${secrets.operatorToken}` };
  expect((await world.ask('GET', '/API/v1/Interviews', { headers })).status).toBe(200);
  const head = await world.ask('HEAD', '/api/v1/interviews', { headers });
  expect([head.status, head.text]).toEqual([200, '']);
});

it.each(['/interviews/unknown', '/events?limit=1'])(
  'refuses more requests than it can take in a second, and says when to come back: %s',
  async (path) => {
    const open = await openApiWorld();
    onTestFinished(() => open.close());
    const headers = { authorization: `Bearer ${secrets.operatorToken}`, accept: 'application/json' };
    const ask = () => open.ask('GET', `/api/v1${path}`, { headers });
    const refused = await until('one is refused', async () => {
      const many = Array.from({ length: 3 * limits.apiRequestsPerSecond }, ask);
      return (await Promise.all(many)).find(({ status }) => status === 429);
    });
    expectError(refused, 429, 'Too many requests: 100 a second at most');
    expect(refused.headers.get('retry-after')).toBe('1');
    const others = await Promise.all([
      open.api('GET', '/accounts/default/health'),
      open.ask('GET', '/api/v1/openapi.json'),
      open.api('GET', '/interviews', { headers: { authorization: 'Bearer wrong' } }),
    ]);
    expect(others.map(({ status }) => status)).toEqual([200, 200, 401]);
    expect(await metricsOf(open)).toContain('bridge_requests_failed_total{reason="too-many-requests"}');
  },
);
