import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './listen.ts';
import type { Arrivals } from './order.ts';

/** A Workable as fast as a server can be: it accepts every callback, and answers at once or after a delay. */
export async function openSink(onArrival: (path: string, turn: number) => void) {
  const newest = new Map<string, number>();
  let times: number[] = [];
  let afterMs = 0;
  const port = await listen((request, response) => void receive(request, response));

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    times.push(performance.now());
    const turn = Number(/Turn (\d{9})/.exec(chunks.join(''))?.[1] ?? 0);
    const path = request.url ?? '';
    newest.set(path, turn);
    onArrival(path, turn);
    if (afterMs > 0) await sleep(afterMs);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }

  return {
    port,
    answerAfter(ms: number): void {
      afterMs = ms;
    },
    count: () => times.length,
    arrivals(): Arrivals {
      return { times, newest: Object.fromEntries(newest) };
    },
    forget(): void {
      newest.clear();
      times = [];
    },
  };
}
