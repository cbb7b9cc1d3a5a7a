import { asFailure, Failure, type FailureKind } from '../errors.ts';
import type { Account, InterviewStore, Invitation, Lease, Note, Tell, Turn, Versioned } from './ports.ts';
import { type InterviewRecord, type InvitationState, isDoubtful } from './record.ts';
import { scheduleOf } from './step.ts';
import { withLine } from './story.ts';
import { untilSaved } from './tries.ts';

type Parts = { store: InterviewStore; leaseMs: number; now: () => number; monotonic: () => number; tell: Tell };

export type InvitationTurn = Turn & {
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
export function inviteCandidates({ store, leaseMs, now, monotonic, tell }: Parts) {
  return async function inviteCandidate(account: Account, turn: InvitationTurn): Promise<void> {
    const { found, lease, leasedAt } = turn;
    const where = { account: account.name, interviewId: found.record.id };
    const mayHaveHappened = isDoubtful(found.record) && !turn.isNew;
    let current = found;
    let isTold = false;
    let isLeased = true;
    /** Writes down what came of it and ends the lease; false when an attempt has proved the invitation, or the lease is over. */
    const end = async (change: Change, text: string): Promise<boolean> => {
      const isWritten = (await write(account, current, change, text, lease)) !== undefined;
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
        tell({ event: 'invitation', outcome: outcomeOf[kind] ?? 'unclear', detail: message, ...where });
        throw failure;
      }
      // An invitation is a fact, with the lease or without it.
      if (!(await end(invited, 'invited'))) await write(account, current, invited, 'invited');
      tell({ event: 'invitation', outcome: 'invited', ...where });
    } finally {
      // Where Redis is away, the lease runs out by itself.
      if (isLeased) await store.giveBackPerson(lease).catch(() => undefined);
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
      tell({ event: 'invitation', outcome: 'found', account: account.name, interviewId: record.id });
    }
    return isThere;
  }

  function invited({ round }: InvitationState): InvitationState {
    return { state: 'invited', at: now(), round: round + 1 };
  }

  /**
   * Writes down how the invitation stands, and answers what is stored then; undefined when an attempt has proved it
   * meanwhile. With a lease, that ends in the same step; where it is over already, nothing is written: undefined, too.
   */
  async function write(
    account: Account,
    found: Versioned,
    change: Change,
    text?: string,
    lease?: Lease,
  ): Promise<Versioned | undefined> {
    let current: Versioned | undefined = found;
    return untilSaved(async () => {
      if (!current) throw new Failure('busy', 'The interview was erased while it was being created');
      const { record: was, version } = current;
      if (was.invitation.state === 'invited') return { written: undefined };
      const changed = { ...was, invitation: change(was.invitation) };
      const schedule = scheduleOf(changed, account.policy, account.render, now());
      const record = text === undefined ? changed : withLine(changed, now(), text);
      const saved = lease
        ? await store.saveAndGiveBack(record, version, schedule, lease)
        : await store.save(record, version, schedule);
      if (saved === true || saved === 'saved') return { written: { record, version: version + 1 } };
      if (saved === 'lost') return { written: undefined };
      current = await store.read(found.record.id);
      return undefined;
    }).then(({ written }) => written);
  }
}

type Change = (invitation: InvitationState) => InvitationState;

function invitationOf({ id: interviewId, templateId, candidate }: InterviewRecord): Invitation {
  return { interviewId, templateId, candidate };
}
