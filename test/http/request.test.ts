import { getEventListeners } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpClient, openHttpClient, type RequestError } from '../../src/http/request.ts';
import { limits } from '../../src/limits.ts';
import { unlimited } from '../../testing/unlimited.ts';

let client: HttpClient;
const servers: (Server | TcpServer)[] = [];

beforeEach(() => {
  client = openHttpClient({ connectTimeoutMs: 200, maxSockets: 1 });
});

afterEach(async () => {
  client.close();
  for (const server of servers.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

async function listen(server: Server | TcpServer): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(listener: RequestListener): Promise<string> {
  return listen(createServer(listener));
}

function call(url: string, change: Partial<Parameters<HttpClient['request']>[0]> = {}) {
  const signal = AbortSignal.timeout(1000);
  const usual = { method: 'GET', headers: {}, signal, maxBytes: 1000, whenTooLarge: 'fail' } as const;
  return client.request({ ...usual, url, ...change });
}

function failureOf(calling: Promise<unknown>): Promise<RequestError> {
  return calling.then(
    () => expect.fail('the call succeeds'),
    (error) => error,
  );
}

/** Answers the first request of every connection and closes the connection without an answer on the second. */
async function serveOnePerConnection(): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const url = await listen(
    createTcpServer((socket) => {
      let requests = 0;
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        requests += 1;
        seen.push(String(data).split(' ')[0] ?? '');
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
        else socket.resetAndDestroy();
      });
    }),
  );
  return { url, seen };
}

test('a body is sent with its length in bytes', async () => {
  const url = await serve(async (request, answer) => {
    answer.end(`${request.method} ${request.headers['content-length']} ${await text(request)}`);
  });
  const answer = await call(url, { method: 'PUT', body: 'žluťoučký' });
  expect([answer.status, answer.body.toString()]).toEqual([200, 'PUT 13 žluťoučký']);
});

test('the Host header names the host of the URL, whatever its address', async () => {
  const url = await serve((request, answer) => answer.end(`${request.headers.host} ${request.url}`));
  const { port } = new URL(url);
  const answers = await Promise.all([
    call(`http://127.0.0.1:${port}/a%20b?c=d&e=%C3%A9#f`),
    call(`http://groove-tech.workable.test:${port}`, { address: '127.0.0.1' }),
  ]);
  expect(answers.map(({ body }) => body.toString())).toEqual([
    `127.0.0.1:${port} /a%20b?c=d&e=%C3%A9`,
    `groove-tech.workable.test:${port} /`,
  ]);
});

test('an answer without a body is an empty one', async () => {
  const url = await serve((_request, answer) => answer.writeHead(204).end());
  const answer = await call(url);
  expect([answer.status, answer.body.length]).toEqual([204, 0]);
});

test('a redirect is an answer like any other', async () => {
  const url = await serve((request, answer) => {
    answer.writeHead(request.url === '/' ? 307 : 200, { location: '/elsewhere' }).end();
  });
  const answer = await call(url);
  expect([answer.status, answer.headers.location]).toEqual([307, '/elsewhere']);
});

test('connections are used again', async () => {
  const ports = new Set<number | undefined>();
  const url = await serve((request, answer) => {
    ports.add(request.socket.remotePort);
    answer.end('ok');
  });
  for (let round = 0; round < 3; round += 1) await call(url);
  expect(ports.size).toBe(1);
});

