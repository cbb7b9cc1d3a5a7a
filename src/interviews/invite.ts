import { asFailure, Failure, type FailureKind } from '../errors.ts';
import { change } from './change.ts';
import type { Account, Emit, InterviewStore, Invitation, Lease, Note, PersonTurn, Versioned } from './ports.ts';
import { type InterviewRecord, type InvitationState, isDoubtful } from './record.ts';

type Parts = { store: InterviewStore; leaseMs: number; now: () => number; monotonic: () => number; emit: Emit };

export type InvitationTurn = PersonTurn & {
  found: Versioned;
  /** Stored as `inviting` by the very step that took the lease: nobody has told the vendor of it yet. */
  isNew: boolean;
  /** Before the lease was asked for, on the clock that nobody sets. */
  leasedAt: number;
};

const outcomeOf: Partial<Record<FailureKind, (Note & { event: 'invitation' })['outcome']>> = {
  'vendor-refused': 'refused',
  'vendor-key-rejected': 'key-rejected',
  'vendor-not-reached': 'not-reached',
};

/** Telling (10 s at most) starts only while so much of the lease is left that it ends before the lease does. */
const tellingMs = 11_000;

/**
 * Tells the vendor to invite, and writes down what came of it. Whatever may have happened already is asked about first.
 * Only for the one who leases the person; the lease ends with it. Throws Failure when the vendor did not accept the
 * candidate.
 */
export function inviteCandidates({ store, leaseMs, now, monotonic, emit }: Parts) {
  return async function inviteCandidate(account: Account, turn: InvitationTurn): Promise<void> {
    const { found, lease, leasedAt } = turn;
    const where = { account: account.name, interviewId: found.record.id };
    const mayHaveHappened = isDoubtful(found.record) && !turn.isNew;
    let current = found;
    let isTold = false;
    let isLeased = true;
    /** Writes down what came of it and ends the lease; false when an attempt has proved the invitation, or the lease is over. */
    const end = async (next: Next, event: string): Promise<boolean> => {
      const isWritten = (await write(account, current, next, event, lease)) !== undefined;
      isLeased = !isWritten;
      return isWritten;
    };

    try {
      try {
        const telling = await beginTelling(account, turn, mayHaveHappened);
        if (!telling) return;
        current = telling;
        if (monotonic() - leasedAt > leaseMs - tellingMs) throw new Failure('busy', 'The vendor is slow');
        isTold = true;
        await account.vendor.invite(invitationOf(found.record));
      } catch (error) {
        const failure = asFailure(error);
        // Until the vendor has been told again, an earlier doubt stays a doubt.
        const state = (isTold ? failure.kind in outcomeOf : !mayHaveHappened) ? 'not-invited' : 'unclear';
        const { kind, message } = failure;
        // Without the lease somebody else may be telling by now: what is stored, a doubt, is right until that one ends.
        await end(
          ({ round }) => ({ state, at: now(), round: round + 1, failure: { kind, message } }),
          `${state}: ${kind}, ${message}`,
        );
        emit({ event: 'invitation', outcome: outcomeOf[kind] ?? 'unclear', detail: message, ...where });
        throw failure;
      }
      // An invitation is a fact, with the lease or without it.
      if (!(await end(invited, 'invited'))) await write(account, current, invited, 'invited');
      emit({ event: 'invitation', outcome: 'invited', ...where });
    } finally {
      // Where Redis is away, the lease runs out by itself.
      if (isLeased) await store.release(lease).catch(() => undefined);
    }
  };

  /** Answers the record as it says that the vendor is being told; undefined when the invitation is there already. */
  async function beginTelling(
    account: Account,
    { found, others, isNew }: InvitationTurn,
    mayHaveHappened: boolean,
  ): Promise<Versioned | undefined> {
    // A vendor that holds one of our ids per person can only be asked about an invitation until the next one overwrites
    // it. Nobody else tells it about this person now: whoever is found half-way has died.
    const doubtful = others.filter(({ record }) => isDoubtful(record));
    const [isThere] = await Promise.all([
      mayHaveHappened && isAtVendor(account, found),
      ...doubtful.map((other) => isAtVendor(account, other)),
    ]);
    if (isThere) return undefined;
    // Nothing can have come between storing it and now, unless the vendor had to be asked meanwhile.
    if (isNew && doubtful.length === 0) return found;
    return write(account, found, ({ round }) => ({ state: 'inviting', round }));
  }

  /** Asks the vendor; an invitation that it has is written down. */
  async function isAtVendor(account: Account, found: Versioned): Promise<boolean> {
    const { record } = found;
    const isThere = await account.vendor.findInvitation(invitationOf(record));
    if (isThere) {
      await write(account, found, invited, 'invitation found at the vendor');
      emit({ event: 'invitation', outcome: 'found', account: account.name, interviewId: record.id });
    }
    return isThere;
  }

  function invited({ round }: InvitationState): InvitationState {
    return { state: 'invited', at: now(), round: round + 1 };
  }

  /**
   * Saves how the invitation stands, and answers what is stored then; undefined when an attempt has proved it meanwhile.
   * With a lease, that is released in the same step; where it is over already, nothing is saved: undefined, too.
   */
  async function write(
    account: Account,
    found: Versioned,
    next: Next,
    event?: string,
    lease?: Lease,
  ): Promise<Versioned | undefined> {
    const changed = await change({ store, now }, account, found, {
      to: (record) =>
        record.invitation.state === 'invited' ? undefined : { ...record, invitation: next(record.invitation) },
      ...(event === undefined ? {} : { event }),
      ...(lease ? { under: () => ({ ...lease, ms: 0 }) } : {}),
    });
    if (changed.outcome === 'gone') throw new Failure('busy', 'The interview was erased while it was being created');
    return changed.outcome === 'saved' ? { record: changed.record, version: changed.version } : undefined;
  }
}

type Next = (invitation: InvitationState) => InvitationState;

function invitationOf({ id: interviewId, templateId, candidate }: InterviewRecord): Invitation {
  return { interviewId, templateId, candidate };
}
