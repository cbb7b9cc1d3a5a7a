import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { RequestError, StaleConnectionError, timedOut } from './request-error.ts';

type Options = {
  body?: string;
  connectTimeoutMs: number;
  /** Aborts the call, also while its answer is read. */
  signal: AbortSignal;
};

/** One HTTP call. */
export type Call = {
  /** Resolves to the answer once its head has come. */
  head: Promise<IncomingMessage>;
  /** What went wrong, as a RequestError. */
  explain(error: unknown): RequestError;
  forgetSignal(): void;
};

export function startCall(open: () => ClientRequest, options: Options): Call {
  const { body, connectTimeoutMs, signal } = options;
  const { promise: head, resolve, reject } = newPromise<IncomingMessage>();
  let outgoing: ClientRequest | undefined;
  let answer: IncomingMessage | undefined;
  let socket: WatchedSocket = noSocket;
  const wasSent = () => answer !== undefined || socket.wasConnected();
  const abort = (): void => cut(timedOut(wasSent()));

  try {
    if (signal.aborted) throw timedOut(false);
    signal.addEventListener('abort', abort);
    outgoing = open();
    const isReused = () => outgoing?.reusedSocket === true;
    outgoing.on('error', reject);
    outgoing.on('socket', (given) => {
      socket = watchSocket(given, isReused(), connectTimeoutMs, cut);
    });
    outgoing.on('response', (incoming) => {
      answer = incoming;
      resolve(incoming);
    });
    outgoing.end(body);
  } catch (error) {
    reject(error);
  }
  return { head, explain, forgetSignal: () => signal.removeEventListener('abort', abort) };

  function cut(error: RequestError): void {
    // A request still waiting for a connection would report its end only once it got one.
    reject(error);
    (answer ?? outgoing)?.destroy(error);
  }

  function explain(error: unknown): RequestError {
    if (error instanceof RequestError) return error;
    const code = codeOf(error);
    if (!wasSent()) return new RequestError('connect', false, `Could not connect (${code})`, code);
    const isStale =
      outgoing?.reusedSocket && !answer && socket.isSilent() && (code === 'ECONNRESET' || code === 'EPIPE');
    const Kind = isStale ? StaleConnectionError : RequestError;
    return new Kind('network', true, `The connection broke (${code})`, code);
  }
}

type WatchedSocket = {
  wasConnected(): boolean;
  /** No byte has come since the call began. */
  isSilent(): boolean;
};

const noSocket: WatchedSocket = { wasConnected: () => false, isSilent: () => true };

function watchSocket(
  socket: Socket,
  isReused: boolean,
  timeoutMs: number,
  cut: (error: RequestError) => void,
): WatchedSocket {
  const bytesBefore = socket.bytesRead;
  const isSilent = () => socket.bytesRead === bytesBefore;
  const isConnected = socket instanceof TLSSocket ? socket.authorized : !socket.connecting;
  if (isConnected || isReused) return { wasConnected: () => true, isSilent };
  let wasConnected = false;
  const clock = setTimeout(
    () => cut(new RequestError('connect', false, `No connection within ${timeoutMs} ms`, 'ETIMEDOUT')),
    timeoutMs,
  );
  socket.once('close', () => clearTimeout(clock));
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    clearTimeout(clock);
    wasConnected = true;
  });
  return { wasConnected: () => wasConnected, isSilent };
}

/** The code alone: Node's messages can hold the address. */
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
