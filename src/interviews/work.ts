import { type Change, change } from './change.ts';
import type { Circuits } from './circuits.ts';
import { write } from './deliver.ts';
import { plan, type Step } from './plan.ts';
import type { Account, CircuitState, Emit, InterviewStore, Leased } from './ports.ts';
import { fetchDetails, poll } from './refresh.ts';

export type WorkParts = {
  store: InterviewStore;
  circuits: Circuits;
  now: () => number;
  /** Milliseconds on a clock that is never set. */
  monotonic: () => number;
  /** In [0, 1). */
  random: () => number;
  emit: Emit;
};

/** One due interview while this process leases it. */
export type Turn = Pick<Leased, 'record' | 'version' | 'lease'> & {
  readonly account: Account;
  circuit: CircuitState;
  /** The lease lasts from then on at least: it was asked for then, however late the answer came. */
  leasedAt: number;
  /** Circuits that let nothing of this interview out for now. */
  readonly closedTo: Set<string>;
};

/** Longer than any single call to the outside; every save extends it. */
const leaseMs = 20_000;

/**
 * Works off one interview: leases it, plans, acts, saves, until nothing is left to do now. One process at a time, so at most
 * one write of an interview is under way, and what is written is the newest there is.
 */
export async function work(parts: WorkParts, account: Account, id: string): Promise<void> {
  const leasedAt = parts.monotonic();
  const leased = await parts.store.acquire(id, leaseMs);
  if (!leased) return;
  const { record, version, lease, circuit } = leased;
  const turn: Turn = { account, record, version, lease, circuit, leasedAt, closedTo: new Set() };
  try {
    const { step, schedule } = plan(record, account, parts.now(), mayWrite(parts, turn));
    const isScheduled = schedule.dueAt === leased.schedule.dueAt && schedule.sendAt === leased.schedule.sendAt;
    if (step.do === 'wait' && isScheduled) return await parts.store.release(lease);
    let next: Step | undefined = step;
    while (next) next = await act(parts, turn, next);
  } catch (error) {
    // The index still says that work is due; the poller brings it back.
    await parts.store.release(lease).catch(() => undefined);
    throw error;
  }
}

function act(parts: WorkParts, turn: Turn, step: Step): Promise<Step | undefined> {
  switch (step.do) {
    case 'erase':
      return erase(parts, turn);
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

/** Saves a change and answers what comes next; releases the interview where that is to wait. */
export async function save(
  parts: WorkParts,
  turn: Turn,
  { to, event }: Pick<Change, 'to' | 'event'>,
): Promise<Step | undefined> {
  const savingAt = parts.monotonic();
  const changed = await change(parts, turn.account, turn, {
    to,
    ...(event === undefined ? {} : { event }),
    mayWrite: mayWrite(parts, turn),
    under: ({ step }) => ({ ...turn.lease, ms: step.do === 'wait' ? 0 : leaseMs }),
  });
  // Another process goes on, or there is nothing to go on with.
  if (changed.outcome !== 'saved') return undefined;
  turn.record = changed.record;
  turn.version = changed.version;
  turn.circuit = changed.circuit;
  turn.leasedAt = savingAt;
  const { step } = changed.plan;
  return step.do === 'wait' ? undefined : step;
}

/** Ends the work on it; whatever is due stays due. */
export async function release(parts: WorkParts, turn: Turn): Promise<undefined> {
  await parts.store.release(turn.lease);
}

/** What comes next, of the record as it is. */
export function replan(parts: WorkParts, turn: Turn): Step {
  return plan(turn.record, turn.account, parts.now(), mayWrite(parts, turn)).step;
}

async function erase(parts: WorkParts, turn: Turn): Promise<undefined> {
  const { record, version, account } = turn;
  if (!(await parts.store.erase(record, version))) return release(parts, turn);
  parts.emit({ event: 'erasure', outcome: 'retention', account: account.name, interviewId: record.id });
}

function mayWrite({ now }: WorkParts, { circuit, closedTo }: Turn) {
  return (id: string): boolean => !closedTo.has(id) && (circuit.pause === undefined || circuit.pause.until <= now());
}
