import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../../../sandbox/listen.ts';
import type { CallbackBody } from '../../../sandbox/workable/types.ts';
import type { Treatment } from './sickness.ts';
import { createWaits, type Waits } from './waits.ts';

export type Arrival = { account: string; mark: string; at: number };

/**
 * Workable for every account, as fast as a server can be; the path of a callback names the account, by its first part
 * by default.
 */
export type Sink = {
  url: string;
  /** How waits that were asked for were kept. */
  waits: Waits;
  sicken(accounts: ReadonlySet<string>, treat: (nth: number, now: number) => Treatment): void;
  /** Answers with success from now on, and ends hanging requests. */
  heal(): void;
  close(): Promise<void>;
};

/**
 * Called with every callback that is answered with success, at the time of `performance.now()` at which it began to
 * arrive.
 */
export async function openSink(
  onArrival: (arrival: Arrival) => void,
  accountOf: (path: string) => string = (path) => path.split('/')[1] ?? '',
): Promise<Sink> {
  const { server, origin, close } = await listen({});
  const waits = createWaits();
  const hanging = new Set<IncomingMessage>();
  let sick: ReadonlySet<string> = new Set();
  let treat: (nth: number, now: number) => Treatment = () => ({ status: 200 });
  let treated = 0;
  server.keepAliveTimeout = 60_000;
  server.on('request', (request, response) => void receive(request, response));

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = performance.now();
    const account = accountOf(request.url ?? '');
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    waits.sawCallback(account, Date.now());
    const treatment = sick.has(account) ? treat(treated++, Date.now()) : { status: 200 };
    if (treatment === 'break') request.socket.destroy();
    else if (treatment === 'silence') {
      hanging.add(request);
      response.once('close', () => hanging.delete(request));
    } else {
      if (treatment.status === 429) waits.asked(account, treatment.headers ?? {}, Date.now());
      response.writeHead(treatment.status, treatment.headers).end('{}');
      const mark = treatment.status === 200 ? (JSON.parse(body) as CallbackBody).interview?.summary : undefined;
      if (mark !== undefined) onArrival({ account, mark, at });
    }
  }

  return {
    url: origin,
    waits,
    sicken(accounts, how) {
      sick = accounts;
      treat = how;
    },
    heal() {
      sick = new Set();
      for (const request of hanging) request.socket.destroy();
    },
    close,
  };
}
