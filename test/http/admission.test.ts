import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAdmission } from '../../src/http/admission.ts';
import { closeServer, createHttpServer, listen } from '../../src/http/server.ts';
import { until } from '../support/world.ts';

const kibibyte = 1024;
const mebibyte = kibibyte * kibibyte;

/** Requests whose handler runs until a test ends it. */
let running: (() => void)[] = [];
const admission = createAdmission({
  capacity: 2 * mebibyte,
  weightAt: (path) => (path === '/health' ? 0 : 64 * kibibyte),
  refusalAt: (path) => ({ headers: { 'Content-Type': 'text/plain' }, body: `no ${path}` }),
});
const server = createHttpServer(
  admission.admit(async (request, response) => {
    if (request.url === '/work') await new Promise<void>((resolve) => running.push(resolve));
    response.end('done');
  }),
);
let url: string;
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
});
beforeEach(() => {
  running = [];
});
afterAll(() => closeServer(server));

/** Begins so many requests and resolves once they are in progress. */
async function work(count: number, body?: string): Promise<Promise<Response>[]> {
  const wanted = running.length + count;
  const method = { method: 'POST', ...(body === undefined ? {} : { body }) };
  const answers = Array.from({ length: count }, () => fetch(`${url}/work`, method));
  await until('they are in progress', () => running.length === wanted);
  return answers;
}

async function finish(answers: Promise<Response>[]): Promise<void> {
  for (const end of running) end();
  for (const answer of answers) expect((await answer).status).toBe(200);
}

describe('beyond its capacity', () => {
  test('requests are refused with 503 and the time to wait, and taken again afterwards', async () => {
    const refusedBefore = admission.refused();
    const answers = await work(32);
    const refused = await fetch(`${url}/other?x=/health`);
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-type')]).toEqual([
      503,
      '5',
      'text/plain',
    ]);
    expect(await refused.text()).toBe('no /other');
    expect(admission.refused() - refusedBefore).toBe(1);
    await finish(answers);
    expect(await (await fetch(`${url}/other`)).text()).toBe('done');
  });

  test('a refused body is read over, and its connection serves the next request', async () => {
    const answers = await work(32);
    const body = 'x'.repeat(100 * kibibyte);
    for (let i = 0; i < 3; i += 1) expect((await fetch(url, { method: 'POST', body })).status).toBe(503);
    await finish(answers);
  });

  test('what is always served is served', async () => {
    const answers = await work(32);
    expect((await fetch(`${url}/health?full`)).status).toBe(200);
    await finish(answers);
  });
});

describe('a request weighs', () => {
  test.each([
    ['what its body is announced to have', 'x'.repeat(mebibyte), {}],
    ['no more than what is read of a body', 'x'.repeat(8 * mebibyte), {}],
    ['as much as a body can have when it is packed', 'x', { 'content-encoding': 'gzip' }],
    ['as much as a body can have when it comes in chunks', undefined, {}],
  ])('%s', async (_what, body, headers) => {
    const send = () => {
      const stream = new Blob(['x']).stream();
      return fetch(`${url}/work`, { method: 'POST', headers, body: body ?? stream, duplex: 'half' });
    };
    const answers = [send(), send()];
    await until('they are in progress', () => running.length === 2);
    expect((await fetch(url)).status).toBe(503);
    await finish(answers);
  });
});

test('a reader who is slow with his answer keeps nobody out', async () => {
  const slow = createAdmission({
    capacity: 64 * kibibyte,
    weightAt: () => 64 * kibibyte,
    refusalAt: () => ({ headers: {}, body: '' }),
  });
  const endless = createHttpServer(
    slow.admit(async (request, response) => {
      if (request.url === '/stream') response.write('and so on');
      else response.end('done');
    }),
  );
  const port = await listen(endless, 0, '127.0.0.1');
  const stream = await fetch(`http://127.0.0.1:${port}/stream`);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  await stream.body?.cancel();
  await closeServer(endless);
});