describe('a failure says whether the peer may have seen the request', () => {
  test('not when it refuses the connection', async () => {
    const url = await serve(() => undefined);
    await new Promise((done) => servers.pop()?.close(done));
    expect(await failureOf(call(url))).toMatchObject({ reason: 'connect', wasSent: false });
  });

  test('not when its name is unknown', async () => {
    expect(await failureOf(call('http://nobody.invalid/'))).toMatchObject({ reason: 'connect', wasSent: false });
  });

  test('not when the handshake of TLS fails', async () => {
    const url = await listen(
      createTcpServer((socket) =>
        socket
          .on('error', () => undefined)
          .resume()
          .end('no TLS here'),
      ),
    );
    const error = await failureOf(call(url.replace('http:', 'https:')));
    expect(error).toMatchObject({ reason: 'connect', wasSent: false });
  });

  test('not when the handshake of TLS takes longer than a connection may', async () => {
    const url = await listen(createTcpServer((socket) => socket.on('error', () => undefined).resume()));
    const error = await failureOf(call(url.replace('http:', 'https:')));
    expect(error).toMatchObject({ reason: 'connect', wasSent: false, message: 'No connection within 200 ms' });
  });

  test('not when it only waited for a free connection', async () => {
    const url = await serve(() => undefined);
    const first = failureOf(call(url, { signal: AbortSignal.timeout(200) }));
    const second = failureOf(call(url, { signal: AbortSignal.timeout(50) }));
    expect(await second).toMatchObject({ reason: 'timeout', wasSent: false });
    expect(await first).toMatchObject({ reason: 'timeout', wasSent: true });
  });

  test('perhaps when it hangs up', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect(await failureOf(call(url))).toMatchObject({ reason: 'network', wasSent: true });
  });

  test('perhaps when it hangs up within its answer', async () => {
    const url = await serve((request, answer) => {
      answer.writeHead(200, { 'content-length': '10' }).write('half', () => request.socket.destroy());
    });
    expect(await failureOf(call(url))).toMatchObject({ reason: 'network', wasSent: true });
  });
});

test('an answer of unknown length that breaks off is a failure', async () => {
  const url = await serve((request, answer) => {
    answer.writeHead(200).write('half', () => request.socket.destroy());
  });
  expect(await failureOf(call(url))).toMatchObject({ reason: 'network', wasSent: true });
});

test('the signal also ends an answer that only dribbles', async () => {
  const url = await serve((_request, answer) => {
    const dribble = setInterval(() => answer.write('.'), 10);
    answer.on('close', () => clearInterval(dribble));
  });
  const startedAt = performance.now();
  const error = await failureOf(call(url, { signal: AbortSignal.timeout(150) }));
  expect(error).toMatchObject({ reason: 'timeout', wasSent: true });
  expect(performance.now() - startedAt).toBeLessThan(800);
});

test('a call whose signal has aborted before is not made', async () => {
  const seen: string[] = [];
  const url = await serve((request, answer) => {
    seen.push(request.url ?? '');
    answer.end();
  });
  expect(await failureOf(call(url, { signal: AbortSignal.abort() }))).toMatchObject({
    reason: 'timeout',
    wasSent: false,
  });
  expect(seen).toEqual([]);
});

