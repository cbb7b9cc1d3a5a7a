import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpTrouble } from './types.ts';

export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

export function send(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
}

/** In place of an answer. */
export function spoil(response: ServerResponse, trouble: HttpTrouble): void {
  if (trouble.how === 'status') {
    const { status, message, retryAfterSeconds } = trouble;
    const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
    send(response, { status, body: { message }, headers });
  } else if (trouble.how === 'body') {
    send(response, { status: 200, body: trouble.body });
  } else if (trouble.how === 'garbage') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Bad gateway</html>');
  } else if (trouble.how === 'huge') {
    send(response, { status: 200, body: { status: 'completed', summary: 'x'.repeat(9 * 1024 * 1024) } });
  } else if (trouble.how !== 'hang') response.destroy();
}

export function refusal(status: number, message: string): Answer {
  return { status, body: { message } };
}

export async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}
