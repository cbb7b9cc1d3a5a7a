import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIPv6, type LookupFunction } from 'node:net';
import { limits } from '../limits.ts';
import { type BodyLimit, readAnswerBody } from './answer-body.ts';
import { type Budget, createBudget } from './budget.ts';
import { type Call, startCall } from './call.ts';
import { StaleConnectionError, timedOut } from './request-error.ts';

export { RequestError } from './request-error.ts';

type RequestOptions = {
  method: string;
  url: string;
  /** The IP address to connect to; the name in the URL is not resolved again. */
  address?: string;
  headers: Record<string, string>;
  body?: string;
  /** Aborts the call at any time: while it waits for a connection, for an answer, or while the body is read. */
  signal: AbortSignal;
};

type LimitedRequestOptions = RequestOptions & BodyLimit;
/** `silenceMs`: the longest silence within the body. */
type StreamOptions = RequestOptions & { silenceMs: number };

/** `body`: decompressed; empty where that is impossible. */
export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };
/** `body`: as received, compressed or not. */
export type HttpStream = { status: number; headers: IncomingHttpHeaders; body: IncomingMessage };

/**
 * Any status is an answer, redirects included: they are never followed. Both calls throw RequestError only: `timeout`
 * once the signal aborts.
 */
export type HttpClient = {
  request(options: LimitedRequestOptions): Promise<HttpAnswer>;
  stream(options: StreamOptions): Promise<HttpStream>;
  close(): void;
};

/** Shorter than peers usually keep an idle connection, so that few requests use a closed one. */
const idleMs = 4000;

type ClientOptions = {
  connectTimeoutMs: number;
  /** Per peer; further requests wait. */
  maxSockets: number;
  /** For all answers that are being read at a time; an answer beyond it fails. */
  mostBytesHeld?: number;
};

export function openHttpClient({ connectTimeoutMs, maxSockets, mostBytesHeld }: ClientOptions): HttpClient {
  const memory = createBudget(mostBytesHeld ?? Number.POSITIVE_INFINITY);
  const agentOptions = { keepAlive: true, timeout: idleMs, maxSockets };
  const agents: Agents = { plain: new http.Agent(agentOptions), secure: new https.Agent(agentOptions) };
  const call = (wanted: RequestOptions, connection: Connection) =>
    startCall(() => openRequest(agents, wanted, connection), { connectTimeoutMs, ...wanted });

  return {
    request: (wanted) =>
      retryIfStale(wanted, (connection) => {
        const headers = { 'accept-encoding': 'gzip', ...wanted.headers };
        return receive(call({ ...wanted, headers }, connection), wanted, memory);
      }),
    stream: (wanted) => retryIfStale(wanted, (connection) => receiveStream(call(wanted, connection), wanted.silenceMs)),
    close() {
      agents.plain.destroy();
      agents.secure.destroy();
    },
  };
}

type Agents = { plain: http.Agent; secure: https.Agent };
type Connection = 'kept' | 'fresh';

/** A kept connection may have died unnoticed. Only a GET is idempotent and may be sent again. */
async function retryIfStale<Result>(
  { method }: RequestOptions,
  send: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  if (method !== 'GET') return send('kept');
  try {
    return await send('kept');
  } catch (error) {
    if (!(error instanceof StaleConnectionError)) throw error;
    return send('fresh');
  }
}

async function receive(call: Call, limit: BodyLimit, memory: Budget): Promise<HttpAnswer> {
  try {
    const answer = await call.head;
    const body = await readAnswerBody(answer, limit, memory);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body };
  } catch (error) {
    throw call.explain(error);
  } finally {
    call.forgetSignal();
  }
}

async function receiveStream(call: Call, silenceMs: number): Promise<HttpStream> {
  try {
    const body = await call.head;
    // The reader sees the failure too; without this listener an unread body would end the process.
    body.on('error', () => undefined);
    body.setTimeout(silenceMs, () => body.destroy(timedOut(true)));
    body.once('close', call.forgetSignal);
    return { status: body.statusCode ?? 0, headers: body.headers, body };
  } catch (error) {
    call.forgetSignal();
    throw call.explain(error);
  }
}

function openRequest(
  { plain, secure }: Agents,
  { method, url, address, headers, body }: RequestOptions,
  connection: Connection,
): ClientRequest {
  const { protocol, hostname, host, port, pathname, search } = new URL(url);
  const isSecure = protocol === 'https:';
  const agent = connection === 'fresh' ? false : isSecure ? secure : plain;
  // A flat list of names and values is written as it is: an object of headers costs Node much more.
  const lines = ['Host', host];
  for (const [name, value] of Object.entries(headers)) lines.push(name, value);
  if (body !== undefined) lines.push('content-length', String(Buffer.byteLength(body)));
  // Looked up at call time: nock replaces these two functions.
  return (isSecure ? https : http).request({
    protocol,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port,
    path: pathname + search,
    method,
    headers: lines,
    maxHeaderSize: limits.headerBytes,
    agent,
    ...(address === undefined ? {} : { lookup: alwaysTo(address) }),
  });
}

function alwaysTo(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_hostname, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}
