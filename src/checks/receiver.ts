import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { limits } from '../limits.ts';

/** One request that reached the kit. */
export type Received = {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  bytes: Buffer;
  /** By the clock that measures durations. */
  at: number;
  answered: number;
};

export type Receiver = {
  port: number;
  received: readonly Received[];
  close(): Promise<void>;
};

type Options = {
  port: number;
  host: string;
  /** The answer to a request at a path that the kit gave away. */
  answer(received: Omit<Received, 'answered'>): { status: number; headers?: Record<string, string> };
};

/** A server that takes what the checked server sends. Rejects where the port is not free. */
export async function openReceiver({ port, host, answer }: Options): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer({ maxHeaderSize: limits.headerBytes, requestTimeout: limits.requestMs });
  server.on('request', async (request, response) => {
    const at = performance.now();
    const bytes = await bodyOf(request);
    if (bytes === undefined || received.length >= limits.receivedByCheck) {
      response.writeHead(bytes === undefined ? 413 : 503, { connection: 'close' }).end();
      return;
    }
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const seen = { method: request.method ?? '', path: request.url ?? '', headers, bytes, at };
    const { status, headers: more = {} } = answer(seen);
    received.push({ ...seen, answered: status });
    response.writeHead(status, { 'content-type': 'application/json', ...more }).end('{}');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Undefined for one that is too large or breaks off. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limits.bodyBytes) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return undefined;
  }
}
