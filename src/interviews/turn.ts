import type { CircuitStates } from '../outbox/circuits.ts';
import type { Leased } from '../records.ts';
import { leaseMs } from './budgets.ts';
import { type Change, change } from './change.ts';
import { plan, type Step } from './plan.ts';
import type { Account, InterviewStore, PersonTurn } from './ports.ts';
import type { InterviewRecord } from './record.ts';
import type { WriteParts } from './write-document.ts';

export type WorkParts = WriteParts & { store: InterviewStore };

export type LeasedInterview = Leased<InterviewRecord>;

/** One interview while this process leases it. */
export type Turn = Pick<LeasedInterview, 'record' | 'version' | 'lease'> & {
  readonly account: Account;
  circuitStates: CircuitStates;
  /** The lease lasts from then on at least: it was asked for then, however late the answer came. */
  leasedAt: number;
  /** Circuits that let nothing of this interview out for now. */
  readonly closedTo: Set<string>;
  /** The person was leased in the very step that stored the interview: the vendor was not called before. */
  person?: PersonTurn;
};

export function openTurn(
  account: Account,
  { record, version, lease, circuits }: Pick<LeasedInterview, 'record' | 'version' | 'lease' | 'circuits'>,
  leasedAt: number,
): Turn {
  return { account, record, version, lease, circuitStates: circuits, leasedAt, closedTo: new Set() };
}

/** For a caller who waits for something else: what is to be delivered stays due, for a worker. */
export function withoutDeliveries(turn: Turn): Turn {
  for (const { circuit } of turn.account.destinations) turn.closedTo.add(circuit);
  return turn;
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
    under: ({ step }) => ({ ms: step.do === 'wait' ? 0 : leaseMs, ...turn.lease }),
  });
  // Another process goes on, or there is nothing to go on with.
  if (changed.outcome === 'lost' || changed.outcome === 'gone') return undefined;
  turn.record = changed.record;
  turn.version = changed.version;
  if (changed.outcome === 'unchanged') return replan(parts, turn);
  turn.circuitStates = changed.circuits;
  turn.leasedAt = savingAt;
  const { step } = changed.plan;
  return step.do === 'wait' ? undefined : step;
}

/** Ends the work on it; whatever is due stays due. */
export async function release({ store }: WorkParts, { lease }: Turn): Promise<undefined> {
  await store.release(lease);
}

/** What comes next, of the record as it is. */
export function replan(parts: WorkParts, turn: Turn): Step {
  return plan(turn.record, turn.account, parts.now(), mayWrite(parts, turn)).step;
}

export function mayWrite({ now }: WorkParts, { circuitStates, closedTo }: Turn) {
  return (circuit: string): boolean =>
    !closedTo.has(circuit) && (circuitStates[circuit]?.pause?.until ?? Number.NEGATIVE_INFINITY) <= now();
}

export function whereOf({ account, record }: Turn): { account: string; interviewId: string } {
  return { account: account.name, interviewId: record.id };
}
