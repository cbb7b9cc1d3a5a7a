import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../../sandbox/listen.ts';

/** Where the process dies that writes a comment: its request has not arrived, is not answered, or has its answer. */
export const moments = ['before', 'unanswered', 'answered'] as const;
export type Moment = (typeof moments)[number];

/** What stands between one process of the bridge and Workable's API. */
export type ApiProxy = {
  /** In the place of the API's. */
  url: string;
  /** Kills at that moment of the next comment. Resolves to whether it came to that before the signal aborted. */
  killAt(moment: Moment, kill: () => Promise<void>, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
};

type Trap = { moment: Moment; kill: () => Promise<void>; sprung: () => void };

export async function openApiProxy(apiUrl: string): Promise<ApiProxy> {
  const { origin, pathname } = new URL(apiUrl);
  const listening = await listen({});
  let trap: Trap | undefined;
  listening.server.on('request', (request, response) => void relay(request, response).catch(() => response.destroy()));
  return {
    url: `${listening.origin}${pathname}`,
    killAt(moment, kill, signal) {
      return new Promise((resolve) => {
        trap = { moment, kill, sprung: () => resolve(true) };
        signal.addEventListener('abort', () => {
          trap = undefined;
          resolve(false);
        });
      });
    },
    close: listening.close,
  };

  async function relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const isComment = request.method === 'POST' && request.url?.includes('/comments') === true;
    const set = isComment ? trap : undefined;
    if (set) trap = undefined;
    if (set?.moment === 'before') return spring(set, response);
    const answer = await pass(request, body);
    if (set?.moment === 'unanswered') return spring(set, response);
    response.writeHead(answer.status, answer.headers);
    response.end(answer.body);
    if (set) return spring(set);
  }

  async function spring({ kill, sprung }: Trap, response?: ServerResponse): Promise<void> {
    await kill();
    response?.destroy();
    sprung();
  }

  async function pass({ method = 'GET', url = '/', headers }: IncomingMessage, body: Buffer) {
    const kept = ['authorization', 'content-type', 'user-agent', 'accept', 'x-workable-client-id'];
    const sent = kept.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
    const answer = await fetch(`${origin}${url}`, {
      method,
      headers: Object.fromEntries(sent) as Record<string, string>,
      redirect: 'manual',
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    });
    const names = [...answer.headers].filter(([name]) => /^(content-type|date|x-rate-|retry-after)/.test(name));
    // Lists go on at the address where they began.
    const text = (await answer.text()).replaceAll(origin, listening.origin);
    return { status: answer.status, headers: Object.fromEntries(names), body: text };
  }
}
