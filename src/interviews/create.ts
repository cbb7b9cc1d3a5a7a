import { Failure, type FailureKind } from '../errors.ts';
import { inviteCandidates } from './invite.ts';
import type { Account, InterviewStore, Tell, Versioned } from './ports.ts';
import { type Candidate, type InterviewRecord, newRecord } from './record.ts';
import { type Schedule, scheduleOf } from './step.ts';

export type CreateRequest = {
  templateId: string;
  callbackUrl: string;
  candidate: Candidate;
  jobId?: string;
  jobTitle?: string;
};

type Parts = {
  store: InterviewStore;
  newId: (account: string) => string;
  newKey: () => string;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  tell: Tell;
};

/** Longer than asking the vendor and then telling it may take together. */
const inviteLeaseMs = 20_000;
const waitMs = 100;

/**
 * One create, one invitation, for the life of the interview. The record is durable before the vendor is called; whoever
 * finds it in the middle of being invited waits for the outcome; whoever finds the outcome unknown asks before telling.
 */
export function createInterviews({ store, newId, newKey, now, sleep, tell }: Parts) {
  const inviteCandidate = inviteCandidates({ store, now, tell });
  /** Equal creates in this process share one promise; those in other processes watch the record. */
  const underWay = new Map<string, Promise<void>>();

  return async function createInterview(account: Account, request: CreateRequest): Promise<{ interviewId: string }> {
    const fresh = newRecord(
      { ...request, id: newId(account.name), account: account.name, reportKey: newKey() },
      now(),
      now() + inviteLeaseMs,
    );
    const found = await store.create(fresh, { ...schedule(account, fresh), line: { at: now(), text: 'created' } });
    const { id, invitation } = found.record;
    if (!isSame(found.record, request)) throw new Failure('conflict', 'Entity is already updated');
    if (invitation.state === 'invited') {
      tell({ event: 'invitation', outcome: 'repeated', account: account.name, interviewId: id });
      return { interviewId: id };
    }
    // The one whose record is new does the inviting; it must never wait for somebody who waits for it.
    const running = found.isNew ? undefined : underWay.get(id);
    await (running ?? share(id, invite(account, found, found.isNew)));
    return { interviewId: id };
  };

  async function share(id: string, running: Promise<void>): Promise<void> {
    underWay.set(id, running);
    try {
      await running;
    } finally {
      underWay.delete(id);
    }
  }

  /** Returns once the vendor has accepted the candidate, through us or somebody else; throws Failure otherwise. */
  async function invite(account: Account, found: Versioned, isOurs: boolean): Promise<void> {
    let current = found;
    const startedAt = now();
    const startedInRound = found.record.invitation.round;
    let mine = isOurs;
    while (!mine) {
      const { invitation } = current.record;
      if (invitation.state === 'invited') return;
      if (invitation.state === 'inviting' && now() < invitation.until) {
        if (now() - startedAt > 2 * inviteLeaseMs) throw new Failure('busy', 'The interview is being created');
        await sleep(waitMs);
        current = await reread(current.record);
      } else if (
        invitation.state !== 'inviting' &&
        current.version > found.version &&
        startedInRound === invitation.round
      ) {
        // We waited for exactly this attempt, and it failed: its failure is ours too.
        throw new Failure(invitation.failure.kind as FailureKind, invitation.failure.message);
      } else {
        const taken: InterviewRecord = {
          ...current.record,
          invitation: {
            state: 'inviting',
            until: now() + inviteLeaseMs,
            mayHaveHappened: invitation.state === 'inviting' || invitation.state === 'unclear',
            round: invitation.round + 1,
          },
        };
        mine = await store.save(taken, current.version, schedule(account, taken));
        current = mine ? { record: taken, version: current.version + 1 } : await reread(current.record);
      }
    }
    await inviteCandidate(account, current.record);
  }

  async function reread(record: InterviewRecord): Promise<Versioned> {
    const current = await store.read(record.id);
    if (!current) throw new Failure('busy', 'The interview was erased while it was being created');
    return current;
  }

  function schedule(account: Account, record: InterviewRecord): Schedule {
    return scheduleOf(record, account.policy, account.render, now());
  }
}

function isSame(record: InterviewRecord, request: CreateRequest): boolean {
  return (
    record.templateId === request.templateId &&
    record.candidate.email.toLowerCase() === request.candidate.email.toLowerCase()
  );
}
