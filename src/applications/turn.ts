import { Failure } from '../errors.ts';
import { leaseMs } from '../interviews/budgets.ts';
import { limits } from '../limits.ts';
import type { CircuitStates } from '../outbox/circuits.ts';
import type { Leased } from '../records.ts';
import type { Context } from './context.ts';
import { withLine } from './history.ts';
import { newsOf } from './news.ts';
import { type ApplicationPlan, type ApplicationStep, planApplication } from './plan.ts';
import type { ApplicationParts, StageAccount } from './ports.ts';
import type { ApplicationRecord } from './record.ts';
import { settled } from './settle.ts';

/** One application while this process leases it. */
export type ApplicationTurn = Pick<Leased<ApplicationRecord>, 'record' | 'version' | 'lease'> & {
  readonly account: StageAccount;
  context: Context;
  circuitStates: CircuitStates;
  /** The lease lasts from then on at least: it was asked for then, however late the answer came. */
  leasedAt: number;
  /** Circuits that let nothing of this application out for now. */
  readonly closedTo: Set<string>;
};

export type ApplicationChange = {
  /** What the record becomes; undefined leaves it as it is. Pure. */
  to: (record: ApplicationRecord) => ApplicationRecord | undefined;
  /** A line for its history. */
  event?: string;
};

/**
 * Saves a change with all that follows from it, and answers what comes next; releases the application where that is to
 * wait. Undefined too where the lease was over: another process goes on.
 */
export async function saveTurn(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { to, event }: ApplicationChange,
): Promise<ApplicationStep | undefined> {
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    const now = parts.now();
    const changed = to(turn.record) ?? turn.record;
    const noted = event === undefined || changed === turn.record ? changed : withLine(changed, now, event);
    const record = settled(noted, turn.account.stage.policy, turn.context, now);
    const next = planned(parts, turn, record);
    const savingAt = parts.monotonic();
    const ms = next.step.do === 'wait' ? 0 : leaseMs;
    const saved = await parts.applications.save(record, turn.version, next.schedule, { under: { ms, ...turn.lease } });
    if (saved.outcome === 'lost') return undefined;
    if (saved.outcome === 'saved') {
      emitNews(parts, turn, record);
      Object.assign(turn, { record, version: turn.version + 1, circuitStates: saved.circuits, leasedAt: savingAt });
      return next.step.do === 'wait' ? undefined : next.step;
    }
    const current = await parts.applications.read(record.id);
    if (!current) return undefined;
    // What else decides may have changed too: the process that saved meanwhile may have had no other news.
    const context = await parts.contextOf(turn.account, to(current.record) ?? current.record);
    Object.assign(turn, current, { context });
  }
  throw new Failure('busy', 'The application changes all the time');
}

function emitNews({ emit }: ApplicationParts, { account, record: before }: ApplicationTurn, after: ApplicationRecord) {
  const news = newsOf(before, after);
  if (news) emit({ ...news, account: account.name, applicationId: after.id });
}

/** What comes next, of the record as it is. */
export function planned(parts: ApplicationParts, turn: ApplicationTurn, record = turn.record): ApplicationPlan {
  const { account, context, circuitStates, closedTo } = turn;
  const mayWrite = (circuit: string): boolean =>
    !closedTo.has(circuit) && (circuitStates[circuit]?.pause?.until ?? Number.NEGATIVE_INFINITY) <= parts.now();
  return planApplication(record, account.stage, context, parts.now(), mayWrite);
}

/** Ends the work on it; what is due stays due. */
export async function releaseTurn({ applications }: ApplicationParts, { lease }: ApplicationTurn): Promise<undefined> {
  await applications.release(lease);
}
