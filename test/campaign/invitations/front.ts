import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from '../../../sandbox/listen.ts';
import type { Trouble } from './plan.ts';

export type Call = { method: string; path: string };

export type Answer = { status: number; headers?: Record<string, string>; body?: string };

/** A server before the vendor's, which lets every call through and has the vendor's bad days. */
export type Front = {
  url: string;
  /** Every call since the round began, oldest first. */
  readonly calls: Call[];
  /** Forgets the calls; then does this to the first calls of each kind, one after the other. */
  begin(troubles: readonly { isMeant: (call: Call) => boolean; trouble: Trouble }[]): void;
  close(): Promise<void>;
};

export async function openFront(vendor: string, refusal: (body: string) => Answer): Promise<Front> {
  const { server, origin, close } = await listen({});
  const calls: Call[] = [];
  let waiting: { isMeant: (call: Call) => boolean; trouble: Trouble }[] = [];
  server.on('request', (request, response) => void serve(request, response).catch(() => response.destroy()));
  return {
    url: origin,
    calls,
    begin(troubles) {
      calls.length = 0;
      waiting = [...troubles];
    },
    close,
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = { method: request.method ?? '', path: request.url ?? '' };
    calls.push(call);
    const place = waiting.findIndex(({ isMeant }) => isMeant(call));
    const [{ trouble } = {}] = place < 0 ? [] : waiting.splice(place, 1);
    const body = await bodyOf(request);
    if (trouble?.how === 'late') {
      await Promise.race([sleep(trouble.delayMs, undefined, { ref: false }), once(response, 'close')]);
    }
    if (!trouble || trouble.how === 'late') return send(response, await pass(request, call, body));
    if (trouble.how.startsWith('accept-then-')) await pass(request, call, body);
    spoil(response, trouble, body);
  }

  async function pass({ headers }: IncomingMessage, { method, path }: Call, body: string): Promise<Answer> {
    const { host: _host, connection: _connection, 'content-length': _length, ...given } = headers;
    const answer = await fetch(`${vendor}${path}`, {
      method,
      headers: Object.entries(given).map(([name, value]) => [name, String(value)] as [string, string]),
      redirect: 'manual',
      ...(body === '' ? {} : { body }),
    });
    const type = answer.headers.get('content-type');
    return { status: answer.status, body: await answer.text(), ...(type ? { headers: { 'content-type': type } } : {}) };
  }

  function spoil(response: ServerResponse, { how }: Trouble, body: string): void {
    if (how === 'drop' || how === 'accept-then-drop') response.destroy();
    const answer = how === 'refuse' ? { headers: json, ...refusal(body) } : answers[how];
    // Otherwise it is never answered.
    if (answer) send(response, answer);
  }
}

const json = { 'content-type': 'application/json' };

const answers: Partial<Record<Trouble['how'], Answer>> = {
  error: { status: 500, headers: json, body: '{"message":"Something went wrong"}' },
  unauthorised: { status: 401, headers: json, body: '{"message":"Unauthorized"}' },
  'rate-limit': { status: 429, headers: json, body: '{"message":"Too many requests"}' },
  garbage: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Bad gateway</html>' },
};

function send(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  response.writeHead(status, headers).end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
