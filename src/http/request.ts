import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIPv6, type LookupFunction, type Socket } from 'node:net';
import { Readable, type Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { limits } from '../limits.ts';
import { type Budget, createBudget } from './budget.ts';
import { isText, unpackersOf } from './content-encoding.ts';

type RequestOptions = {
  method: string;
  url: string;
  /** The IP address to connect to, whatever the name in the URL resolves to by now. */
  address?: string;
  headers: Record<string, string>;
  body?: string;
  /** For the whole call, the body included; for a stream until its head, and then for each silence. */
  timeoutMs: number;
};

/** `maxBytes` of the body as it came, and of what it is unpacked. */
type LimitedRequestOptions = RequestOptions & { maxBytes: number; whenTooLarge: 'truncate' | 'fail' };
type StreamOptions = RequestOptions & {
  /** Cuts the call, whenever it comes. */
  signal?: AbortSignal;
};

/** `body`: unpacked; empty where it cannot be. */
export type HttpAnswer = { status: number; headers: IncomingHttpHeaders; body: Buffer };
/** `body`: as it comes, packed or not. */
export type HttpStream = { status: number; headers: IncomingHttpHeaders; body: IncomingMessage };

/** Any status is an answer, redirects included: they are never followed. Both calls throw RequestError only. */
export type HttpClient = {
  request(options: LimitedRequestOptions): Promise<HttpAnswer>;
  stream(options: StreamOptions): Promise<HttpStream>;
  close(): void;
};

export type RequestErrorReason = 'connect' | 'timeout' | 'network' | 'too-large';

/** Says nothing of the address, the headers or the body: it may be logged. */
export class RequestError extends Error {
  readonly reason: RequestErrorReason;
  /** The request may have reached the peer. */
  readonly wasSent: boolean;
  /** Of the platform, such as ECONNREFUSED, where it gave one. */
  readonly code: string | undefined;

  constructor(reason: RequestErrorReason, wasSent: boolean, message: string, code?: string) {
    super(message);
    this.name = 'RequestError';
    this.reason = reason;
    this.wasSent = wasSent;
    this.code = code;
  }
}

/** The peer had closed an idle connection before it saw the request. */
class StaleConnectionError extends RequestError {}

/** Shorter than peers usually keep an idle connection, so that few requests meet a closed one. */
const idleMs = 4000;

type ClientOptions = {
  connectTimeoutMs: number;
  /** Per peer; further requests wait, and their timeout runs. */
  maxSockets: number;
  /** Of all answers that are being read at a time; one that goes beyond is a failure. */
  mostBytesHeld?: number;
};

export function openHttpClient(options: ClientOptions): HttpClient {
  const held = createBudget(options.mostBytesHeld ?? Number.POSITIVE_INFINITY);
  const agentOptions = { keepAlive: true, timeout: idleMs, maxSockets: options.maxSockets };
  const plain = new http.Agent(agentOptions);
  const secure = new https.Agent(agentOptions);

  function request(wanted: LimitedRequestOptions): Promise<HttpAnswer> {
    return overFreshIfStale(wanted, attempt);
  }

  function stream(wanted: StreamOptions): Promise<HttpStream> {
    return overFreshIfStale(wanted, attemptStream);
  }

  /** A kept connection may have died unnoticed; only a GET may be said again, within the time that is left. */
  async function overFreshIfStale<Options extends RequestOptions, Result>(
    wanted: Options,
    call: (wanted: Options, connection: 'kept' | 'fresh') => Promise<Result>,
  ): Promise<Result> {
    if (wanted.method !== 'GET') return call(wanted, 'kept');
    const deadline = performance.now() + wanted.timeoutMs;
    try {
      return await call(wanted, 'kept');
    } catch (error) {
      if (!(error instanceof StaleConnectionError)) throw error;
      return call({ ...wanted, timeoutMs: deadline - performance.now() }, 'fresh');
    }
  }

  async function attempt(wanted: LimitedRequestOptions, connection: 'kept' | 'fresh'): Promise<HttpAnswer> {
    const call = start({ ...wanted, headers: { 'accept-encoding': 'gzip', ...wanted.headers } }, connection);
    const room = roomIn(held);
    try {
      const answer = await call.head;
      const body = await unpack(await readBody(answer, wanted, room), answer.headers['content-encoding'], wanted, room);
      return { status: answer.statusCode ?? 0, headers: answer.headers, body };
    } catch (error) {
      throw call.explain(error);
    } finally {
      call.stopClock();
      room.giveBack();
    }
  }

  async function attemptStream(wanted: StreamOptions, connection: 'kept' | 'fresh'): Promise<HttpStream> {
    const call = start(wanted, connection);
    try {
      const body = await call.head;
      // Whoever reads sees the failure; a body that nobody reads must not end the process.
      body.on('error', () => undefined);
      body.setTimeout(wanted.timeoutMs, () => body.destroy(silence(wanted.timeoutMs, true)));
      body.once('close', call.forgetSignal);
      return { status: body.statusCode ?? 0, headers: body.headers, body };
    } catch (error) {
      call.forgetSignal();
      throw call.explain(error);
    } finally {
      call.stopClock();
    }
  }

  function start(wanted: StreamOptions, connection: 'kept' | 'fresh') {
    let outgoing: ClientRequest | undefined;
    let answer: IncomingMessage | undefined;
    let wasSent = false;
    let isUnheard = () => true;
    const { promise: head, resolve, reject } = newPromise<IncomingMessage>();
    const clock = setTimeout(() => cut(silence(wanted.timeoutMs, wasSent)), wanted.timeoutMs);
    const { signal } = wanted;
    const heed = (): void => cut(new RequestError('timeout', wasSent, 'The call was given up'));

    try {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', heed);
      outgoing = open(wanted, connection);
      outgoing.on('error', reject);
      outgoing.on('socket', watch);
      outgoing.on('response', (incoming) => {
        wasSent = true;
        answer = incoming;
        resolve(incoming);
      });
      outgoing.end(wanted.body);
    } catch (error) {
      reject(error);
    }
    const forgetSignal = () => signal?.removeEventListener('abort', heed);
    return { head, explain, stopClock: () => clearTimeout(clock), forgetSignal };

    function watch(socket: Socket): void {
      const bytesBefore = socket.bytesRead;
      isUnheard = () => socket.bytesRead === bytesBefore;
      const isConnected = socket instanceof TLSSocket ? socket.authorized : !socket.connecting;
      wasSent = isConnected || outgoing?.reusedSocket === true;
      if (wasSent) return;
      const { connectTimeoutMs } = options;
      const connectClock = setTimeout(
        () => cut(new RequestError('connect', false, `No connection within ${connectTimeoutMs} ms`, 'ETIMEDOUT')),
        connectTimeoutMs,
      );
      socket.once('close', () => clearTimeout(connectClock));
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
        clearTimeout(connectClock);
        wasSent = true;
      });
    }

    function cut(error: RequestError): void {
      // A request still waiting for a connection would report its end only once it got one.
      reject(error);
      (answer ?? outgoing)?.destroy(error);
    }

    function explain(error: unknown): RequestError {
      if (error instanceof RequestError) return error;
      const code = codeOf(error);
      if (!wasSent) return new RequestError('connect', false, `Could not connect (${code})`, code);
      const isStale = outgoing?.reusedSocket && !answer && isUnheard() && (code === 'ECONNRESET' || code === 'EPIPE');
      const Kind = isStale ? StaleConnectionError : RequestError;
      return new Kind('network', true, `The connection broke (${code})`, code);
    }
  }

  function open({ method, url, address, headers, body }: RequestOptions, connection: 'kept' | 'fresh'): ClientRequest {
    const { protocol, hostname, host, port, pathname, search } = new URL(url);
    const isSecure = protocol === 'https:';
    const agent = connection === 'fresh' ? false : isSecure ? secure : plain;
    // Names and values by turns are written as they are: for an object of headers Node does much more.
    const lines = ['Host', host];
    for (const [name, value] of Object.entries(headers)) lines.push(name, value);
    if (body !== undefined) lines.push('content-length', String(Buffer.byteLength(body)));
    // Looked up at call time: tests put themselves in the place of these two functions.
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

  return {
    request,
    stream,
    close: () => {
      plain.destroy();
      secure.destroy();
    },
  };
}

