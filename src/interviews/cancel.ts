import { asFailure, type Failure } from '../errors.ts';
import { backoffMs } from '../outbox/delivery.ts';
import { subjectOf, vendorOf } from './at-vendor.ts';
import { budgets, type Within } from './budgets.ts';
import { change } from './change.ts';
import { withEvent } from './history.ts';
import { outcomeOf } from './outcome.ts';
import type { Step } from './plan.ts';
import type { Account, InterviewStore, WakeUp } from './ports.ts';
import { type Cancellation, type Conclusion, type InterviewRecord, notWanted } from './record.ts';
import { save, type Turn, type WorkParts, whereOf } from './turn.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>; now: () => number; wakeUp: WakeUp };

/** `linkStillWorks`: the vendor offers no way to end an invitation. `over`: there is nothing left to cancel. */
export type Cancelled =
  | { outcome: 'cancelled'; linkStillWorks: boolean }
  | { outcome: 'cancelled-before' }
  | { outcome: 'over'; status: Conclusion['status'] };

/**
 * Ends an interview that has come to nothing yet: it counts as declined at once, and the vendor is told as soon as it
 * can be. Undefined where the account has no such interview.
 */
export async function cancelInterview(
  { store, now, wakeUp }: Parts,
  account: Account,
  id: string,
  event = 'cancelled by an operator',
): Promise<Cancelled | undefined> {
  let outcome: Cancelled | undefined;
  const changed = await change({ store, now }, account, id, {
    to(record) {
      outcome = cancellable(record, account, now());
      if (outcome.outcome !== 'cancelled') return undefined;
      return withEvent({ ...record, cancellation: wanted(account, true, now()) }, now(), event);
    },
    onDue: () => wakeUp(id),
  });
  return changed.outcome === 'gone' ? undefined : outcome;
}

/**
 * `ended`: it is cancelled, or was over. `unknown`: a call that invites is in flight; once it is known what came of it,
 * this can say more. `kept`: the vendor has invited, or may have, and offers no way to end it. `shared`: another
 * interview is served by the same invitation.
 */
export type Withdrawn = 'ended' | 'unknown' | 'kept' | 'shared';

/**
 * Ends an interview whose candidate is not to take it any more, as far as that can be done: they are not invited from
 * now on, and an invitation that there is ends at the vendor. Undefined where the account has no such interview.
 */
export async function withdrawInterview(
  { store, now, wakeUp }: Parts,
  account: Account,
  id: string,
  event: string,
): Promise<Withdrawn | undefined> {
  let outcome: Withdrawn = 'ended';
  const changed = await change({ store, now }, account, id, {
    to(record) {
      outcome = withdrawable(record, account);
      if (outcome === 'unknown') return notWanted(record, now());
      if (outcome !== 'ended' || cancellable(record, account, now()).outcome !== 'cancelled') return undefined;
      return withEvent({ ...record, cancellation: wanted(account, true, now()) }, now(), event);
    },
    onDue: () => wakeUp(id),
  });
  return changed.outcome === 'gone' ? undefined : outcome;
}

function withdrawable(record: InterviewRecord, { vendor }: Account): Withdrawn {
  if (record.sharedBy !== undefined) return 'shared';
  if (record.invitation.state === 'inviting') return 'unknown';
  return mayBeInvited(record) && !vendor.capabilities.canCancel ? 'kept' : 'ended';
}

function cancellable(record: InterviewRecord, account: Account, now: number): Cancelled {
  if (record.cancellation?.endsInterview) return { outcome: 'cancelled-before' };
  const { status } = outcomeOf(record, account.policy, now);
  if (status !== 'pending') return { outcome: 'over', status };
  // Behind the bridge's own page the vendor's link is known only to candidates who have opened it.
  const isLinkKnown = record.mailsWanted === undefined || record.linkOpenedAt !== undefined;
  const linkStillWorks = mayBeInvited(record) && isLinkKnown && !account.vendor.capabilities.canCancel;
  return { outcome: 'cancelled', linkStillWorks };
}

/** The vendor has an invitation, or it is not known that it has none. */
export function mayBeInvited({ invitation: { state } }: InterviewRecord): boolean {
  return state !== 'wanted' && state !== 'not-invited';
}

/** The invitation ends with the interview's time, where the vendor offers that. */
export function expiredAtVendor(record: InterviewRecord, account: Account, now: number): InterviewRecord {
  if (record.cancellation || !account.vendor.capabilities.canCancel) return record;
  return { ...record, cancellation: wanted(account, false, now) };
}

function wanted({ vendor }: Account, endsInterview: boolean, now: number): Cancellation {
  return { at: now, endsInterview, tries: 0, nextAt: now, isOver: !vendor.capabilities.canCancel };
}

/** One try to have the vendor end an open invitation before everything about it is erased; answers why it did not. */
export async function endAtVendor(
  { now, within }: Pick<WorkParts, 'now' | 'within'>,
  account: Account,
  record: InterviewRecord,
): Promise<Failure | undefined> {
  const { vendor, policy } = account;
  const isOpen = outcomeOf(record, policy, now()).status === 'pending' && record.vendor === vendor.name;
  if (!vendor.cancel || !isOpen || !mayBeInvited(record) || record.cancellation?.isOver) return undefined;
  return tryToEnd(within, account, record);
}

/** Has the vendor end the invitation; tried again by the schedule of deliveries, since it may be away. */
export async function cancelAtVendor(parts: WorkParts, turn: Turn): Promise<Step | undefined> {
  const { account, record } = turn;
  const failure = await tryToEnd(parts.within, account, record);
  if (failure) return notCancelled(parts, turn, failure);
  parts.emit({ event: 'cancellation', outcome: 'cancelled', ...whereOf(turn) });
  return save(parts, turn, {
    to: (each) => withCancellation(each, (cancellation) => ({ ...cancellation, isOver: true })),
    event: 'cancelled at the vendor',
  });
}

/** One call; answers why the vendor did not end the invitation. */
async function tryToEnd(within: Within, account: Account, record: InterviewRecord): Promise<Failure | undefined> {
  try {
    const vendor = vendorOf(account, record);
    await within(budgets.cancel, async (options) => vendor.cancel?.(subjectOf(record), options));
    return undefined;
  } catch (error) {
    return asFailure(error);
  }
}

async function notCancelled(parts: WorkParts, turn: Turn, failure: Failure): Promise<Step | undefined> {
  const { kind, message, retryAfterMs = 0 } = failure;
  if (kind === 'internal' || kind === 'store-unavailable') throw failure;
  const { retryScheduleMs, giveUpAfterMs } = turn.account.policy;
  const now = parts.now();
  const random = parts.random();
  const isRefused = kind === 'vendor-refused';
  parts.emit({ event: 'cancellation', outcome: isRefused ? 'refused' : 'try-again', detail: kind, ...whereOf(turn) });
  return save(parts, turn, {
    to: (record) =>
      withCancellation(record, (was) => {
        const tries = was.tries + 1;
        const nextAt = now + Math.max(retryAfterMs, backoffMs(retryScheduleMs, tries, random));
        const isOver = isRefused || nextAt - was.at > giveUpAfterMs;
        return { ...was, tries, nextAt, isOver, ...(isRefused ? { isRefused } : {}) };
      }),
    event: `not cancelled at the vendor: ${kind}, ${message}`,
  });
}

function withCancellation(
  record: InterviewRecord,
  next: (cancellation: Cancellation) => Cancellation,
): InterviewRecord | undefined {
  return record.cancellation && { ...record, cancellation: next(record.cancellation) };
}
