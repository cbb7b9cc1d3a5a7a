import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { limits } from '../limits.ts';
import { dataHeaders } from './headers.ts';

/** Against slow, half-open and too many connections. Tests use shorter ones. */
export type ServerLimits = {
  headersTimeout: number;
  requestTimeout: number;
  /**
   * How long an idle connection is kept for its next request: longer than the load balancer in front of the bridge
   * keeps it.
   */
  keepAliveTimeout: number;
  connectionsCheckingInterval: number;
  /** Ms without a byte in either direction; longer than any answer takes. */
  silenceTimeout: number;
  maxConnections: number;
};

const usual: ServerLimits = {
  headersTimeout: limits.headersMs,
  requestTimeout: limits.requestMs,
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 2_000,
  silenceTimeout: limits.silenceMs,
  maxConnections: limits.connections,
};

// Node itself would answer a missing Host and an unknown Expect without a body.
const always = { maxHeaderSize: limits.headerBytes, requireHostHeader: false };

/** Calls `onRefused` with a reason, such as `http-400`, for data that never became a request. */
export function createHttpServer(
  listener: RequestListener,
  changes: Partial<ServerLimits> = {},
  onRefused: (reason: string) => void = () => undefined,
): Server {
  const { silenceTimeout, maxConnections, ...timeouts } = { ...usual, ...changes };
  const unanswered = new WeakMap<Socket, number>();
  const server = createServer({ ...timeouts, ...always }, (request, response) => {
    if (!isWithinPipelineLimit(request, response)) return;
    const isHostMissing = request.httpVersion === '1.1' && request.headers.host === undefined;
    // After a request with Upgrade, Node reads nothing more from its connection.
    if (request.headers.upgrade !== undefined) response.setHeader('Connection', 'close');
    request.url = withSingleSlashes(request.url);
    if (isHostMissing) refuseAs(request.socket, 400, 'Bad Request');
    else listener(request, response);
  });
  server.setTimeout(silenceTimeout);
  server.maxConnections = maxConnections;
  server.on('request', cutLateSender);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const [status, message] = clientErrors[error.code ?? ''] ?? ([400, 'Bad Request'] as const);
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
    // Browsers open connections in advance, and never use some: no request was refused.
    else if ('bytesRead' in socket && socket.bytesRead === 0) refuse(socket, status, message);
    else refuseAs(socket, status, message);
  });
  server.on('checkExpectation', ({ socket }) => refuseAs(socket, 417, 'Expectation Failed'));
  server.on('connect', (_request, socket) => refuseAs(socket, 405, 'Method Not Allowed'));
  server.on('drop', () => onRefused('too-many-connections'));
  countUnusedAsIdle(server);
  return server;

  /** Limits pipelining: a caller that sends requests and reads no answers would fill the memory. */
  function isWithinPipelineLimit({ socket }: IncomingMessage, response: ServerResponse): boolean {
    // This request arrived together with the one that exceeded the limit.
    if (socket.destroyed) return false;
    const count = (unanswered.get(socket) ?? 0) + 1;
    if (count > limits.requestsOfSocket) {
      socket.destroy();
      onRefused('too-many-requests');
      return false;
    }
    unanswered.set(socket, count);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    return true;
  }

  function refuseAs(socket: Duplex, status: number, message: string): void {
    if (refuse(socket, status, message)) onRefused(`http-${status}`);
  }
}

/** Node counts a connection as idle after its first request only: browsers and pools open some that never have one. */
function countUnusedAsIdle(server: Server): void {
  const unused = new Set<Socket>();
  server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  server.on('request', ({ socket }) => unused.delete(socket));
  const closeIdleConnections = server.closeIdleConnections.bind(server);
  server.closeIdleConnections = () => {
    closeIdleConnections();
    for (const socket of unused) if (socket.bytesRead === 0) socket.destroy();
  };
}

/** Many callers join a base URL and a path with two slashes. */
function withSingleSlashes(url = '/'): string {
  if (!url.includes('//')) return url;
  const [path = '', ...query] = url.split('?');
  // An absolute URL, as proxies send it, keeps the slashes of its scheme.
  return [path.replaceAll(/(?<!^[a-z][a-z\d+.-]*:)\/{2,}/gi, '/'), ...query].join('?');
}

/** Closes after a pause: otherwise the sender might not see the answer. */
const lingerMs = 1_000;

/** Closes a connection whose request continues after its answer: Node would keep reading. */
function cutLateSender(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (request.complete) return;
    const timer = setTimeout(() => request.socket.destroy(), lingerMs);
    for (const ended of ['end', 'close']) request.once(ended, () => clearTimeout(timer));
  });
}

/** Answers data that never became a request, in the format of every other error; false if it is answered already. */
function refuse(socket: Duplex, status: number, message: string): boolean {
  // The same packet may hold more errors.
  if (socket.writableEnded) return false;
  const body = JSON.stringify({ status, message });
  // Node leaves the socket of a CONNECT request without an error listener: its failure would end the process.
  socket.on('error', () => undefined);
  const head = { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) };
  const lines = Object.entries({ ...dataHeaders, ...head, Connection: 'close' }).map((header) => header.join(': '));
  socket.end(`HTTP/1.1 ${status} ${message}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  // A vanished peer never closes its side.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  return true;
}

const clientErrors: Record<string, [status: number, message: string]> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout'],
  HPE_HEADER_OVERFLOW: [431, 'Request Header Fields Too Large'],
};

const listenErrors: Record<string, string> = {
  EADDRINUSE: 'another process uses it. Stop that process or set PORT',
  EACCES: 'this user has no permission. Set PORT to a number above 1023',
  EADDRNOTAVAIL: 'this machine has no such address. Set HOST',
  ENOTFOUND: 'this machine has no such address. Set HOST',
};

/**
 * Connections that wait to be accepted; the kernel may allow fewer (net.core.somaxconn). Further ones are dropped
 * silently.
 */
const maxBacklog = 4_096;

/** Resolves to the port it listens on. */
export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = ({ code }: NodeJS.ErrnoException) =>
      reject(new Error(`Cannot listen on port ${port} of ${host}: ${listenErrors[code ?? ''] ?? code}`));
    server.once('error', fail);
    server.listen({ port, host, backlog: maxBacklog }, () => {
      server.off('error', fail);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const idleCheckMs = 100;

/** Stops accepting, lets running requests finish. A kept connection serves no further request. */
export function closeServer(server: Server): Promise<void> {
  server.prependListener('request', (_request, response) => void response.setHeader('Connection', 'close'));
  return new Promise((resolve) => {
    const timer = setInterval(() => server.closeIdleConnections(), idleCheckMs);
    server.close(() => {
      clearInterval(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