function alwaysTo(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_hostname, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

type Room = ReturnType<typeof roomIn>;

/** What one answer takes of a budget, packed and unpacked, until it has been read. */
function roomIn(budget: Budget) {
  const taken: (() => void)[] = [];
  return {
    /** False where there is no more. */
    take(bytes: number): boolean {
      const giveBack = budget.take(bytes);
      if (giveBack) taken.push(giveBack);
      return giveBack !== undefined;
    },
    giveBack(): void {
      for (const each of taken) each();
    },
  };
}

function readBody(answer: IncomingMessage, limit: LimitedRequestOptions, room: Room): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const whole = () => (chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
    answer.on('data', (chunk: Buffer) => {
      if (!room.take(chunk.length)) return void answer.destroy(crowded());
      chunks.push(chunk);
      size += chunk.length;
      if (size <= limit.maxBytes) return;
      // Closes the connection: the rest is never read.
      answer.destroy();
      if (limit.whenTooLarge === 'truncate') resolve(whole().subarray(0, limit.maxBytes));
      else reject(tooLarge(limit));
    });
    answer.on('end', () => resolve(whole()));
    answer.on('error', reject);
    answer.on('close', () => {
      if (!answer.readableEnded) reject(new Error('closed before its end'));
    });
  });
}

/** What is a text as it came is not packed, whatever its header says. A body that cannot be unpacked is as unreadable as an empty one; its answer has a status all the same. */
async function unpack(
  body: Buffer,
  packing: string | undefined,
  limit: LimitedRequestOptions,
  room: Room,
): Promise<Buffer> {
  if (packing !== undefined && isText(body)) return body;
  const unpackers = unpackersOf(packing, body);
  if (!unpackers) return Buffer.alloc(0);
  if (unpackers.length === 0) return body;
  const unpacked = await throughAll(body, unpackers, limit.maxBytes, room);
  if (unpacked.length <= limit.maxBytes) return unpacked;
  if (limit.whenTooLarge === 'truncate') return unpacked.subarray(0, limit.maxBytes);
  throw tooLarge(limit);
}

/** Stops soon after so many bytes: a few of them may unpack to any number. What cannot be unpacked is nothing. */
async function throughAll(
  body: Buffer,
  unpackers: readonly Transform[],
  mostBytes: number,
  room: Room,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (!room.take(chunk.length)) return done(crowded());
      chunks.push(chunk);
      size += chunk.length;
      done(size > mostBytes ? new Error('enough') : null);
    },
  });
  try {
    await pipeline([Readable.from([body]), ...unpackers, collect]);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    if (size <= mostBytes) return Buffer.alloc(0);
  }
  return Buffer.concat(chunks);
}

function tooLarge({ maxBytes }: LimitedRequestOptions): RequestError {
  return new RequestError('too-large', true, `The answer is larger than ${maxBytes} bytes`);
}

function crowded(): RequestError {
  return new RequestError('too-large', true, 'Too much of other answers is being read');
}

function silence(timeoutMs: number, wasSent: boolean): RequestError {
  return new RequestError('timeout', wasSent, `No complete answer within ${Math.ceil(timeoutMs)} ms`);
}

/** The code alone: messages of the platform can hold what was asked for. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

function newPromise<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
