import { Failure, type FailureKind } from '../errors.ts';
import { limits } from '../limits.ts';
import { withEvent } from './history.ts';
import { inviteCandidates } from './invite.ts';
import { inLine } from './line.ts';
import { isSamePerson, personOf } from './person.ts';
import { plan } from './plan.ts';
import type { Account, Emit, InterviewStore, PersonTurn, Versioned } from './ports.ts';
import { type Candidate, type InterviewRecord, newRecord } from './record.ts';

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
  /** Milliseconds on a clock that nobody sets. */
  monotonic: () => number;
  sleep: (ms: number) => Promise<void>;
  emit: Emit;
};

/** Longer than asking the vendor and then telling it may take together. */
const leaseMs = 20_000;
const waitMs = 100;

/**
 * One create, one invitation, for the life of the interview. The record is durable before the vendor is called; one at a
 * time tells the vendor about a person; whoever finds an outcome unknown asks before telling.
 */
export function createInterviews({ store, newId, newKey, now, monotonic, sleep, emit }: Parts) {
  const inviteCandidate = inviteCandidates({ store, leaseMs, now, monotonic, emit });
  /** Equal creates in this process share one promise; those in other processes watch the record. */
  const underWay = new Map<string, Promise<void>>();
  /** Creates of one person in this process wait for each other here, and not by asking Redis again and again. */
  const stand = inLine(limits.createsOfPerson, 'Too many interviews of one person at once');

  return async function createInterview(account: Account, request: CreateRequest): Promise<{ interviewId: string }> {
    const at = now();
    const given = { ...request, id: newId(account.name), account: account.name, reportKey: newKey() };
    const fresh = withEvent(newRecord(given, at), at, 'created');
    const { schedule } = plan(fresh, account, at);
    const leasedAt = monotonic();
    // Stored while somebody else tells the vendor about that person, it waits; otherwise it is its turn at once.
    const found: Versioned & { turn?: PersonTurn } =
      (await store.createAndLease({ ...fresh, invitation: { state: 'inviting', round: 0 } }, schedule, leaseMs)) ??
      (await store.create(fresh, schedule));
    const { id, invitation } = found.record;
    if (!isSame(found.record, request)) throw new Failure('conflict', 'Entity is already updated');
    if (invitation.state === 'invited') {
      emit({ event: 'invitation', outcome: 'repeated', account: account.name, interviewId: id });
      return { interviewId: id };
    }
    if (found.turn) await share(id, inviteCandidate(account, { ...found.turn, found, isNew: true, leasedAt }));
    else await (underWay.get(id) ?? share(id, invite(account, found.record)));
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
  async function invite(account: Account, record: InterviewRecord): Promise<void> {
    const giveUpAt = now() + limits.createWaitMs;
    await stand(`${account.name} ${personOf(record.candidate.email)}`, async () => {
      // Who has stood in line for so long is not waited for any more, and the vendor is told nothing for them.
      while (now() <= giveUpAt) {
        if (await isInvited(account, record)) return;
        await sleep(waitMs);
      }
      throw new Failure('busy', 'The interview is being created');
    });
  }

  /** Invites when it is our turn; false while somebody else's telling about this person is under way. */
  async function isInvited(account: Account, { id, candidate, invitation }: InterviewRecord): Promise<boolean> {
    const leasedAt = monotonic();
    const lease = await store.acquirePerson(account.name, candidate.email, leaseMs);
    let isPassedOn = false;
    try {
      // Only what is read now is what the one before us has left.
      const found = await store.read(id);
      if (!found) throw new Failure('busy', 'The interview was erased while it was being created');
      const latest = found.record.invitation;
      if (latest.state === 'invited') return true;
      // The try that we waited for failed: its failure is ours too.
      if ('failure' in latest && latest.round > invitation.round) {
        throw new Failure(latest.failure.kind as FailureKind, latest.failure.message);
      }
      if (lease === undefined) return false;
      const others = await store.findByPerson(account.name, candidate.email, id);
      isPassedOn = true;
      await inviteCandidate(account, { found, others, lease, isNew: false, leasedAt });
      return true;
    } finally {
      // Where Redis is away, it runs out by itself.
      if (lease && !isPassedOn) await store.release(lease).catch(() => undefined);
    }
  }
}

function isSame(record: InterviewRecord, request: CreateRequest): boolean {
  return record.templateId === request.templateId && isSamePerson(record.candidate.email, request.candidate.email);
}
