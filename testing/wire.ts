import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** An answer as its bytes read, for requests that `fetch` would never send. */
export type WireAnswer = { status: number; headers: Record<string, string>; text: string };

/** Sends bytes as they are and reads until the bridge closes the connection; ask for that with `Connection: close`. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<WireAnswer> {
  const socket = await openSocket(url);
  socket.write(bytes);
  return readAnswer(socket);
}

export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  return socket;
}

/** Reads until the peer closes. */
export async function readAnswer(socket: Socket): Promise<WireAnswer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  await once(socket, 'close');
  const [head = '', ...rest] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers) as Record<string, string>,
    text: rest.join('\r\n\r\n'),
  };
}

/** Posts a body without announcing its length. */
export async function postInChunks(url: string, headers: Record<string, string>, body: string): Promise<WireAnswer> {
  const { host, pathname } = new URL(url);
  const all = { host, ...headers, 'transfer-encoding': 'chunked', connection: 'close' };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const chunk = `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n`;
  return sendRaw(url, `POST ${pathname} HTTP/1.1\r\n${head.join('')}\r\n${chunk}0\r\n\r\n`);
}
