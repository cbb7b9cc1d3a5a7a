import { quantile } from '../../../testing/statistics.ts';
import type { Open } from './backlog.ts';
import type { Subject } from './seed.ts';
import type { Stage } from './stage.ts';
import { webhook } from './webhook.ts';

const warmUp = 50;
/** How many open interviews it takes. */
export const timed = warmUp + 300;
/** Enough for who is measured to write down what Workable answered, and to be idle again. */
const pauseMs = 5;

/** One webhook about each interview: only the first has a result that Workable does not have yet. */
export async function measureTimes({ peers }: Stage, subjects: readonly Subject[], open: Open) {
  const { port, close } = await open('web,worker');
  const ask = (some: readonly Subject[]) =>
    peers.ask({ do: 'latency', port, request: webhook, subjects: [...some], count: some.length, pauseMs });
  await ask(subjects.slice(0, warmUp));
  const times = await ask(subjects.slice(warmUp));
  await close();
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
