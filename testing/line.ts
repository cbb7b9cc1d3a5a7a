import { connect, type Socket } from 'node:net';

export type WireAnswer = { status: number; headers: Record<string, string>; body: Buffer };

/** A kept connection for one request after the other: sends raw bytes, also those that `fetch` would refuse. */
export type Line = {
  /** Connects again where the bridge has closed. Rejects when there is no whole answer within the time. */
  ask(request: Buffer, options: { isHead: boolean; timeoutMs: number }): Promise<WireAnswer>;
  /** Whether a connection stands from earlier requests. */
  isOpen(): boolean;
  close(): void;
};

/** The bridge closed the connection without a whole answer. */
export class ClosedError extends Error {
  constructor() {
    super('closed without an answer');
  }
}

export function openLine(port: number): Line {
  let socket: Socket | undefined;

  return {
    ask(request, { isHead, timeoutMs }) {
      const used = socket?.writable ? socket : open();
      return new Promise((resolve, reject) => {
        let seen: Buffer = Buffer.alloc(0);
        const clock = setTimeout(() => fail(new Error('no answer in time')), timeoutMs);
        const onData = (chunk: Buffer): void => {
          seen = seen.length === 0 ? chunk : Buffer.concat([seen, chunk]);
          settle(false);
        };
        const onClose = (): void => {
          if (!settle(true)) fail(new ClosedError());
        };
        used.on('data', onData).once('close', onClose).write(request);

        function settle(isEnd: boolean): boolean {
          const answer = readAnswer(seen, isHead, isEnd);
          if (!answer) return false;
          stop();
          if (isEnd || answer.headers.connection === 'close') used.destroy();
          resolve(answer);
          return true;
        }
        function fail(error: Error): void {
          stop();
          used.destroy();
          reject(error);
        }
        function stop(): void {
          clearTimeout(clock);
          used.off('data', onData).off('close', onClose);
        }
      });
    },
    isOpen: () => socket?.writable === true,
    close: () => void socket?.destroy(),
  };

  function open(): Socket {
    socket = connect(port, '127.0.0.1').setNoDelay(true);
    socket.on('error', () => undefined);
    return socket;
  }
}

/**
 * Sends bytes, which need not be a request, and ends the connection; undefined if the bridge closes without an answer.
 */
export function askOnce(port: number, bytes: Buffer, timeoutMs: number): Promise<WireAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const clock = setTimeout(() => {
      socket.destroy();
      reject(new Error('not closed in time'));
    }, timeoutMs);
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(clock);
      resolve(readAnswer(Buffer.concat(chunks), false, true));
    });
    socket.end(bytes);
  });
}

const interim = /^HTTP\/1\.1 1\d\d[^\r]*\r\n/;

/** The first final answer in what was read so far; undefined while it is not whole. */
function readAnswer(bytes: Buffer, isHead: boolean, isEnd: boolean): WireAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end + 2);
  const rest = bytes.subarray(end + 4);
  if (interim.test(head)) return readAnswer(rest, isHead, isEnd);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  const headers = Object.fromEntries(
    lines.filter(Boolean).map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  if (isHead || status === 204 || status === 304) return { status, headers, body: Buffer.alloc(0) };
  const body = readBody(rest, headers, isEnd);
  return body && { status, headers, body };
}

function readBody(rest: Buffer, headers: Record<string, string>, isEnd: boolean): Buffer | undefined {
  if (headers['transfer-encoding'] === 'chunked') return readChunks(rest);
  const length = headers['content-length'];
  if (length === undefined) return isEnd ? rest : undefined;
  return rest.length >= Number(length) ? rest.subarray(0, Number(length)) : undefined;
}

function readChunks(rest: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = rest.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(rest.toString('latin1', at, end), 16);
    if (size === 0) return rest.length >= end + 4 ? Buffer.concat(chunks) : undefined;
    if (rest.length < end + 2 + size + 2) return undefined;
    chunks.push(rest.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}
