import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { closeServer, createHttpServer, listen } from '../../../src/http/server.ts';
import { limits } from '../../../src/limits.ts';
import { expectError } from '../../../testing/expect-error.ts';
import { logged } from '../../../testing/operator.ts';
import { openSocket, readAnswer, sendRaw } from '../../../testing/wire.ts';
import { createBody, openWorld, secrets, until, type World } from '../../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const authorization = `Authorization: Bearer ${secrets.providerToken}`;

describe('what is no HTTP request', () => {
  it.each([
    ['garbage', 'hello there\r\n\r\n'],
    ['binary garbage', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x0d, 0x0a, 0x0d, 0x0a])],
    ['an unknown method', 'BREW /jobs HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a version from the future', 'GET /jobs HTTP/9.9\r\nHost: x\r\n\r\n'],
    ['a header without a colon', 'GET /jobs HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n'],
    ['a header name with a space', `GET /jobs HTTP/1.1\r\nHost: x\r\nbad name: x\r\n\r\n`],
    ['a NUL in a header', 'GET /jobs HTTP/1.1\r\nHost: x\r\nx: \0\r\n\r\n'],
    ['a length that is no number', `POST /interviews HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n`],
    ['two lengths', 'POST /interviews HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    [
      'a length and chunks',
      'POST /interviews HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a space in the path', 'GET /jobs and more HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no host', `GET /jobs HTTP/1.1\r\n${authorization}\r\n\r\n`],
  ])('is answered 400 when it is %s', async (_what, bytes) => {
    expectError(await sendRaw(world.url, bytes), 400, 'Bad Request');
  });

  it('is answered once and without a warning, however many come at once', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on('warning', note);
    const { status, text } = await sendRaw(world.url, 'GET /jobs HTTP/1.1\r\n\r\n'.repeat(20));
    expect([status, text]).toEqual([400, '{"status":400,"message":"Bad Request"}']);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('is answered 431 when its headers are too large', async () => {
    const askWith = (bytes: number) =>
      sendRaw(world.url, `GET /jobs HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx: ${'x'.repeat(bytes)}\r\n\r\n`);
    expectError(await askWith(limits.headerBytes), 431, 'Request Header Fields Too Large');
    expectError(await askWith(limits.headerBytes - 200), 401, 'Missing Token');
  });

  it('is answered 417 when it has an unknown expectation', async () => {
    const request = `POST /interviews HTTP/1.1\r\nHost: x\r\n${authorization}\r\nExpect: tea\r\nConnection: close\r\n\r\n`;
    expectError(await sendRaw(world.url, request), 417, 'Expectation Failed');
  });

  it('is answered 405 when it asks for a tunnel', async () => {
    const request = 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n';
    expectError(await sendRaw(world.url, request), 405, 'Method Not Allowed');
  });

  it('does no harm when its sender goes away', async () => {
    for (const request of ['CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n', 'garbage\r\n\r\n']) {
      const socket = await openSocket(world.url);
      socket.write(request);
      socket.resetAndDestroy();
    }
    expect((await world.ask('GET', '/jobs')).status).toBe(200);
  });

  it('is refused as JSON when a chunk is broken', async () => {
    const head = `POST /interviews HTTP/1.1\r\nHost: x\r\n${authorization}\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expectError(await sendRaw(world.url, `${head}zz\r\n{}\r\n0\r\n\r\n`), 400, 'Bad Request');
  });
});

describe('unusual requests', () => {
  it.each([
    ['HTTP/1.0', `GET /jobs HTTP/1.0\r\n${authorization}\r\n\r\n`],
    [
      'an absolute address',
      `GET http://elsewhere.example/jobs HTTP/1.1\r\nHost: x\r\n${authorization}\r\nConnection: close\r\n\r\n`,
    ],
    ['an empty host', `GET /jobs HTTP/1.1\r\nHost:\r\n${authorization}\r\nConnection: close\r\n\r\n`],
  ])('are answered: %s', async (_what, bytes) => {
    const { status, text } = await sendRaw(world.url, bytes);
    expect([status, Object.keys(JSON.parse(text))]).toEqual([200, ['jobs']]);
  });

  it('keep their connection over to the next one after an error', async () => {
    const refused = `POST /interviews HTTP/1.1\r\nHost: x\r\n${authorization}\r\nContent-Length: 1\r\n\r\n{`;
    const last = `GET /nowhere HTTP/1.1\r\nHost: x\r\n${authorization}\r\nConnection: close\r\n\r\n`;
    const { text } = await sendRaw(world.url, refused + last);
    expect(text).toContain('{"status":400,"message":"Invalid JSON"}');
    expect(text).toContain('{"status":404,"message":"Not Found"}');
  });

  it('that cannot switch protocols go on as they are', async () => {
    const upgrade = `GET /jobs HTTP/1.1\r\nHost: x\r\n${authorization}\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n`;
    expect((await sendRaw(world.url, upgrade)).status).toBe(200);
  });
});

