import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadShedding } from '../../src/app.ts';
import { createLoadShedding } from '../../src/http/load-shedding.ts';
import { closeServer, createHttpServer, listen } from '../../src/http/server.ts';
import { limits } from '../../src/limits.ts';
import { scoreAttempt, sendInterview } from '../../testing/interviews.ts';
import { openSocket, readAnswer, sendRaw, type WireAnswer } from '../../testing/wire.ts';
import { openWorld, secrets, until, type World } from '../../testing/world.ts';

let world: World;
/** Paths of an interview with a result and a PDF. */
let interview: string;
let report: string;
let shared: string;
beforeAll(async () => {
  world = await openWorld();
  const sent = await sendInterview(world);
  const attempt = await scoreAttempt(world, sent);
  await world.vendor.control.makeReport(attempt);
  interview = `/interviews/${sent.id}`;
  const linked = await until('it has a result', async () => {
    const { status, body } = await world.ask('GET', `${interview}/shared-link`);
    return status === 200 && body;
  });
  shared = new URL(linked.url).pathname;
  const { body } = await world.ask('GET', interview);
  report = new URL(JSON.stringify(body).match(/http[^"]*\/reports\/[^"/]+/)?.[0] ?? '').pathname;
});
afterAll(() => world.close());

const everywhere = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
};
const kinds = {
  data: {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  },
  page: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
    ),
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex, nofollow',
  },
  form: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': expect.stringMatching(
      /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'$/,
    ),
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex, nofollow',
  },
  pdf: {
    'content-type': 'application/pdf',
    'content-security-policy':
      "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex, nofollow',
  },
};

function expectHeaders(headers: Headers | WireAnswer['headers'], kind: keyof typeof kinds): void {
  const all = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  expect(all).toMatchObject({ ...everywhere, ...kinds[kind] });
  expect(all['content-type']).toMatch(/^(application\/json|text\/html|text\/plain|application\/pdf)\b/);
}

type Row = [status: number, method: string, path: () => string, kind: keyof typeof kinds, change?: object];
const operator = { headers: { authorization: `Bearer ${secrets.operatorToken}` } };
const unauthorised = { headers: { authorization: undefined } };
const large = { rawBody: 'x'.repeat(1024 * 1024 + 1) };

test.each<Row>([
  [200, 'GET', () => '/livez', 'data'],
  [405, 'POST', () => '/livez', 'data'],
  [200, 'GET', () => '/readyz', 'data'],
  [200, 'GET', () => '/metrics', 'data', operator],
  [401, 'GET', () => '/metrics', 'data', unauthorised],
  [401, 'GET', () => '/operator/anything', 'form'],
  [401, 'POST', () => '/webhooks/jobmojito', 'data', { body: {} }],
  [401, 'POST', () => '/webhooks/unknown', 'data', { body: {} }],
  [401, 'GET', () => '/webhooks/jobmojito', 'data'],
  [200, 'GET', () => '/interview-templates', 'data'],
  [200, 'GET', () => '/jobs', 'data'],
  [401, 'GET', () => '/jobs', 'data', unauthorised],
  [400, 'POST', () => '/interviews', 'data', { rawBody: '{' }],
  [422, 'POST', () => '/interviews', 'data', { body: {} }],
  [413, 'POST', () => '/interviews', 'data', large],
  [405, 'DELETE', () => '/interviews', 'data'],
  [200, 'GET', () => interview, 'data'],
  [404, 'GET', () => '/interviews/unknown', 'data'],
  [200, 'GET', () => `${interview}/shared-link`, 'data'],
  [404, 'GET', () => '/anything', 'data'],
  [401, 'GET', () => '/', 'data', unauthorised],
  [200, 'GET', () => report, 'page'],
  [200, 'HEAD', () => report, 'page'],
  [405, 'POST', () => report, 'page'],
  [200, 'GET', () => shared, 'page'],
  [404, 'GET', () => '/reports/unknown.token', 'page'],
  [404, 'GET', () => '/reports/unknown.token/report.pdf', 'page'],
  [404, 'GET', () => '/shared', 'page'],
  [405, 'POST', () => `${shared}/report.pdf`, 'page'],
  [200, 'GET', () => `${report}/report.pdf`, 'pdf'],
  [200, 'HEAD', () => `${report}/report.pdf`, 'pdf'],
  [200, 'GET', () => `${shared}/report.pdf`, 'pdf'],
])('%i of %s %s says what it may be taken for', async (status, method, path, kind, change = {}) => {
  const answer = await world.ask(method, path(), change);
  expect([answer.status, path()]).toEqual([status, path()]);
  expectHeaders(answer.headers, kind);
});

test('browsers get no icon, without a token and without a refusal', async () => {
  const { status, text, headers } = await world.ask('GET', '/favicon.ico', unauthorised);
  expect([status, text, headers.get('cache-control')]).toEqual([204, '', 'public, max-age=86400']);
  expect((await world.ask('GET', '/favicon.png', unauthorised)).status).toBe(401);
});

describe('so does what never became a request', () => {
  test.each([
    ['no HTTP', 400, 'nonsense\r\n\r\n'],
    ['no Host', 400, 'GET /livez HTTP/1.1\r\n\r\n'],
    ['far too much of a head', 431, `GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`],
    ['a wish for a tunnel', 405, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['an expectation', 417, 'GET / HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n'],
  ])('%s: %i', async (_what, status, bytes) => {
    const answer = await sendRaw(world.url, bytes);
    expect(answer.status).toBe(status);
    expectHeaders(answer.headers, 'data');
  });

  test('silence: 408', async ({ onTestFinished }) => {
    const server = createHttpServer(() => undefined, { headersTimeout: 100, connectionsCheckingInterval: 20 });
    const port = await listen(server, 0, '127.0.0.1');
    onTestFinished(() => void server.close());
    const answer = await readAnswer(await openSocket(`http://127.0.0.1:${port}`));
    expect(answer.status).toBe(408);
    expectHeaders(answer.headers, 'data');
  });
});

describe('so does what cannot be answered now', () => {
  test('as data', async () => {
    world.vendor.control.misbehave({ path: 'merchant-interview-list', how: 'error' });
    const answer = await world.ask('GET', '/jobs');
    world.vendor.control.behave();
    expect(answer.status).toBe(503);
    expectHeaders(answer.headers, 'data');
  });

  test('as a page in the place of a PDF', async () => {
    world.vendor.control.misbehave({ path: 'job-interview-pdf', how: 'error' });
    world.vendor.control.expireReportLinks();
    const answer = await world.ask('GET', `${report}/report.pdf`);
    world.vendor.control.behave();
    expect(answer.status).toBe(503);
    expect(answer.headers.has('content-disposition')).toBe(false);
    expectHeaders(answer.headers, 'page');
  });

  test.each([
    ['data', '/interviews'],
    ['page', '/reports/unknown.token'],
    ['page', '/i/unknown.token'],
  ] as const)('as %s for those who are turned away at once: %s', async (kind, path) => {
    const { admit } = createLoadShedding({ ...loadShedding, onRefused: () => undefined });
    const serve = admit(() => new Promise(() => undefined));
    for (let i = 0; i < limits.requests; i += 1) serve({ url: '/' } as IncomingMessage, {} as ServerResponse);
    const server = createHttpServer(serve);
    const answer = await fetch(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}${path}`);
    await closeServer(server);
    expect(answer.status).toBe(503);
    expectHeaders(answer.headers, kind);
  });
});
