import type { Scheduler } from '../scheduler/scheduler.ts';
import { describeTrouble } from '../store/refusals.ts';
import type { WriteFault } from '../store/write-probe.ts';
import { warningsOf } from './waits.ts';

type Parts = {
  /** Why Redis takes no writes; rejects with the reason while it cannot be had. */
  writeFault: () => Promise<WriteFault | undefined>;
  /** Hears when Redis begins to refuse writes, and, of undefined, when it takes them again. */
  onWriteFault: (fault: WriteFault | undefined) => void;
  /** Why this Redis may not be used; undefined while unknown. */
  storageFaults: () => readonly string[] | undefined;
  /** Of this process's worker, if it has one. */
  scheduler: Pick<Scheduler, 'lagMs' | 'pauses'> | undefined;
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
export function createHealth({ writeFault, onWriteFault, storageFaults, scheduler, idleMs, now }: Parts) {
  let known: string | undefined;
  return async function health(): Promise<Health> {
    const { away, fault } = await writeFault().then(
      (found) => ({ away: undefined, fault: found }),
      (error: unknown) => ({ away: describeTrouble(error), fault: undefined }),
    );
    const answers = away === undefined;
    if (answers && fault?.code !== known) onWriteFault(fault);
    if (answers) known = fault?.code;
    const lagMs = scheduler?.lagMs();
    const missing: string[] = [];
    if (away !== undefined) missing.push(`redis ${away}`);
    else if (storageFaults() === undefined) missing.push('redis has not been checked yet');
    for (const unfit of storageFaults() ?? []) missing.push(`redis: ${unfit}`);
    if (fault) missing.push(`redis ${fault.text}`);
    if (scheduler && answers && lagMs === undefined) missing.push('the index of due work cannot be read');
    if (lagMs !== undefined && lagMs > readyLagMs) missing.push(`work is due since ${Math.round(lagMs / 1000)} s`);
    return {
      // Where Redis takes no writes, no restart helps.
      isAlive: !answers || fault !== undefined || lagMs === undefined || Math.min(lagMs, idleMs()) <= stuckMs,
      isReady: missing.length === 0,
      missing,
      warnings: warningsOf(scheduler?.pauses() ?? [], now()),
    };
  };
}
