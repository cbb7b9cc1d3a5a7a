import { type IncomingHttpHeaders, type IncomingMessage, request as openRequest, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { listen } from '../../listen.ts';
import { sendUntilTaken } from '../vendors/again.ts';
import type { Exchange, ExchangeLog, Route } from './exchange.ts';

/** What is wrong with the way between two peers. */
export type Trouble =
  | { how: 'answer'; status: number; headers?: Record<string, string>; body?: object }
  | { how: 'silent' | 'swallow' | 'drop' | 'lose' | 'double' | 'reverse' }
  | { how: 'slow'; ms: number };

type Call = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };

type ProxyOptions = {
  port?: number;
  /** Origin of the server behind it. */
  target: string;
  log: ExchangeLog;
  /** Whose exchange it is; undefined for a visit of a person, which is neither recorded nor troubled. */
  routeOf: (call: Call) => Route | undefined;
  troubleOf: (route: Route, call: Call) => Trouble | undefined;
};

/** Requests wait so long for others to be reversed with. */
const reverseWithinMs = 2_500;

/** Stands in front of a server: records what goes through, and spoils it on demand. */
export async function openProxy({ port = 0, target, log, routeOf, troubleOf }: ProxyOptions) {
  const { server, origin, close } = await listen({ port });
  const hanging = new Set<ServerResponse>();
  let waiting: (() => Promise<number>)[] = [];
  server.on('request', (request, response) => void serve(request, response).catch(() => response.destroy()));
  return {
    origin,
    /** Ends what is kept without an answer. */
    release(): void {
      for (const response of hanging) response.destroy();
      hanging.clear();
    },
    close,
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/', headers } = request;
    const call: Call = { method, path, headers, body: await bodyOf(request) };
    const route = routeOf(call);
    if (!route) return forward(call, response).catch(() => sayDown(response));
    const trouble = troubleOf(route, call);
    const exchange = begin(route, call, trouble);
    if (trouble?.how === 'slow') await wait(trouble.ms, undefined, { ref: false });
    if (!trouble || trouble.how === 'slow') await pass(call, exchange, response);
    else await spoil(trouble, { route, call, exchange, response });
  }

  function begin(route: Route, { method, path, headers, body }: Call, trouble?: Trouble): Exchange {
    const exchange = log.begin(route, method, path, headers, body.toString());
    if (trouble) exchange.note = notes[trouble.how];
    return exchange;
  }

  type Spoilt = { route: Route; call: Call; exchange: Exchange; response: ServerResponse };

  async function spoil(trouble: Trouble, { route, call, exchange, response }: Spoilt): Promise<void> {
    switch (trouble.how) {
      case 'answer':
        return answer(exchange, response, trouble.status, trouble.body ?? {}, trouble.headers);
      case 'silent':
        hanging.add(response);
        response.once('close', () => log.end(exchange, 0));
        return;
      case 'swallow':
        hanging.add(response);
        await pass(call, exchange);
        return;
      case 'drop':
        log.end(exchange, 0);
        response.destroy();
        return;
      case 'lose':
        return answer(exchange, response, 200);
      case 'double':
        await pass(call, exchange, response);
        await pass(call, begin(route, call, trouble));
        return;
      case 'reverse':
        if (waiting.length === 0) setTimeout(() => void sendWaiting(), reverseWithinMs).unref();
        waiting.push(() => pass(call, exchange));
        response.writeHead(200).end();
    }
  }

  /** Last first. Their senders think that they were taken, so they are sent until they are. */
  async function sendWaiting(): Promise<void> {
    const reversed = waiting.toReversed();
    waiting = [];
    for (const send of reversed) await sendUntilTaken(send);
  }

  function answer(
    exchange: Exchange,
    response: ServerResponse,
    status: number,
    body: object = {},
    headers: Record<string, string> = {},
  ): void {
    const all = { 'content-type': 'application/json', ...headers };
    response.writeHead(status, all).end(JSON.stringify(body));
    log.end(exchange, status, all, JSON.stringify(body));
  }

  /** Records what comes back. Without an answer the caller gets none either. Resolves to the status, 0 without one. */
  async function pass(call: Call, exchange: Exchange, response?: ServerResponse): Promise<number> {
    try {
      await forward(call, response, (status, headers, body) => log.end(exchange, status, headers, body));
    } catch {
      log.end(exchange, 0);
      response?.destroy();
    }
    return exchange.status ?? 0;
  }

  /** Rejects where there is no answer, or only a part of one. */
  function forward({ method, path, headers, body }: Call, response?: ServerResponse, tell?: Tell): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = openRequest(`${target}${path}`, { method, headers, agent: false }, (answered) => {
        const { statusCode = 0 } = answered;
        response?.writeHead(statusCode, answered.headers);
        const chunks: Buffer[] = [];
        answered.on('data', (chunk: Buffer) => {
          response?.write(chunk);
          if (tell) chunks.push(chunk);
        });
        answered.once('error', reject);
        answered.once('end', () => {
          response?.end();
          tell?.(statusCode, answered.headers, Buffer.concat(chunks).toString());
          resolve();
        });
      });
      sent.once('error', reject);
      response?.once('close', () => sent.destroy());
      sent.end(body);
    });
  }
}

type Tell = (status: number, headers: IncomingHttpHeaders, body: string) => void;

const notes: Record<Trouble['how'], string> = {
  answer: 'answered on the way',
  silent: 'never answered',
  swallow: 'the answer never arrived',
  drop: 'connection closed',
  lose: 'lost on the way',
  double: 'sent twice',
  reverse: 'sent in reverse order',
  slow: 'slow',
};

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** To a person: a page of a server that does not run. */
function sayDown(response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end('It is down, and starts again.\n');
}
