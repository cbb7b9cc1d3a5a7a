import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../../src/http/within.ts';
import type { Random } from '../support/random.ts';
import { type Moment, moments } from './api-proxy.ts';
import type { Stage } from './stage.ts';

/** How often a process died, and when in the writing of a comment. */
export type Kills = Record<Moment | 'any', number>;

const patienceMs = 10_000;

/** Kills processes, and spoils webhooks and answers of Workable, until so many were killed or the signal aborts. */
export async function strike(stage: Stage, random: Random, kills: number, signal: AbortSignal): Promise<Kills> {
  const done: Kills = { before: 0, unanswered: 0, answered: 0, any: 0 };
  for (let i = 0; i < kills && !signal.aborted; i += 1) {
    await sleep(random.whole(50, 700), undefined, { signal }).catch(() => undefined);
    spoil(stage, random);
    // The moments by turns, and any time.
    const moment = moments[i % (moments.length + 1)];
    if (moment && (await killWriter(stage, random, moment, signal))) done[moment] += 1;
    else {
      await killAny(stage, random);
      done.any += 1;
    }
  }
  return done;
}

/** One worker, as it writes its next comment. False where none came. */
async function killWriter(stage: Stage, random: Random, moment: Moment, signal: AbortSignal): Promise<boolean> {
  const worker = stage.workers[random.whole(0, stage.workers.length - 1)];
  if (!worker) return false;
  const { proxy, bridge } = worker;
  const isKilled = await within(patienceMs, ({ signal: late }) =>
    proxy.killAt(moment, bridge.kill, AbortSignal.any([signal, late])),
  );
  if (isKilled) await comeBack(stage, bridge, random);
  return isKilled;
}

async function killAny(stage: Stage, random: Random): Promise<void> {
  const bridge = stage.all[random.whole(0, stage.all.length - 1)];
  if (!bridge) return;
  await bridge.kill();
  await comeBack(stage, bridge, random);
}

async function comeBack({ workers, redis }: Stage, bridge: { start(): Promise<void> }, random: Random): Promise<void> {
  await sleep(random.whole(0, 300));
  // Leases last by the real time: where one process alone can have them, that time passes at once.
  if (workers.length === 1 && workers[0]?.bridge === bridge) {
    const all = (await redis.command('KEYS', '*:lease:*')) as string[];
    const leases = all.filter((key) => /_(?:application|connection)\./.test(key));
    if (leases.length > 0) await redis.command('DEL', ...leases);
  }
  await bridge.start();
}

function spoil({ spi }: Stage, random: Random): void {
  const what = random.pick({ lose: 2, double: 2, reorder: 2, order: 2, delay: 1, tooMany: 2, timeout: 1, drop: 1 });
  const comments = { method: 'POST', path: '/comments', times: 1 };
  switch (what) {
    case 'lose':
    case 'double':
      return void spi.switches({ [what]: random.whole(1, 3) });
    case 'reorder':
      return void spi.switches({ reorder: 3, delay: 0 });
    case 'order':
      return void spi.switches({ reorder: 0, delay: 0 });
    case 'delay':
      return void spi.switches({ reorder: 0, delay: 20_000 });
    case 'tooMany':
      return void spi.fault({ ...comments, how: { status: 429, body: { error: 'Too many requests' } } });
    case 'timeout':
      return void spi.switches({ commentCommittedThenTimeout: 1 });
    case 'drop':
      return void spi.fault({ ...comments, how: 'drop', when: random.chance(0.5) ? 'after' : 'before' });
  }
}