test('calls that share a signal leave nothing behind at it', async () => {
  const url = await serve((_request, answer) => answer.end());
  const { signal } = new AbortController();
  for (let i = 0; i < 3; i += 1) await call(url, { signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('no failure speaks of the address, the token or the body', async () => {
  const url = await serve((request) => request.socket.destroy());
  const secrets = { headers: { authorization: 'Bearer hush' }, method: 'POST', body: 'hush' };
  const errors = await Promise.all([
    failureOf(call(`${url}/?token=hush`, secrets)),
    failureOf(call('http://nobody.invalid/?token=hush', secrets)),
    failureOf(call('hush://nobody.invalid/?token=hush', secrets)),
    failureOf(call(url, { headers: { authorization: 'hush\n' } })),
  ]);
  for (const error of errors) expect(`${error.stack} ${JSON.stringify(error)} ${error.cause}`).not.toContain('hush');
});

describe('an answer larger than allowed', () => {
  const serveEndless = async (whenClosed: () => void) =>
    serve((_request, answer) => {
      const pour = () => {
        while (!answer.destroyed && answer.write('x'.repeat(100)));
      };
      answer.on('drain', pour).on('close', whenClosed);
      pour();
    });

  test.each(['truncate', 'fail'] as const)('is not read to its end (%s)', async (whenTooLarge) => {
    let stop = (): void => undefined;
    const closed = new Promise<void>((done) => {
      stop = done;
    });
    const url = await serveEndless(stop);
    const calling = call(url, { whenTooLarge, maxBytes: 250 });
    if (whenTooLarge === 'truncate') expect((await calling).body.toString()).toBe('x'.repeat(250));
    else expect(await failureOf(calling)).toMatchObject({ reason: 'too-large', wasSent: true });
    await closed;
  });
});

test('an answer with more headers than allowed is none', async () => {
  const urlWith = (bytes: number) => serve((_request, answer) => answer.setHeader('x', 'x'.repeat(bytes)).end('ok'));
  expect((await call(await urlWith(limits.headerBytes - 500))).status).toBe(200);
  expect(await failureOf(call(await urlWith(limits.headerBytes)))).toMatchObject({ reason: 'network', wasSent: true });
});

describe('answers that are being read', () => {
  /** Most of an answer, and the rest when it is asked for. */
  async function serveInTwo(bytes: number) {
    const rests: (() => void)[] = [];
    const url = await serve((_request, answer) => {
      answer.write(Buffer.alloc(bytes - 1));
      rests.push(() => answer.end('x'));
    });
    return { url, rests };
  }

  test.each([
    [4, 250],
    [limits.vendorAnswersBytes / limits.vendorAnswerBytes, limits.vendorAnswerBytes],
  ])('are in memory to a bound: %i of %i bytes, and then the next', async (most, bytes) => {
    client = openHttpClient({ connectTimeoutMs: 1000, maxSockets: most + 1, mostBytesHeld: most * bytes });
    const { url, rests } = await serveInTwo(bytes);
    const patient = { maxBytes: bytes, ...unlimited };
    const calls = Array.from({ length: most + 1 }, () => call(url, patient));
    // None of the others can end before.
    const first = await Promise.race(calls.map(failureOf));
    expect(first).toMatchObject({ reason: 'too-large', wasSent: true });
    await expect.poll(() => rests.length).toBe(most + 1);
    for (const rest of rests) rest();
    const read = (await Promise.allSettled(calls)).flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    expect(read.map(({ body }) => body.length)).toEqual(Array.from({ length: most }, () => bytes));
    const after = call(url, patient);
    await expect.poll(() => rests.length).toBe(most + 2);
    rests.at(-1)?.();
    expect((await after).body.length).toBe(bytes);
  });

  test('count decompressed too', async () => {
    client = openHttpClient({ connectTimeoutMs: 200, maxSockets: 1, mostBytesHeld: 900 });
    const url = await serve((_request, answer) => {
      answer.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(950)));
    });
    expect(await failureOf(call(url))).toMatchObject({ reason: 'too-large' });
  });
});

describe('a compressed answer', () => {
  const plain = Buffer.from('{"name":"žluťoučký"}');
  const sends = (packing: string | undefined, body: Buffer, status = 200) =>
    serve((_request, answer) => {
      answer.writeHead(status, packing === undefined ? {} : { 'Content-Encoding': packing }).end(body);
    });

  test.each<[string, string | undefined, Buffer]>([
    ['gzip', 'gzip', gzipSync(plain)],
    ['gzip in two parts', 'gzip', Buffer.concat([gzipSync(plain.subarray(0, 9)), gzipSync(plain.subarray(9))])],
    ['its old name', 'X-GZip', gzipSync(plain)],
    ['gzip that the header forgets', undefined, gzipSync(plain)],
    ['gzip in the header alone', 'gzip', plain],
    ['deflate', 'deflate', deflateSync(plain)],
    ['deflate without its frame', 'deflate', deflateRawSync(plain)],
    ['brotli', 'br', brotliCompressSync(plain)],
    ['one in the other', 'deflate, gzip', gzipSync(deflateSync(plain))],
    ['nothing, which is said', 'identity', plain],
    ['gzip under the name of another packing', 'br', gzipSync(plain)],
    ['gzip for another storage', 'gzip, aws-chunked', gzipSync(plain)],
  ])('of %s is decompressed', async (_what, packing, body) => {
    const url = await sends(packing, body);
    expect((await call(url)).body.equals(plain)).toBe(true);
  });

  test.each(['x-gzip', 'br', 'deflate', 'none', 'utf-8', 'zstd', 'deflate, br', 'br, br, br, br'])(
    'that is compressed only by its header, with %s, is read as it is',
    async (packing) => {
      const url = await sends(packing, plain);
      expect((await call(url)).body.equals(plain)).toBe(true);
      // The cut goes through a character.
      const cut = await call(url, { maxBytes: 14, whenTooLarge: 'truncate' });
      expect(cut.body.equals(plain.subarray(0, 14))).toBe(true);
    },
  );

  test('is requested as gzip, the most common encoding', async () => {
    const url = await serve((request, answer) => answer.end(request.headers['accept-encoding']));
    const plainAnswer = await call(url, { headers: { 'accept-encoding': 'identity' } });
    expect([(await call(url)).body.toString(), plainAnswer.body.toString()]).toEqual(['gzip', 'identity']);
  });

  test.each<[string, string, Buffer]>([
    ['breaks off', 'gzip', gzipSync(plain).subarray(0, -9)],
    ['is damaged', 'gzip', Buffer.concat([gzipSync(plain).subarray(0, 20), Buffer.alloc(20, 7)])],
    ['is not brotli', 'br', deflateSync(plain)],
    ['is compressed too often', 'gzip, gzip, gzip, gzip', gzipSync(plain)],
  ])('that %s is an answer without a body', async (_what, packing, body) => {
    const url = await sends(packing, body, 429);
    const answer = await call(url);
    expect([answer.status, answer.body.length]).toEqual([429, 0]);
  });

  test('that has no body may say what it likes', async () => {
    const url = await sends('gzip', Buffer.alloc(0));
    expect((await call(url)).body.length).toBe(0);
  });

  test.each([
    ['gzip', gzipSync(Buffer.alloc(200_000_000))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(200_000_000)))],
    ['br', brotliCompressSync(Buffer.alloc(20_000_000))],
  ])('of %s is not decompressed beyond the limit', async (packing, body) => {
    const url = await sends(packing, body);
    const memoryBefore = process.memoryUsage().rss;
    const limits = { maxBytes: 250_000, signal: AbortSignal.timeout(5000) };
    expect(await failureOf(call(url, limits))).toMatchObject({ reason: 'too-large', wasSent: true });
    const cut = await call(url, { ...limits, whenTooLarge: 'truncate' });
    expect(cut.body.equals(Buffer.alloc(250_000))).toBe(true);
    expect(process.memoryUsage().rss - memoryBefore).toBeLessThan(120_000_000);
  });
});

