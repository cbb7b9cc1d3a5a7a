import { setTimeout as sleep } from 'node:timers/promises';
import type { Arrivals } from '../peers/order.ts';
import type { Peers } from './peers.ts';
import type { Subject } from './seed.ts';

const patienceMs = 60_000;
const everyMs = 200;

/** Resolves once Workable has the newest turn of every interview that was acknowledged; throws when it does not come. */
export async function untilArrived(
  peers: Peers,
  subjects: readonly Subject[],
  acknowledged: readonly number[],
): Promise<Arrivals> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const arrivals = await peers.ask({ do: 'arrivals' });
    const lost = subjects.filter(({ path }, i) => (arrivals.newest[path] ?? 0) < (acknowledged[i] ?? 0));
    if (lost.length === 0) return arrivals;
    if (performance.now() > giveUpAt) throw new Error(`${lost.length} acknowledged results did not arrive`);
    await sleep(everyMs);
  }
}
