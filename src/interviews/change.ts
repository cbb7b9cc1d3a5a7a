import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import type { CircuitStates } from '../outbox/circuits.ts';
import type { LeaseTerm } from '../records.ts';
import { expiredAtVendor } from './cancel.ts';
import { withEvent } from './history.ts';
import { type Plan, plan } from './plan.ts';
import type { Account, InterviewStore, VersionedInterview } from './ports.ts';
import type { InterviewRecord } from './record.ts';
import { withReferences } from './references.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>; now: () => number };

export type Change = {
  /**
   * What the record becomes; undefined leaves it as it is. Called again where another process saved meanwhile. Pure.
   */
  to: (record: InterviewRecord) => InterviewRecord | undefined;
  /** A line for its history. */
  event?: string;
  mayWrite?: (circuit: string) => boolean;
  /** Saves only while the lease lasts. */
  under?: (plan: Plan) => LeaseTerm;
  /** What it is left as is acknowledged: no failover may take back what another process saved. */
  isAcknowledged?: true;
  /** Called when the save is on its way, if work on the interview is due then. */
  onDue?: () => void;
};

export type Changed =
  | ({ outcome: 'saved'; was: InterviewRecord; plan: Plan; circuits: CircuitStates } & VersionedInterview)
  | ({ outcome: 'unchanged' } & VersionedInterview)
  /** The lease is over: nothing was saved. */
  | { outcome: 'lost' }
  /** There is no such interview of this account. */
  | { outcome: 'gone' };

/**
 * The one loop that writes records: reads, changes, concludes what has come to an end, schedules and saves, again for
 * as long as another process saves in between. Throws Failure `busy` where that does not end: the work comes again
 * later.
 */
export async function change(
  { store, now }: Parts,
  account: Account,
  from: string | VersionedInterview,
  { to, event, mayWrite, under, isAcknowledged, onDue }: Change,
): Promise<Changed> {
  let current = typeof from === 'string' ? await store.read(from) : from;
  for (let tries = 0; tries < limits.savesInARow; tries += 1) {
    // An index is no proof of whose an interview is.
    if (current?.record.account !== account.name) return { outcome: 'gone' };
    const { record: was, version } = current;
    const wanted = to(was);
    if (!wanted) {
      const sure = isAcknowledged ? await store.readSurely(was.id) : current;
      if (sure?.version === version) return { outcome: 'unchanged', ...current };
      current = sure;
      continue;
    }
    const named = withReferences(wanted);
    const changed = event === undefined ? named : withEvent(named, now(), event);
    const { record, next } = concluded(changed, account, now(), mayWrite);
    const saved = await store.save(record, version, next.schedule, {
      ...(under ? { under: under(next) } : {}),
      ...(onDue && next.isDue ? { onSent: onDue } : {}),
    });
    if (saved.outcome === 'saved') {
      return { outcome: 'saved', was, record, version: version + 1, plan: next, circuits: saved.circuits };
    }
    if (saved.outcome === 'lost') return { outcome: 'lost' };
    current = await store.read(was.id);
  }
  throw new Failure('busy', 'The interview changes all the time');
}

/** The record with the final state that it has reached, and what follows from it. */
function concluded(record: InterviewRecord, account: Account, now: number, mayWrite: Change['mayWrite']) {
  const next = plan(record, account, now, mayWrite);
  if (next.step.do !== 'conclude') return { record, next };
  const { status } = next.step;
  const ended = { ...record, concluded: { status, at: now } };
  const cancelled = status === 'expired' ? expiredAtVendor(ended, account, now) : ended;
  const final = withEvent(cancelled, now, `now ${status}`);
  return { record: final, next: plan(final, account, now, mayWrite) };
}
