import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from '../../testing/wire.ts';
import { openWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${world.url}/openapi/vendor.json`, { method, headers });

test('anybody can read the vendor contract as it stands in the docs', async () => {
  const answer = await get();
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await answer.json()).toEqual(JSON.parse(readFileSync('docs/openapi/vendor.json', 'utf8')));
});

test('who has it is not sent it again', async () => {
  const etag = (await get()).headers.get('etag') ?? '';
  // `fetch` asks for a new copy whenever it is given a tag.
  const again = (tag: string) =>
    sendRaw(
      world.url,
      `GET /openapi/vendor.json HTTP/1.1\r\nHost: bridge\r\nIf-None-Match: ${tag}\r\nConnection: close\r\n\r\n`,
    );
  expect(await again(etag)).toMatchObject({ status: 304, text: '' });
  expect((await again('"another"')).status).toBe(200);
  expect((await get({}, 'HEAD')).headers.get('etag')).toBe(etag);
});

test('it can only be read, and there is no other', async () => {
  const answer = await get({}, 'POST');
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  expect((await fetch(`${world.url}/openapi/other.json`)).status).toBe(401);
});
