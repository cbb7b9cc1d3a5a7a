import { leaseMs } from './budgets.ts';
import { write } from './deliver.ts';
import { invite } from './invite.ts';
import { plan, type Schedule, type Step } from './plan.ts';
import type { Account } from './ports.ts';
import { fetchDetails, poll } from './refresh.ts';
import { mayWrite, openTurn, release, save, type Turn, type WorkParts, whereOf } from './turn.ts';

/**
 * Works off one interview: leases it, plans, acts, saves, until nothing is left to do now. One process at a time, so at most
 * one call about an interview is under way, and what is written is the newest there is.
 */
export async function work(parts: WorkParts, account: Account, id: string): Promise<void> {
  const leasedAt = parts.monotonic();
  const leased = await parts.store.acquire(id, leaseMs);
  if (leased) await workOff(parts, openTurn(account, leased, leasedAt), leased.schedule);
}

/** `work` for one who leases the interview. `scheduled`: as it stands in the index. */
export async function workOff(parts: WorkParts, turn: Turn, scheduled?: Schedule): Promise<void> {
  try {
    const { step, schedule } = plan(turn.record, turn.account, parts.now(), mayWrite(parts, turn));
    const isScheduled = schedule.dueAt === scheduled?.dueAt && schedule.sendAt === scheduled.sendAt;
    if (step.do === 'wait' && isScheduled) return await release(parts, turn);
    let next: Step | undefined = step;
    while (next) next = await act(parts, turn, next);
  } catch (error) {
    // The index still says that work is due; the poller brings it back.
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
