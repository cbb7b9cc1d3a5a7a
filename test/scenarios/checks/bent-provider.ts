import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen } from '../../../sandbox/listen.ts';
import { checkProvider, type ProviderCheckOptions } from '../../../src/checks/provider/check-provider.ts';
import { outputTo } from '../../../testing/check-output.ts';
import { freePort } from '../../../testing/free-port.ts';
import { secrets } from '../../../testing/secrets.ts';
import { openWorld } from '../../../testing/world.ts';

// biome-ignore lint/suspicious/noExplicitAny: faults reach into bodies of any shape
export type Json = any;
export type Asked = { method: string; path: string; headers: Record<string, string>; text: string; body: Json };
export type Answer = { status: number; headers: Record<string, string>; body: Json; bytes?: Buffer };
export type Callback = { method: string; headers: Record<string, string>; body: Json };

/** One fault, planted between the kit and a bridge that is right. */
export type Bend = {
  asked?(asked: Asked): void;
  answer?(answer: Answer, asked: Asked): void;
  /** No answer, to this call. */
  cut?(asked: Asked): boolean;
  callback?(callback: Callback): void;
  /** In place of passing a callback on: the status that the bridge gets. */
  swallow?: number;
  /** A callback is passed on so often. */
  copies?: number;
  /** The first callback is sent before the create is answered. */
  isEarly?: boolean;
};

/** A bridge as the provider, behind a front that brings the kit's first interview to its result, and may be bent. */
export async function openBentProvider() {
  const port = await freePort();
  const callbacks = await listen({});
  const world = await openWorld({ WORKABLE_CALLBACK_HOSTS: `${callbacks.origin},*.workable.com` });
  const front = await listen({});
  let bend: Bend = {};
  let played = new Set<string>();
  front.server.on('request', (request, response) => void serve(request, response));
  callbacks.server.on('request', (request, response) => void passOn(request, response));

  return {
    world,
    callbackUrl: callbacks.origin,
    url: front.origin,
    port,
    async run(
      fault: Bend,
      options: Partial<ProviderCheckOptions> = {},
      pace = { callMs: 5_000, pollMs: 20, settleMs: 300 },
    ) {
      bend = fault;
      played = new Set();
      return runProviderCheck(
        { url: front.origin, callbackUrl: callbacks.origin, port: String(port), wait: '10', json: true, ...options },
        pace,
      );
    },
    close: () => Promise.all([world.close(), front.close(), callbacks.close()]),
  };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    if (bend.cut?.(asked)) return void response.destroy();
    bend.asked?.(asked);
    const answer = await forward(world.url, asked);
    if (bend.isEarly && isFirstCreate(asked)) await knock(asked.body.callback_url);
    bend.answer?.(answer, asked);
    response.writeHead(answer.status, answer.headers).end(answer.bytes ?? JSON.stringify(answer.body));
    await play(asked);
  }

  /** The kit asks for the shared link of its first interview once it has looked at it: then the candidate sits it. */
  async function play({ path }: Asked): Promise<void> {
    const id = /^\/interviews\/([^/]+)\/shared-link$/.exec(path)?.[1];
    const invited = world.vendor.control.invitations.find(({ externalId }) => externalId === id);
    if (id === undefined || invited === undefined || played.has(id)) return;
    played.add(id);
    const attempt = await world.vendor.control.start(invited.email, invited.definitionId);
    await world.vendor.control.makeReport(attempt).catch(() => undefined);
    await world.vendor.control.score(attempt, 7.8, { recruiter_go_next_round: true });
  }

  function isFirstCreate({ method, path, body }: Asked): boolean {
    return method === 'POST' && path === '/interviews' && !String(body?.candidate?.email).includes('+');
  }

  async function knock(url: string): Promise<void> {
    const { pathname } = new URL(url);
    await fetch(`http://127.0.0.1:${port}${pathname}`, { method: 'PUT', body: '{}' });
  }

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await read(request);
    const { method, headers, body } = asked;
    const callback: Callback = { method, headers: { ...headers }, body };
    bend.callback?.(callback);
    if (bend.swallow !== undefined) return void response.writeHead(bend.swallow).end('{}');
    let answer: Answer = { status: 500, headers: {}, body: {} };
    for (let copy = 0; copy < (bend.copies ?? 1); copy += 1) {
      const sent = { ...asked, ...callback, text: JSON.stringify(callback.body) };
      answer = await forward(`http://127.0.0.1:${port}`, sent);
    }
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
  }
}

async function runProviderCheck(options: Partial<ProviderCheckOptions>, pace: Parameters<typeof checkProvider>[2]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await checkProvider(
    { url: '', userAgent: 'interview-bridge/test', token: secrets.providerToken, ...options },
    outputTo(lines, errors),
    pace,
  );
  const text = lines.join('\n');
  const { clauses = [] } = options.json !== false && text.startsWith('{') ? JSON.parse(text) : {};
  const of = (result: string): string[] =>
    clauses.filter((each: { result: string }) => each.result === result).map((each: { id: string }) => each.id);
  return { code, lines, errors, text, clauses, failed: of('fail'), notApplicable: of('not applicable') };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? '', path: request.url ?? '', headers, text, body: parsed(text) };
}

async function forward(url: string, { method, path, headers, text, body }: Asked): Promise<Answer> {
  const { authorization, 'content-type': type } = headers;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const sent = body === undefined ? text : JSON.stringify(body);
  const answer = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(hasBody ? { body: sent } : {}),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  const given = parsed(bytes.toString('utf8'));
  const retryAfter = answer.headers.get('retry-after');
  return {
    status: answer.status,
    headers: {
      'content-type': answer.headers.get('content-type') ?? '',
      ...(retryAfter === null ? {} : { 'retry-after': retryAfter }),
    },
    body: given,
    ...(given === undefined ? { bytes } : {}),
  };
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
