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
  /** For the whole call, including the body. For a stream: until its head, and then for each silence. */
  timeoutMs: number;
};

type LimitedRequestOptions = RequestOptions & BodyLimit;
type StreamOptions = RequestOptions & {
  /** Aborts the call at any time. */
  signal?: AbortSignal;
};

/** `body`: decompressed; empty where that is impossible. */
export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };
/** `body`: as received, compressed or not. */
export type HttpStream = { status: number; headers: IncomingHttpHeaders; body: IncomingMessage };

/** Any status is an answer, redirects included: they are never followed. Both calls throw RequestError only. */
export type HttpClient = {
  request(options: LimitedRequestOptions): Promise<HttpAnswer>;
  stream(options: StreamOptions): Promise<HttpStream>;
  close(): void;
};

/** Shorter than peers usually keep an idle connection, so that few requests use a closed one. */
const idleMs = 4000;

type ClientOptions = {
  connectTimeoutMs: number;
  /** Per peer; further requests wait, and their timeout runs. */
  maxSockets: number;
  /** For all answers that are being read at a time; an answer beyond it fails. */
  mostBytesHeld?: number;
};

export function openHttpClient({ connectTimeoutMs, maxSockets, mostBytesHeld }: ClientOptions): HttpClient {
  const memory = createBudget(mostBytesHeld ?? Number.POSITIVE_INFINITY);
  const agentOptions = { keepAlive: true, timeout: idleMs, maxSockets };
  const agents: Agents = { plain: new http.Agent(agentOptions), secure: new https.Agent(agentOptions) };
  const call = (wanted: StreamOptions, connection: Connection) =>
    startCall(() => openRequest(agents, wanted, connection), { ...wanted, connectTimeoutMs });

  return {
    request: (wanted) =>
      retryIfStale(wanted, (again, connection) => {
        const headers = { 'accept-encoding': 'gzip', ...again.headers };
        return receive(call({ ...again, headers }, connection), again, memory);
      }),
    stream: (wanted) =>
      retryIfStale(wanted, (again, connection) => receiveStream(call(again, connection), again.timeoutMs)),
    close() {
      agents.plain.destroy();
      agents.secure.destroy();
    },
  };
}

type Agents = { plain: http.Agent; secure: https.Agent };
type Connection = 'kept' | 'fresh';

/** A kept connection may have died unnoticed. Only a GET is idempotent and may be sent again, within the time left. */
async function retryIfStale<Options extends RequestOptions, Result>(
  wanted: Options,
  send: (wanted: Options, connection: Connection) => Promise<Result>,
): Promise<Result> {
  if (wanted.method !== 'GET') return send(wanted, 'kept');
  const deadline = performance.now() + wanted.timeoutMs;
  try {
    return await send(wanted, 'kept');
  } catch (error) {
    if (!(error instanceof StaleConnectionError)) throw error;
    return send({ ...wanted, timeoutMs: deadline - performance.now() }, 'fresh');
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
    call.stopClock();
  }
}

async function receiveStream(call: Call, timeoutMs: number): Promise<HttpStream> {
  try {
    const body = await call.head;
    // The reader sees the failure too; without this listener an unread body would end the process.
    body.on('error', () => undefined);
    body.setTimeout(timeoutMs, () => body.destroy(timedOut(timeoutMs, true)));
    body.once('close', call.forgetSignal);
    return { status: body.statusCode ?? 0, headers: body.headers, body };
  } catch (error) {
    call.forgetSignal();
    throw call.explain(error);
  } finally {
    call.stopClock();
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
