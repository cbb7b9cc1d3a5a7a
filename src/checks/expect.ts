import { ClauseBroken, NotApplicable } from './clause.ts';
import type { Exchange } from './client.ts';

export function broken(came: string, expected: string): never {
  throw new ClauseBroken(came, expected);
}

export function notApplicable(reason: string): never {
  throw new NotApplicable(reason);
}

/** A value as it stands in the server's JSON. The report shortens it, once it has hidden the secrets. */
export function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** `PUT interviews/1 → 500, text/html, "<html>…"` */
export function described({ method, path, status, headers, text, trouble }: Exchange): string {
  const call = `${method} /${path}`;
  if (trouble !== undefined) return `${call} → ${trouble}`;
  const type = headers['content-type'];
  const body = text === '' ? 'an empty body' : text;
  return `${call} → ${status}${type === undefined ? '' : `, ${type}`}, ${body}`;
}

export function expectStatus(exchange: Exchange, ...wanted: number[]): void {
  if (!wanted.includes(exchange.status)) broken(described(exchange), `status ${wanted.join(' or ')}`);
}

/** The body as an object. */
export function expectObject(exchange: Exchange): Fields {
  if (!isObject(exchange.json)) broken(described(exchange), 'a JSON object');
  return exchange.json;
}

export function expectMessage(exchange: Exchange): string {
  const message = isObject(exchange.json) ? exchange.json.message : undefined;
  if (typeof message !== 'string' || message.trim() === '') {
    broken(described(exchange), 'JSON with a "message" that says in words what is wrong');
  }
  return message;
}

/** `1 interview`, `2 interviews`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

export function isSuccess({ status }: Exchange): boolean {
  return status >= 200 && status < 300;
}

/** A refusal of the caller's request: not a success, and no accident of the server's. */
export function isRefusal({ status }: Exchange): boolean {
  return status >= 400 && status < 500;
}

export type Fields = Record<string, unknown>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
