import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLoadShedding } from '../../src/http/load-shedding.ts';
import { closeServer, createHttpServer, listen } from '../../src/http/server.ts';
import { limits } from '../../src/limits.ts';
import { until } from '../../testing/world.ts';

/** Requests whose handler runs until a test ends it. */
let running: (() => void)[] = [];
let refused = 0;
const { admit, load } = createLoadShedding({
  isExempt: (path) => path === '/health',
  refusalAt: (path) => ({ headers: { 'Content-Type': 'text/plain' }, body: `no ${path}` }),
  onRefused: () => {
    refused += 1;
  },
});
/** `/<account>/<bytes>` takes part of both budgets, as a request of that account does. */
const server = createHttpServer(
  admit(async (request, response) => {
    const [, account = '', bytes = ''] = request.url?.split('/') ?? [];
    try {
      if (bytes) {
        load.enter(request, account);
        load.charge(request, account, Number(bytes));
        await new Promise<void>((resolve) => running.push(resolve));
      }
      response.end('done');
    } catch {
      response.writeHead(503).end();
    }
  }),
);
let url: string;
beforeAll(async () => {
  url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
});
beforeEach(() => {
  running = [];
  refused = 0;
});
afterAll(() => closeServer(server));

/** Begins so many requests and resolves once they are in progress. */
async function begin(count: number, path: string): Promise<Promise<Response>[]> {
  const wanted = running.length + count;
  const answers = Array.from({ length: count }, () => fetch(url + path));
  await until('they are in progress', () => running.length === wanted);
  return answers;
}

async function finish(answers: Promise<Response>[]): Promise<void> {
  for (const end of running) end();
  for (const answer of answers) expect((await answer).status).toBe(200);
}

const mebibyte = 1024 * 1024;

test('an account gets only its share of the bytes, and others get theirs', async () => {
  const share = limits.bodiesOfAccountBytes / mebibyte;
  const acme = await begin(share, `/acme/${mebibyte}`);
  expect((await fetch(`${url}/acme/1`)).status).toBe(503);
  expect(refused).toBe(1);
  const globex = await begin(share, `/globex/${mebibyte}`);
  await finish([...acme, ...globex]);
  await finish(await begin(share, `/acme/${mebibyte}`));
});

test('all accounts together stay within the budget', async () => {
  const accounts = limits.bodiesBytes / limits.bodiesOfAccountBytes;
  const answers = [];
  for (let i = 0; i < accounts; i += 1)
    answers.push(...(await begin(1, `/account-${i}/${limits.bodiesOfAccountBytes}`)));
  expect((await fetch(`${url}/one-more/1`)).status).toBe(503);
  await finish(answers);
});

test('an account gets its share of the places, and others get theirs', async () => {
  const acme = await begin(limits.requestsOfAccount, '/acme/0');
  expect((await fetch(`${url}/acme/0`)).status).toBe(503);
  await finish([...acme, ...(await begin(1, '/globex/0'))]);
  await finish(await begin(1, '/acme/0'));
});

test('beyond all places, requests are refused with 503 and the time to wait, and monitors are served', async () => {
  const answers: Promise<Response>[] = [];
  for (let i = 0; i < limits.requests / limits.requestsOfAccount; i += 1) {
    answers.push(...(await begin(limits.requestsOfAccount, `/account-${i}/0`)));
  }
  const answer = await fetch(`${url}/other?x=/health`);
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '5', 'no /other']);
  expect((await fetch(`${url}/health?full`)).status).toBe(200);
  expect((await fetch(url, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(503);
  expect(refused).toBe(2);
  await finish(answers);
  expect(await (await fetch(`${url}/other`)).text()).toBe('done');
});

test('a slow reader of an answer keeps no other request out', async () => {
  let streams = 0;
  const slow = createLoadShedding({
    isExempt: () => false,
    refusalAt: () => ({ headers: {}, body: '' }),
    onRefused: () => undefined,
  });
  const endless = createHttpServer(
    slow.admit(async (request, response) => {
      slow.load.enter(request, 'acme');
      slow.load.charge(request, 'acme', limits.bodiesOfAccountBytes);
      streams += 1;
      if (request.url === '/stream') response.write('and so on');
      else response.end('done');
    }),
  );
  const port = await listen(endless, 0, '127.0.0.1');
  const stream = await fetch(`http://127.0.0.1:${port}/stream`);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(200);
  expect(streams).toBe(2);
  await stream.body?.cancel();
  await closeServer(endless);
});
