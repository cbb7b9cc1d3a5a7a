import { withInvited } from './at-vendor.ts';
import { change } from './change.ts';
import { withEvent } from './history.ts';
import type { Account, InterviewStore, WakeUp } from './ports.ts';
import type { InterviewRecord } from './record.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>; now: () => number; wakeUp: WakeUp };

/** What a person found out at the vendor: the vendor's reference of the invitation, or that there is none. */
export type Finding = { invited: string } | 'not-invited';

export type Resolved =
  | { outcome: 'invited' }
  | { outcome: 'not-invited' }
  /** It is known already: `state` of the invitation. */
  | { outcome: 'not-in-doubt'; state: InterviewRecord['invitation']['state'] };

/**
 * Ends the doubt about an invitation: the vendor cannot be searched, and would mail the candidate again. Undefined where
 * the account has no such interview.
 */
export async function resolveInvitation(
  { store, now, wakeUp }: Parts,
  account: Account,
  id: string,
  finding: Finding,
): Promise<Resolved | undefined> {
  let outcome: Resolved | undefined;
  const changed = await change({ store, now }, account, id, {
    to(record) {
      const { state } = record.invitation;
      // A call that is in flight will be resolved by the process that made it.
      if (state !== 'unclear') {
        outcome = { outcome: 'not-in-doubt', state };
        return undefined;
      }
      outcome = { outcome: finding === 'not-invited' ? 'not-invited' : 'invited' };
      return finding === 'not-invited' ? notInvited(record, now()) : invited(record, account, finding.invited, now());
    },
    onDue: () => wakeUp(id),
  });
  return changed.outcome === 'gone' ? undefined : outcome;
}

function invited(record: InterviewRecord, account: Account, ref: string, at: number): InterviewRecord {
  const known = withInvited(record, { ref, isEmailed: true }, account);
  const { round } = record.invitation;
  const invitation = { state: 'invited' as const, at, round: round + 1 };
  return withEvent({ ...known, invitation }, at, 'an operator found the invitation at the vendor');
}

function notInvited(record: InterviewRecord, at: number): InterviewRecord {
  const failure = { kind: 'vendor-refused', message: 'An operator found no invitation at the vendor' };
  const { round } = record.invitation;
  const invitation = { state: 'not-invited' as const, at, round: round + 1, failure };
  return withEvent({ ...record, invitation }, at, 'an operator found no invitation at the vendor');
}
