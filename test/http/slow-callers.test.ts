import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { closeServer, createHttpServer, listen } from '../../src/http/server.ts';
import { limits } from '../../src/limits.ts';
import { expectError } from '../../testing/expect-error.ts';
import { openTcpProxy } from '../../testing/tcp-proxy.ts';
import { openSocket, readAnswer } from '../../testing/wire.ts';
import { until } from '../../testing/world.ts';

/** As for the bridge, a hundred times as fast. */
const fast = {
  headersTimeout: limits.headersMs / 100,
  requestTimeout: limits.requestMs / 100,
  keepAliveTimeout: 650,
  connectionsCheckingInterval: 20,
  silenceTimeout: limits.silenceMs / 100,
};

const answerOk: RequestListener = (request, response) => void request.on('end', () => response.end('ok')).resume();

type Finish = (close: () => Promise<void>) => void;

async function serve(
  onTestFinished: Finish,
  listener: RequestListener,
  changes: typeof fast & { maxConnections?: number },
  onRefused: (reason: string) => void = () => undefined,
) {
  const server = createHttpServer(listener, changes, onRefused);
  const port = await listen(server, 0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    return closeServer(server);
  });
  return { server, port, url: `http://127.0.0.1:${port}` };
}

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  );
}

async function untilAllAreCut(server: Server): Promise<void> {
  await until('every connection is cut', async () => (await connectionsOf(server)) === 0);
}

/** Goes on sending and reads nothing. */
function drip(socket: Socket, bytes: string): void {
  socket.on('error', () => undefined);
  const timer = setInterval(() => socket.write(bytes), 20);
  socket.once('close', () => clearInterval(timer));
}

test('a server has the limits of the table by default', () => {
  const { headersTimeout, requestTimeout, timeout, maxConnections } = createHttpServer(answerOk);
  expect({ headersTimeout, requestTimeout, timeout, maxConnections }).toEqual({
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    timeout: limits.silenceMs,
    maxConnections: limits.connections,
  });
});

const begun = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n';
const whole = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';

test.for([
  ['says nothing', ''],
  ['stops within its headers', 'GET / HTTP/1.1\r\nHost: x\r\n'],
  ['stops within its body', `${begun}half`],
] as const)('a caller who %s is answered 408 and cut', async ([, bytes], { onTestFinished }) => {
  const refused: string[] = [];
  const { server, url } = await serve(onTestFinished, answerOk, fast, (reason) => void refused.push(reason));
  const socket = await openSocket(url);
  if (bytes) socket.write(bytes);
  expectError(await readAnswer(socket), 408, 'Request Timeout');
  await untilAllAreCut(server);
  // A connection that a browser opened in advance asked for nothing.
  expect(refused).toEqual(bytes ? ['http-408'] : []);
});

test.for([
  ['headers', 'GET / HTTP/1.1\r\n', 'x: y\r\n'],
  ['bodies', begun, 'x'],
] as const)('%s that dribble in are cut', async ([, head, drop], { onTestFinished }) => {
  const { server, url } = await serve(onTestFinished, answerOk, fast);
  const socket = await openSocket(url);
  socket.write(head);
  drip(socket, drop);
  expectError(await readAnswer(socket), 408, 'Request Timeout');
  await untilAllAreCut(server);
});

test('a connection that is kept and not used again is closed', async ({ onTestFinished }) => {
  const { server, url } = await serve(onTestFinished, answerOk, fast);
  const socket = await openSocket(url);
  socket.write(whole);
  expect((await readAnswer(socket)).status).toBe(200);
  await untilAllAreCut(server);
});

test.for([
  ['before its request', ''],
  ['within its headers', 'GET / HTTP/1.1\r\n'],
  ['within its body', begun],
  ['between two requests', whole],
] as const)('a caller who vanishes without a word %s is cut', async ([, bytes], { onTestFinished }) => {
  const { server, port } = await serve(onTestFinished, answerOk, fast);
  const proxy = await openTcpProxy(port);
  onTestFinished(() => proxy.close());
  const socket = await openSocket(`http://127.0.0.1:${proxy.port}`);
  socket.on('error', () => undefined);
  await until('the connection has come', async () => (await connectionsOf(server)) === 1);
  if (bytes) socket.write(bytes);
  if (bytes === whole) await once(socket, 'data');
  proxy.forget();
  await untilAllAreCut(server);
});

