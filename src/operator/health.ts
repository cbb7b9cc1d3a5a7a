import type { Scheduler } from '../scheduler/scheduler.ts';
import { describeTrouble } from '../store/refusals.ts';
import type { WriteFault } from '../store/write-probe.ts';
import { warningsOf } from './open-circuits.ts';

type Parts = {
  /** Why Redis refuses writes; rejects with the reason while it is unreachable. */
  writeFault: () => Promise<WriteFault | undefined>;
  /** Called when Redis begins to refuse writes, and with undefined when it accepts them again. */
  onWriteFault: (fault: WriteFault | undefined) => void;
  /** Why this Redis may not be used; undefined while unknown. */
  storageFaults: () => readonly string[] | undefined;
  /** The state of this process's worker, if it has one. */
  scheduler: Pick<Scheduler, 'lagMs' | 'pauses'> | undefined;
  /** Milliseconds since this process last finished any work. */
  idleMs: () => number;
  now: () => number;
};

export type Health = {
  isAlive: boolean;
  isReady: boolean;
  /** It answers, accepts writes, and may be trusted to keep them. */
  isRedisUsable: boolean;
  missing: string[];
  warnings: string[];
};

const readyLagMs = 60_000;
/**
 * The worker is stalled when Redis answers, work has been due for this long, and it has finished nothing for this long:
 * only a restart can help. A worker with a long backlog is late, not stalled.
 */
const stalledMs = 5 * 60_000;

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
    if (lagMs !== undefined && lagMs > readyLagMs) missing.push(`work has been due for ${Math.round(lagMs / 1000)} s`);
    return {
      // A restart does not help while Redis refuses writes.
      isAlive: !answers || fault !== undefined || lagMs === undefined || Math.min(lagMs, idleMs()) <= stalledMs,
      isReady: missing.length === 0,
      isRedisUsable: answers && fault === undefined && storageFaults()?.length === 0,
      missing,
      warnings: warningsOf(scheduler?.pauses() ?? [], now()),
    };
  };
}
