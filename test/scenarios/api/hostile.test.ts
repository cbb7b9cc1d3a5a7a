import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { endpoints } from '../../../src/operator/api/endpoints.ts';
import { type ApiWorld, openApiWorld } from '../../../testing/api.ts';
import { type Sent, sendInterview } from '../../../testing/interviews.ts';
import { logged } from '../../../testing/operator.ts';
import { sendRaw } from '../../../testing/wire.ts';
import { secrets } from '../../../testing/world.ts';

let world: ApiWorld;
let sent: Sent;
beforeAll(async () => {
  world = await openApiWorld();
  sent = await sendInterview(world);
});
afterAll(() => world.close());

const deep = `${'{"email":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
const bodies: readonly (readonly [what: string, rawBody: string])[] = [
  ['nothing', ''],
  ['no JSON', '{'],
  ['a list', '[]'],
  ['a text', '"x"'],
  ['null', 'null'],
  ['a number', '1e999'],
  ['what is deep', deep],
  ['a deep list', `{"email":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['a prototype', '{"__proto__":{"email":"a@example.com"}}'],
  ['a constructor', '{"constructor":{"prototype":{}}}'],
  ['half a letter', '{"email":"\\ud800"}'],
  ['NUL', '{"email":"a\\u0000@example.com"}'],
  ['wrong types', '{"email":{},"text":[],"outcome":1,"all":"yes","dry_run":0,"rate":null,"state":{},"account":7}'],
  ['many fields', `{${Array.from({ length: 10_000 }, (_, i) => `"f${i}":${i}`).join(',')}}`],
  ['a long name', `{"${'x'.repeat(500_000)}":1}`],
  ['a long value', `{"email":"${'x'.repeat(500_000)}","text":"${'x'.repeat(500_000)}"}`],
];
const posts = endpoints.filter(({ method, body }) => method === 'POST' && body).map(({ path }) => path);

describe.each(posts)('POST %s', (path) => {
  it.each(bodies)('refuses %s in a short sentence', async (_what, rawBody) => {
    const { status, body } = await world.api('POST', path.replace('{id}', sent.id), { rawBody });
    // It needs no body, so the account is what is wrong.
    if (path.endsWith('/test-sync') && rawBody === '') return expect(status).toBe(404);
    expect([status, body.message]).toEqual([400, expect.stringMatching(/^(Invalid|Missing|Unknown) /)]);
    expect(body.message.length).toBeLessThan(300);
  });

  it('refuses bytes that are no text, and more than there is room for', async () => {
    const url = path.replace('{id}', sent.id);
    const raw = (head: string, body: Buffer | string) =>
      sendRaw(
        world.url,
        Buffer.concat([
          Buffer.from(
            `POST /api/v1${url} HTTP/1.1\r\nHost: b\r\nAuthorization: Bearer ${secrets.operatorToken}\r\nConnection: close\r\n${head}\r\n\r\n`,
          ),
          Buffer.from(body),
        ]),
      );
    const bytes = Buffer.from('{"email":"\xff\xfe@example.com"}', 'latin1');
    expect((await raw(`Content-Length: ${bytes.length}`, bytes)).status).toBe(400);
    const large = await world.api('POST', url, { rawBody: `{"email":"${'x'.repeat(limits.bodyBytes)}"}` });
    expect(large.status).toBe(413);
  });
});

const ids: readonly string[] = [
  '%00',
  'x%00y',
  '%2e%2e',
  '%2F..%2F..%2Fmetrics',
  'a%2Fb',
  '%zz',
  '%C3',
  '%F0%9F%98%80',
  '%25252F',
  '__proto__',
  'constructor',
  'default_',
  `default_${'x'.repeat(64)}`,
  `default_${'x'.repeat(300)}`,
  'default_rejected.aaaaaaaaaaaaaaaaaaaaaa',
  '{default}:record:x',
  '*',
];
/** A body that is taken, so that the id alone is wrong. */
function fittingOf(method: string, path: string): object {
  if (path.startsWith('/triggers')) return { active: true };
  if (path.endsWith('/test-sync')) return {};
  if (path.endsWith('/api-token/check')) return { token: 'an-api-token-of-workable' };
  if (path.endsWith('/back-fill')) return { trigger: 'default_aaaaaaaaaaaaaaaaaaaaaa' };
  return method === 'PATCH' ? { settings: {} } : { outcome: 'not_invited' };
}

const withNames = endpoints
  .filter(({ path }) => path.includes('{'))
  .map(({ method, path, body }) => ({ method, path, body }));

describe.each(withNames)('$method $path', ({ method, path, body }) => {
  it.each(ids.map((id) => [id.slice(0, 60), id] as const))('answers 404 to "%s"', async (_name, id) => {
    const rawBody = body ? { body: fittingOf(method, path) } : {};
    const { status, body: answer } = await world.api(method, path.replace(/\{\w+\}/, id), rawBody);
    // Clients resolve two dots, so the request has another path, which may have other methods.
    expect(id === '%2e%2e' ? [404, 405] : [404]).toContain(status);
    expect(answer.message.length).toBeLessThan(300);
  });
});

const lists = endpoints.filter(({ method, query }) => method === 'GET' && query?.shape.limit).map(({ path }) => path);

describe.each(lists)('GET %s', (path) => {
  it.each([
    'limit=1&limit=2',
    'limit[]=1',
    'limit=9007199254740993',
    'limit=1e2',
    'limit=-1',
    'limit=%00',
    'cursor=',
    'cursor=bnVsbA',
    `cursor=${Buffer.from('[1,2,3]').toString('base64url')}`,
    `cursor=${Buffer.from('["x",null,"y"]').toString('base64url')}`,
    `cursor=${'A'.repeat(300)}`,
    'account[$ne]=x',
    'account=*',
    'account=default&account=default',
    'toString=1',
    '=1',
  ])('refuses "%s"', async (query) => {
    const { status, body } = await world.api('GET', `${path}?${query}`);
    expect([status, body.message]).toEqual([400, expect.stringMatching(/^(Invalid|Unknown) query parameter: /)]);
    expect(body.message.length).toBeLessThan(500);
  });
});

it('knows of no fault of its own after all of that', () => {
  const entries = world.logLines.map((line) => JSON.parse(line) as { level: string; event: string });
  expect(entries.filter(({ level }) => level === 'error')).toEqual([]);
  expect(logged(world, 'unhandled')).toEqual([]);
});