describe('a kept connection that the peer has closed', () => {
  test('is replaced once by a fresh one for a GET', async () => {
    const { url, seen } = await serveOnePerConnection();
    await call(url);
    const answer = await call(url);
    expect(answer.body.toString()).toBe('ok');
    expect(seen).toEqual(['GET', 'GET', 'GET']);
  });

  test('is a failure for anything else, since the peer may have seen it', async () => {
    const { url, seen } = await serveOnePerConnection();
    await call(url);
    const error = await failureOf(call(url, { method: 'POST', body: '{}' }));
    expect(error).toMatchObject({ reason: 'network', wasSent: true });
    expect(seen.filter((method) => method === 'POST')).toHaveLength(1);
  });
});

describe('a stream', () => {
  test('hands over the body as it comes', async () => {
    const url = await serve((_request, answer) => answer.writeHead(201, { 'content-type': 'text/plain' }).end('abc'));
    const answer = await client.stream({ method: 'GET', url, headers: {}, silenceMs: 1000, ...unlimited });
    expect([answer.status, answer.headers['content-type'], await text(answer.body)]).toEqual([
      201,
      'text/plain',
      'abc',
    ]);
  });

  test.each(['before its head', 'within its body'])('is cut %s when it is given up', async (when) => {
    let stop = (): void => undefined;
    const closed = new Promise<void>((done) => {
      stop = done;
    });
    const giving = new AbortController();
    const url = await serve((_request, answer) => {
      answer.on('close', stop);
      if (when === 'before its head') giving.abort();
      else answer.write('abc');
    });
    const calling = client.stream({ method: 'GET', url, headers: {}, silenceMs: 5000, signal: giving.signal });
    const failing = failureOf(when === 'before its head' ? calling : calling.then(({ body }) => text(body)));
    if (when === 'within its body') await calling.then(() => giving.abort());
    expect(await failing).toMatchObject({ reason: 'timeout', wasSent: true });
    await closed;
  });

  test('ends with a failure when the peer sends nothing more', async () => {
    const url = await serve((_request, answer) => answer.write('abc'));
    const answer = await client.stream({ method: 'GET', url, headers: {}, silenceMs: 100, ...unlimited });
    expect(await failureOf(text(answer.body))).toMatchObject({ reason: 'timeout', wasSent: true });
  });
});
