import { setTimeout as sleep } from 'node:timers/promises';
import { openLine } from '../../../testing/line.ts';
import type { Latency } from './order.ts';
import { prepare } from './template.ts';

const timeoutMs = 30_000;

/** From the first byte of each request to its callback, in ms; nothing else is going on. */
export async function measureLatency(
  { port, request, subjects, count, pauseMs }: Latency,
  listen: (onArrival: (path: string, turn: number) => void) => void,
): Promise<number[]> {
  const requests = subjects.map((subject) => prepare(port, request, subject));
  const line = openLine(port);
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const path = subjects[i % subjects.length]?.path;
    const turn = Math.floor(i / subjects.length) + 1;
    const arrived = new Promise<number>((resolve, reject) => {
      const clock = setTimeout(() => reject(new Error('A callback did not arrive')), timeoutMs);
      listen((arrivedPath, arrivedTurn) => {
        if (arrivedPath !== path || arrivedTurn !== turn) return;
        clearTimeout(clock);
        resolve(performance.now());
      });
    });
    const sentAt = performance.now();
    const { status } = await line.ask(requests[i % requests.length]?.bytes(turn) ?? Buffer.alloc(0), {
      isHead: false,
      timeoutMs,
    });
    if (status !== 200) throw new Error(`A webhook was answered ${status}`);
    times.push((await arrived) - sentAt);
    await sleep(pauseMs);
  }
  line.close();
  return times;
}
