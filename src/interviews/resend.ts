import { replayed, withdrawn } from '../outbox/delivery.ts';
import { change } from './change.ts';
import { withEvent } from './history.ts';
import { outcomeOf } from './outcome.ts';
import type { Account, InterviewStore, WakeUp } from './ports.ts';
import { type Conclusion, type InterviewRecord, invitationMail, isReached, withDelivery } from './record.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>; now: () => number; wakeUp: WakeUp };

/**
 * `queued`: the bridge mails the invitation once more. `link`: the vendor mails its candidates itself; this is where
 * the candidate begins. `no-link`: it mails them, and gave no link.
 */
export type Resent =
  | { outcome: 'queued' }
  | { outcome: 'link'; link: string }
  | { outcome: 'no-link' }
  | { outcome: 'not-invited' }
  | { outcome: 'over'; status: Conclusion['status'] };

/** Sends the invitation again. Undefined where the account has no such interview. */
export async function resendInvitation(
  { store, now, wakeUp }: Parts,
  account: Account,
  id: string,
): Promise<Resent | undefined> {
  let outcome: Resent | undefined;
  const changed = await change({ store, now }, account, id, {
    to(record) {
      outcome = resendable(record, account, now());
      if (outcome.outcome !== 'queued') return undefined;
      return withEvent(mailedAgain(record), now(), 'an operator has the invitation sent again');
    },
    onDue: () => wakeUp(id),
  });
  return changed.outcome === 'gone' ? undefined : outcome;
}

function resendable(record: InterviewRecord, { policy }: Account, now: number): Resent {
  const { status } = outcomeOf(record, policy, now);
  if (status !== 'pending') return { outcome: 'over', status };
  if (now >= record.createdAt + policy.invitationExpiresAfterMs) return { outcome: 'over', status: 'expired' };
  if (record.invitation.state !== 'invited') return { outcome: 'not-invited' };
  if (record.candidateLink === undefined) return { outcome: 'no-link' };
  return record.mailsWanted === undefined ? { outcome: 'link', link: record.candidateLink } : { outcome: 'queued' };
}

/** Mails the invitation once more where it did not reach the candidate; however many ask for it at once, one mail. */
export async function mailUnreached(
  { store, now }: Pick<Parts, 'store' | 'now'>,
  account: Account,
  id: string,
): Promise<void> {
  await change({ store, now }, account, id, {
    to: (record) => (isReached(record) || record.mailsWanted === undefined ? undefined : mailedAgain(record)),
    event: 'asked for again, so the invitation is mailed again',
  });
}

/** Another mail: it does not matter to it whether the one before was taken. */
function mailedAgain(record: InterviewRecord): InterviewRecord {
  const wanted = { ...record, mailsWanted: (record.mailsWanted ?? 0) + 1 };
  return withDelivery(wanted, invitationMail, (state) => withdrawn(replayed(state), false));
}
