import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import { createSpiClock } from '../../../sandbox/workable-spi/clock.ts';
import { createWorkableSpi, type WorkableSpi } from '../../../sandbox/workable-spi/server.ts';

/** At which the clock of every test stands, where a window of the rate limit begins. */
export const start = '2026-03-10T09:00:00.000Z';
export const job = '9CD658E13E';
export const closedJob = 'B3627BCF5D';
export const archivedJob = '4F0A6D1E77';
export const draftJob = 'C81B2290AF';
export const recruiter = '1f395e';
export const outsider = '1f3964';

/** Opens a fake Workable before each test of the file, and closes it afterwards. */
export function spiPerTest(take: (spi: WorkableSpi) => void): void {
  let spi: WorkableSpi;
  beforeEach(async () => {
    spi = await createWorkableSpi({ clock: createSpiClock({ standsAt: start }) });
    take(spi);
  });
  afterEach(() => spi.close());
}

type Options = { body?: unknown; rawBody?: string; token?: string | undefined; headers?: Record<string, string> };

/** A call of the API, in a window of its own, so that no test meets the rate limit by chance. */
export async function call(spi: WorkableSpi, method: string, path: string, options: Options = {}) {
  spi.clock.nextWindow();
  return callNow(spi, method, path, options);
}

/** The same without waiting. `path`: below `/spi/v3`, or a whole URL. */
export async function callNow(spi: WorkableSpi, method: string, path: string, options: Options = {}) {
  const { body, rawBody, headers, token = spi.token } = options;
  const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
  const answer = await fetch(path.startsWith('http') ? path : `${spi.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    redirect: 'manual',
    ...(sent === undefined ? {} : { body: sent }),
  });
  const text = await answer.text();
  // biome-ignore lint/suspicious/noExplicitAny: tests read fields of any answer
  const read = (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : undefined) as any;
  return { status: answer.status, headers: answer.headers, text, body: read };
}

/** Where webhooks arrive; answers with the statuses given, then with 200. */
export async function openReceiver(statuses: number[] = []) {
  const received: {
    path: string;
    signature: string;
    text: string;
    data: Record<string, unknown> & { id: string };
    envelope: Record<string, unknown>;
  }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const envelope = JSON.parse(text);
    received.push({
      path: request.url ?? '',
      signature: String(request.headers['x-workable-signature']),
      text,
      envelope,
      data: envelope.data,
    });
    response.writeHead(statuses.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, received, close };
}

/** Subscribes to each event at an address of its own, below that of the receiver. */
export async function subscribe(spi: WorkableSpi, url: string, ...events: string[]): Promise<number[]> {
  const ids: number[] = [];
  for (const event of events) {
    const { body } = await call(spi, 'POST', '/subscriptions', { body: { target: `${url}/${event}`, event } });
    ids.push(body.id);
  }
  return ids;
}
