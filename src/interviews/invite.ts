import { asFailure, Failure, type FailureKind } from '../errors.ts';
import type { Account, InterviewStore, Invitation, Note, Tell, Versioned } from './ports.ts';
import { type InterviewRecord, type InvitationState, isDoubtful } from './record.ts';
import { scheduleOf } from './step.ts';

type Parts = { store: InterviewStore; leaseMs: number; now: () => number; monotonic: () => number; tell: Tell };

const outcomeOf: Partial<Record<FailureKind, (Note & { event: 'invitation' })['outcome']>> = {
  'vendor-refused': 'refused',
  'vendor-key-rejected': 'key-rejected',
  'vendor-not-reached': 'not-reached',
};

/** Telling (10 s at most) starts only while so much of the lease is left that it ends before the lease does. */
const tellingMs = 11_000;

/**
 * Tells the vendor to invite, and writes down what came of it. Whatever may have happened already is asked about first.
 * Only for the one who leases the person, since `leasedAt` on the clock that nobody sets. Throws Failure when the
 * vendor did not accept the candidate.
 */
export function inviteCandidates({ store, leaseMs, now, monotonic, tell }: Parts) {
  return async function inviteCandidate(account: Account, found: Versioned, leasedAt: number): Promise<void> {
    const { record } = found;
    const where = { account: account.name, interviewId: record.id };
    const mayHaveHappened = isDoubtful(record);
    let current = found;
    let isTold = false;
    try {
      const [isThere] = await Promise.all([
        mayHaveHappened && isAtVendor(account, found),
        settleDoubts(account, record),
      ]);
      if (isThere) return;
      const telling = await write(account, current, ({ round }) => ({ state: 'inviting', round }));
      if (!telling) return;
      current = telling;
      if (monotonic() - leasedAt > leaseMs - tellingMs) throw new Failure('busy', 'The vendor is slow');
      isTold = true;
      await account.vendor.invite(invitationOf(record));
    } catch (error) {
      const failure = asFailure(error);
      // Until the vendor has been told again, an earlier doubt stays a doubt.
      const state = (isTold ? failure.kind in outcomeOf : !mayHaveHappened) ? 'not-invited' : 'unclear';
      const { kind, message } = failure;
      const failed = ({ round }: InvitationState) =>
        ({ state, at: now(), round: round + 1, failure: { kind, message } }) as const;
      await write(account, current, failed, `${state}: ${kind}`);
      tell({ event: 'invitation', outcome: outcomeOf[kind] ?? 'unclear', ...where });
      throw failure;
    }
    await write(account, current, invited, 'invited');
    tell({ event: 'invitation', outcome: 'invited', ...where });
  };

  /**
   * A vendor that holds one of our ids per person can only be asked about an invitation until the next one overwrites
   * it. Nobody else tells it about this person now: whoever is found half-way has died.
   */
  async function settleDoubts(account: Account, record: InterviewRecord): Promise<void> {
    const others = await store.findByPerson(account.name, record.candidate.email, record.id);
    await Promise.all(others.filter((other) => isDoubtful(other.record)).map((other) => isAtVendor(account, other)));
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

  /** Writes down how the invitation stands, and answers what is stored then; undefined when an attempt has proved it meanwhile. */
  async function write(
    account: Account,
    found: Versioned,
    change: (invitation: InvitationState) => InvitationState,
    text?: string,
  ): Promise<Versioned | undefined> {
    for (let current: Versioned | undefined = found; current; current = await store.read(found.record.id)) {
      const { record: was, version } = current;
      if (was.invitation.state === 'invited') return undefined;
      const record = { ...was, invitation: change(was.invitation) };
      const schedule = scheduleOf(record, account.policy, account.render, now());
      const line = text === undefined ? {} : { line: { at: now(), text } };
      if (await store.save(record, version, { ...schedule, ...line })) return { record, version: version + 1 };
    }
    throw new Failure('busy', 'The interview was erased while it was being created');
  }
}

function invitationOf({ id: interviewId, templateId, candidate }: InterviewRecord): Invitation {
  return { interviewId, templateId, candidate };
}
