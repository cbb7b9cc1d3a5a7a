import type { Template } from './order.ts';

export type Request = { bytes(turn: number): Buffer };

const turnDigits = 9;

/** A request as bytes, ready but for its turn. */
export function prepare(
  port: number,
  { method, path, headers, body }: Template,
  subject: Record<string, string>,
): Request {
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (all, name: string) => subject[name] ?? all);
  const text = body === undefined ? undefined : fill(body);
  const length = text === undefined ? 0 : Buffer.byteLength(textAt(text, 0));
  const all = {
    ...headers,
    host: `127.0.0.1:${port}`,
    ...(text === undefined ? {} : { 'content-length': String(length) }),
  };
  const head = `${method} ${fill(path)} HTTP/1.1\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
  return { bytes: (turn) => Buffer.from(text === undefined ? head : head + textAt(text, turn)) };
}

function textAt(body: string, turn: number): string {
  return body.replaceAll('{turn}', String(turn).padStart(turnDigits, '0'));
}
