import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { accountKey } from '../../../src/store/keys.ts';
import type { Arrivals } from '../peers/order.ts';
import type { Peers } from './peers.ts';
import type { Subject } from './seed.ts';

const patienceMs = 60_000;
const everyMs = 200;

/**
 * Resolves once Workable has the newest turn of every interview that was acknowledged; throws if it does not arrive.
 */
export async function untilArrived(
  peers: Peers,
  subjects: readonly Subject[],
  acknowledged: readonly number[],
): Promise<Arrivals> {
  const giveUpAt = performance.now() + patienceMs;
  const least = acknowledged.filter((turn) => turn > 0).length;
  for (;;) {
    const isLate = performance.now() > giveUpAt;
    // Checking all of them would slow their receiver.
    if (isLate || (await peers.ask({ do: 'count' })) >= least) {
      const arrivals = await peers.ask({ do: 'arrivals' });
      const lost = subjects.filter(({ path }, i) => (arrivals.newest[path] ?? 0) < (acknowledged[i] ?? 0));
      if (lost.length === 0) return arrivals;
      if (isLate) throw new Error(`${lost.length} acknowledged results did not arrive`);
    }
    await sleep(everyMs);
  }
}

/** Arrivals per second, from the first of them to the last; `times` in ms. */
export function arrivedPerSecond(times: readonly number[]): number {
  return (times.length - 1) / (((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000);
}

/** Resolves once the bridge has saved that Workable has everything, and is idle. */
export async function untilCalm(redis: Redis, account = 'default'): Promise<void> {
  const giveUpAt = performance.now() + patienceMs;
  while ((await redis.zcard(accountKey(account, 'outbox:callback'))) > 0) {
    if (performance.now() > giveUpAt) throw new Error('The bridge does not come to an end');
    await sleep(everyMs);
  }
  await sleep(everyMs);
}
