import type { Sweep } from '../delivery/sweep.ts';
import { warningsOf } from './waits.ts';

type Parts = {
  /** Rejects while Redis does not answer. */
  ping: () => Promise<unknown>;
  /** Why this Redis may not be used; undefined while unknown. */
  storageFaults: () => readonly string[] | undefined;
  /** Of this process's worker, if it has one. */
  sweep: Pick<Sweep, 'lagMs' | 'pauses'> | undefined;
  /** For how long this process has ended no piece of work. */
  idleMs: () => number;
  now: () => number;
};

export type Health = { isAlive: boolean; isReady: boolean; missing: string[]; warnings: string[] };

const readyLagMs = 60_000;
/**
 * Redis answers, work is due for so long, and this worker has ended none of any kind for as long: only a restart can
 * help. One that works off a flood is late and alive.
 */
const stuckMs = 5 * 60_000;

/** Judged by the age of the oldest due work, not by a ping alone. */
export function createHealth({ ping, storageFaults, sweep, idleMs, now }: Parts) {
  return async function health(): Promise<Health> {
    const answers = await ping().then(
      () => true,
      () => false,
    );
    const lagMs = sweep?.lagMs();
    const missing: string[] = [];
    if (!answers) missing.push('redis does not answer');
    else if (storageFaults() === undefined) missing.push('redis has not been checked yet');
    for (const fault of storageFaults() ?? []) missing.push(`redis: ${fault}`);
    if (sweep && answers && lagMs === undefined) missing.push('the index of due work cannot be read');
    if (lagMs !== undefined && lagMs > readyLagMs) missing.push(`work is due since ${Math.round(lagMs / 1000)} s`);
    return {
      isAlive: !answers || lagMs === undefined || Math.min(lagMs, idleMs()) <= stuckMs,
      isReady: missing.length === 0,
      missing,
      warnings: warningsOf(sweep?.pauses() ?? [], now()),
    };
  };
}