test('a request with a body that wishes for another protocol is the last on its connection', async () => {
  const head = `POST /interviews HTTP/1.1\r\nHost: x\r\n${authorization}\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n`;
  const next = `GET /jobs HTTP/1.1\r\nHost: x\r\n${authorization}\r\nConnection: close\r\n\r\n`;
  const { status, headers } = await sendRaw(world.url, `${head}Content-Length: 2\r\n\r\n{}${next}`);
  expect([status, headers.connection]).toEqual([422, 'close']);
}, 10_000);

describe('a body that does not arrive', () => {
  it.each([
    ['of a known length', 'Content-Length: 1000\r\n\r\n{"candidate":'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n'],
    ['packed', 'Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n\x1f'],
    ['that has not begun', 'Content-Length: 1000\r\n\r\n'],
  ])('leaves the bridge alive when its sender goes away: %s', async (_what, rest) => {
    const before = world.logLines.length;
    const socket = await openSocket(world.url);
    socket.write(`POST /interviews HTTP/1.1\r\nHost: x\r\n${authorization}\r\n${rest}`);
    // Another request's answer shows that the first one has been under way.
    expect((await world.ask('GET', '/jobs')).status).toBe(200);
    socket.resetAndDestroy();
    expect((await world.ask('POST', '/interviews', { body: createBody(world) })).status).toBe(201);
    const failures = world.logLines
      .slice(before)
      .filter((line) => /"internal"|"level":"(warn|error|fatal)"/.test(line));
    expect(failures).toEqual([]);
  });

  it.each([
    ['plain', ''],
    ['packed', 'Content-Encoding: gzip\r\n'],
  ])('is not waited for once its sender has gone away: %s', async (_what, encoding) => {
    const requests = () => logged(world, 'request');
    const before = requests().length;
    const socket = await openSocket(world.url);
    const head = `POST /interviews HTTP/1.1\r\nHost: x\r\n${authorization}\r\n${encoding}Content-Length: 1000\r\n\r\n`;
    socket.write(`${head}\x1f`);
    expect((await world.ask('GET', '/jobs')).status).toBe(200);
    socket.resetAndDestroy();
    const hasEnded = () =>
      requests()
        .slice(before)
        .some(({ method }) => method === 'POST');
    await until('the request has ended', hasEnded);
  });

  it('is cut after the time a request may take', async () => {
    const server = createHttpServer((request, response) => request.on('end', () => response.end()).resume());
    expect(server.requestTimeout).toBeGreaterThan(0);
    expect(server.requestTimeout).toBeLessThanOrEqual(60_000);
    Object.assign(server, { headersTimeout: 300, requestTimeout: 300 });
    const port = await listen(server, 0, '127.0.0.1');
    const socket = await openSocket(`http://127.0.0.1:${port}`);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
    const dribble = setInterval(() => socket.write('x'), 50);
    expectError(await readAnswer(socket), 408, 'Request Timeout');
    clearInterval(dribble);
    await closeServer(server);
  });
});

test('headers that dribble in are cut within seconds, while others are served', async () => {
  const socket = await openSocket(world.url);
  socket.write('GET /jobs HTTP/1.1\r\n');
  const dribble = setInterval(() => socket.write('x: y\r\n'), 200);
  const answer = readAnswer(socket);
  expect((await world.ask('GET', '/jobs')).status).toBe(200);
  expectError(await answer, 408, 'Request Timeout');
  clearInterval(dribble);
}, 15_000);

test('many half-open connections do not keep others out', async () => {
  const sockets = await Promise.all(Array.from({ length: 200 }, () => openSocket(world.url)));
  for (const socket of sockets) socket.write('POST /interviews HTTP/1.1\r\nHost: x\r\n');
  expect((await world.ask('GET', '/jobs')).status).toBe(200);
  for (const socket of sockets) socket.destroy();
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')));
  await until('the bridge answers again', async () => (await world.ask('GET', '/livez')).status === 200);
});
