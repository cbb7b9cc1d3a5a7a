import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventLog } from '../event-log.ts';
import { listen } from '../listen.ts';
import { type ApiAnswer, answerTo, refusal } from './api.ts';
import { serveCandidate } from './candidate.ts';
import { createControl } from './control.ts';
import { createState, type RibbonKept } from './state.ts';
import type { RibbonTrouble } from './types.ts';

/** `eventLog`: the file for the state that must survive a kill. */
export type RibbonOptions = { port?: number; apiKey: string; eventLog?: EventLog<RibbonKept> };

export type Ribbon = Awaited<ReturnType<typeof startRibbon>>;

/** A fake Ribbon: its public API, its webhooks, and the page behind a candidate's link. */
export async function startRibbon({ apiKey, eventLog, ...options }: RibbonOptions) {
  const { server, origin, close } = await listen(options);
  const state = createState(origin, eventLog);
  const control = createControl(state);
  server.on('request', (request, response) => void serve(request, response));
  return { url: `${origin}/be-api`, control, close };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin);
    const [, root, kind, ...path] = pathname.split('/').map(decodeURIComponent);
    const { method = '' } = request;
    if (root === 'interview' && kind === 'api')
      return serveCandidate({ state, ...control }, { method, path }, response);
    const text = await textOf(request);
    state.requests.push({ method, path: request.url ?? '' });
    if (root !== 'be-api' || kind !== 'v1') return send(response, refusal(405, 'Method Not Allowed', 'Not public'));
    if (request.headers.authorization !== `Bearer ${apiKey}`) return send(response, badKey());
    const trouble = method === 'POST' && path[0] === 'interviews' ? state.troubles.shift() : undefined;
    if (trouble && trouble.how !== 'accept-then-drop') return spoil(response, trouble);
    const query = Object.fromEntries(searchParams);
    const answer = answerTo(state, { method, path, query, body: parsed(text) });
    if (trouble) response.destroy();
    else send(response, answer);
  }

  function badKey(): ApiAnswer {
    const code = state.switches.badKey;
    return refusal(code, code === 401 ? 'Unauthorized' : 'Forbidden', 'Invalid API key');
  }
}

function spoil(response: ServerResponse, trouble: RibbonTrouble): void {
  if (trouble.how === 'status') {
    const { status, message = 'Something went wrong', retryAfterSeconds } = trouble;
    const headers = retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) };
    send(response, refusal(status, 'Error', message), headers);
  } else if (trouble.how === 'garbage') {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>Bad gateway</html>');
  } else if (trouble.how !== 'hang') response.destroy();
}

function send(response: ServerResponse, { status, body }: ApiAnswer, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
