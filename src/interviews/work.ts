import { isSameSchedule, type Schedule } from '../records.ts';
import { leaseMs } from './budgets.ts';
import { cancelAtVendor } from './cancel.ts';
import { write } from './deliver.ts';
import { invite } from './invite.ts';
import { plan, type Step } from './plan.ts';
import type { Account } from './ports.ts';
import { fetchDetails, poll } from './refresh.ts';
import { mayWrite, openTurn, release, save, type Turn, type WorkParts, whereOf } from './turn.ts';

/**
 * Processes one interview: leases it, plans, acts and saves, until nothing is due. One process at a time holds the
 * lease, so at most one call about an interview is in progress, and the newest document is written.
 */
export async function work(
  parts: WorkParts,
  account: Account,
  id: string,
  prepare: (turn: Turn) => Turn = (turn) => turn,
): Promise<void> {
  const leasedAt = parts.monotonic();
  const leased = await parts.store.acquire(id, leaseMs);
  if (leased) await workOff(parts, prepare(openTurn(account, leased, leasedAt)), leased.schedule);
}

/** `work` under a lease. `scheduled`: the times in the index. */
export async function workOff(parts: WorkParts, turn: Turn, scheduled?: Schedule): Promise<void> {
  try {
    const { step, schedule } = plan(turn.record, turn.account, parts.now(), mayWrite(parts, turn));
    const isScheduled = scheduled !== undefined && isSameSchedule(schedule, scheduled);
    if (step.do === 'wait' && isScheduled) return await release(parts, turn);
    let next: Step | undefined = step;
    while (next) next = await act(parts, turn, next);
  } catch (error) {
    // The index still says that work is due, so the poller finds it again.
    await release(parts, turn).catch(() => undefined);
    throw error;
  }
}

function act(parts: WorkParts, turn: Turn, step: Step): Promise<Step | undefined> {
  switch (step.do) {
    case 'erase':
      return erase(parts, turn);
    case 'invite':
      return invite(parts, turn);
    case 'details':
      return fetchDetails(parts, turn, step.attemptId);
    case 'poll':
      return poll(parts, turn);
    case 'cancel':
      return cancelAtVendor(parts, turn);
    case 'write':
      return write(parts, turn, step);
    case 'conclude':
    case 'wait':
      return save(parts, turn, { to: (record) => record });
  }
}

async function erase(parts: WorkParts, turn: Turn): Promise<undefined> {
  if (!(await parts.store.erase(turn.record, turn.version))) return release(parts, turn);
  parts.emit({ event: 'erasure', outcome: 'retention', ...whereOf(turn) });
}
