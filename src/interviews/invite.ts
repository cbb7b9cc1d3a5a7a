import { asFailure, type FailureKind } from '../errors.ts';
import type { Account, InterviewStore, Invitation, Note, Tell } from './ports.ts';
import type { InterviewRecord } from './record.ts';
import { scheduleOf } from './step.ts';

type Parts = { store: InterviewStore; now: () => number; tell: Tell };

const outcomeOf: Partial<Record<FailureKind, (Note & { event: 'invitation' })['outcome']>> = {
  'vendor-refused': 'refused',
  'vendor-key-rejected': 'key-rejected',
  'vendor-not-reached': 'not-reached',
};

/**
 * Tells the vendor to invite, and writes down what came of it. Whatever may have happened already is asked about first.
 * Throws Failure when the vendor did not accept the candidate.
 */
export function inviteCandidates({ store, now, tell }: Parts) {
  return async function inviteCandidate(account: Account, record: InterviewRecord): Promise<void> {
    const invitation: Invitation = {
      interviewId: record.id,
      templateId: record.templateId,
      candidate: record.candidate,
    };
    const where = { account: account.name, interviewId: record.id };
    const mayHaveHappened = record.invitation.state === 'inviting' && record.invitation.mayHaveHappened;
    let told = false;
    try {
      const [isThere] = await Promise.all([
        mayHaveHappened && account.vendor.findInvitation(invitation),
        settleDoubts(account, record),
      ]);
      if (isThere) {
        await concludeFound(account, record);
        return;
      }
      told = true;
      await account.vendor.invite(invitation);
    } catch (error) {
      const failure = asFailure(error);
      // Until the vendor has been told again, an earlier doubt stays a doubt.
      const isSure = failure.kind in outcomeOf && (told || !mayHaveHappened);
      const state = isSure ? 'not-invited' : 'unclear';
      const { kind, message } = failure;
      await conclude(
        account,
        record,
        (round) => ({ state, at: now(), round, failure: { kind, message } }),
        `${state}: ${kind}`,
      );
      tell({ event: 'invitation', outcome: outcomeOf[kind] ?? 'unclear', ...where });
      throw failure;
    }
    await conclude(account, record, (round) => ({ state: 'invited', at: now(), round }), 'invited');
    tell({ event: 'invitation', outcome: 'invited', ...where });
  };

  /** A vendor that holds one of our ids per person can only be asked about an invitation until the next one overwrites it. */
  async function settleDoubts(account: Account, record: InterviewRecord): Promise<void> {
    const theirs = await store.findByPerson(account.name, record.candidate.email);
    const doubtful = theirs
      .map((each) => each.record)
      .filter(({ id, invitation }) => {
        const isAbandoned = invitation.state === 'inviting' && invitation.until <= now();
        return id !== record.id && (invitation.state === 'unclear' || isAbandoned);
      });
    await Promise.all(
      doubtful.map(async (other) => {
        const { id: interviewId, templateId, candidate } = other;
        if (!(await account.vendor.findInvitation({ interviewId, templateId, candidate }))) return;
        await concludeFound(account, other);
      }),
    );
  }

  async function concludeFound(account: Account, record: InterviewRecord): Promise<void> {
    const outcome = (round: number) => ({ state: 'invited' as const, at: now(), round });
    await conclude(account, record, outcome, 'invitation found at the vendor');
    tell({ event: 'invitation', outcome: 'found', account: account.name, interviewId: record.id });
  }

  /** Writes down the outcome, unless an attempt has proved the invitation meanwhile. */
  async function conclude(
    account: Account,
    record: InterviewRecord,
    outcome: (round: number) => InterviewRecord['invitation'],
    text: string,
  ): Promise<void> {
    for (;;) {
      const current = await store.read(record.id);
      if (!current) return;
      const { state, round } = current.record.invitation;
      if (state === 'invited') return;
      const next = { ...current.record, invitation: outcome(round) };
      const schedule = scheduleOf(next, account.policy, account.render, now());
      const save = { ...schedule, line: { at: now(), text } };
      if (await store.save(next, current.version, save)) return;
    }
  }
}