const unread: [string, number, () => string | null][] = [
  ['one long answer', 1, () => 'x'.repeat(64 * 1024)],
  ['the answers to many requests', 2_000, () => null],
];

test.for(unread)('a caller who never reads is cut: %s', async ([, count, more], { onTestFinished }) => {
  const listener: RequestListener = (_request, response) => {
    const rest = new Readable({
      read() {
        this.push(more());
      },
    });
    rest.push('x'.repeat(10_000));
    rest.pipe(response);
  };
  const { server, url } = await serve(onTestFinished, listener, fast);
  const socket = await openSocket(url);
  socket.on('error', () => undefined).pause();
  socket.write(whole.repeat(count));
  await until('the connection has come', async () => (await connectionsOf(server)) === 1);
  await untilAllAreCut(server);
});

test('a caller that pipelines too many requests is cut, and one that pipelines a few is served', async ({
  onTestFinished,
}) => {
  let served = 0;
  const listener: RequestListener = (_request, response) => {
    served += 1;
    setTimeout(() => response.end('ok'), 50);
  };
  const refused: string[] = [];
  const server = createHttpServer(listener, {}, (reason) => refused.push(reason));
  const url = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
  onTestFinished(() => closeServer(server));

  const patient = await openSocket(url);
  for (let round = 0; round < 2; round += 1) {
    patient.write(whole.repeat(limits.requestsOfSocket));
    for (let answers = 0; answers < limits.requestsOfSocket; ) {
      answers += String((await once(patient, 'data'))[0]).split('200 OK').length - 1;
    }
  }
  expect([served, refused]).toEqual([2 * limits.requestsOfSocket, []]);
  patient.destroy();

  const greedy = await openSocket(url);
  greedy.on('error', () => undefined).resume();
  greedy.write(whole.repeat(limits.requestsOfSocket + 5));
  await once(greedy, 'close');
  expect([served, refused]).toEqual([3 * limits.requestsOfSocket, ['too-many-requests']]);
});

test('a caller who reads slowly gets all of a long answer', async ({ onTestFinished }) => {
  const size = 8 * 1024 * 1024;
  const listener: RequestListener = (_request, response) => response.end(Buffer.alloc(size));
  const { url } = await serve(onTestFinished, listener, { ...fast, silenceTimeout: 1_000 });
  const socket = await openSocket(url);
  socket.write(whole);
  const startedAt = performance.now();
  let received = 0;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received += chunk.length;
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (received > size) break;
  }
  expect(received).toBeGreaterThan(size);
  expect(performance.now() - startedAt).toBeGreaterThan(1_000);
});

test('two thousand idle connections keep no caller out, and are cut', async ({ onTestFinished }) => {
  const { server, url } = await serve(onTestFinished, answerOk, {
    ...fast,
    headersTimeout: 3_000,
    requestTimeout: 3_000,
    silenceTimeout: 10_000,
  });
  let accepted = 0;
  server.on('connection', () => {
    accepted += 1;
  });
  for (let batch = 0; batch < 10; batch += 1) {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => openSocket(url)));
    for (const socket of sockets) socket.on('error', () => undefined).resume();
    await until('they are accepted', () => accepted === 200 * (batch + 1));
  }
  expect(await (await fetch(url)).text()).toBe('ok');
  await untilAllAreCut(server);
});

test('more connections than allowed are closed at once, and those that exist are served', async ({
  onTestFinished,
}) => {
  const { url } = await serve(onTestFinished, answerOk, { ...fast, maxConnections: 1 });
  const first = await openSocket(url);
  first.write(whole);
  await once(first, 'data');
  const second = await openSocket(url);
  second.resume();
  await once(second, 'close');
  first.write(whole);
  expect(String((await once(first, 'data'))[0])).toContain('200 OK');
  first.destroy();
});

test('a server that closes does not wait for a connection that has never sent anything', async () => {
  const server = createHttpServer(answerOk);
  const socket = await openSocket(`http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`);
  await until('it is connected', async () => (await connectionsOf(server)) === 1);
  const closed = once(socket, 'close');
  await closeServer(server);
  await closed;
});
