import { Failure, type FailureKind } from '../errors.ts';
import { limits } from '../limits.ts';
import { invitationOf } from './at-vendor.ts';
import { leaseMs } from './budgets.ts';
import { change } from './change.ts';
import { withEvent } from './history.ts';
import { isSamePerson } from './person.ts';
import { plan } from './plan.ts';
import type { Account, CreatedInterview } from './ports.ts';
import { queuePerKey } from './queue-per-key.ts';
import {
  type Candidate,
  type InterviewRecord,
  type InvitationState,
  isReached,
  newRecord,
  type Origin,
  wantedUntil,
} from './record.ts';
import { mailUnreached } from './resend.ts';
import { shareOrBegin } from './share.ts';
import { openTurn, type WorkParts, withoutDeliveries } from './turn.ts';
import { work, workOff } from './work.ts';

export type CreateRequest = {
  templateId: string;
  origin: Origin;
  candidate: Candidate;
  jobId?: string;
  jobTitle?: string;
};

type Parts = WorkParts & {
  newId: (account: string) => string;
  newKey: () => string;
  sleep: (ms: number) => Promise<void>;
};

const waitMs = 100;

/**
 * One create, one invitation, for the life of the interview. That an invitation is wanted, and until when, is durable
 * before the vendor is called: should this process die, a worker goes on with it.
 */
export function createInterviews(parts: Parts) {
  /** Equal creates in this process share one promise; those in other processes watch the record. */
  const underWay = new Map<string, Promise<void>>();
  /** Creates of one person in this process wait for each other here, and not by asking Redis again and again. */
  const queue = queuePerKey(limits.createsOfPerson, 'Too many interviews of one person at once');

  return async function createInterview(account: Account, request: CreateRequest): Promise<{ interviewId: string }> {
    let leasedAt = parts.monotonic();
    const giveUpAt = parts.now() + limits.createWaitMs;
    const created = await shareOrBegin(parts, account, request, giveUpAt, () => {
      leasedAt = parts.monotonic();
      return store(parts, account, request, giveUpAt);
    });
    const { record } = created;
    if (!isSame(record, request)) throw new Failure('conflict', 'Entity is already updated');
    const { id, invitation, cancellation } = record;
    if (invitation.state === 'invited') {
      // The mail did not reach the candidate: another create is the recruiter's wish to try again.
      if (!isReached(record)) await mailUnreached(parts, account, id);
      parts.emit({ event: 'invitation', outcome: 'repeated', account: account.name, interviewId: id });
      return { interviewId: id };
    }
    if (cancellation) throw new Failure('conflict', 'Entity is already updated');
    const waiting = () => queue(queueOf(account, record), () => untilInvited(parts, account, record, giveUpAt));
    const inviting = async () => {
      if (!(await inviteNew(parts, account, created, leasedAt))) await waiting();
    };
    await (underWay.get(id) ?? share(id, created.turn ? inviting() : waiting()));
    return { interviewId: id };
  };

  async function share(id: string, running: Promise<unknown>): Promise<void> {
    const shared = running.then(() => undefined);
    underWay.set(id, shared);
    try {
      await shared;
    } finally {
      underWay.delete(id);
    }
  }
}

/** Stores the interview with the leases that its invitation takes, or without them while the person is leased. */
async function store(
  { store, newId, newKey, now }: Parts,
  account: Account,
  request: CreateRequest,
  until: number,
): Promise<CreatedInterview> {
  const at = now();
  const { name, vendor } = account;
  const given = { ...request, id: newId(name), account: name, vendor: vendor.name, reportKey: newKey() };
  const fresh = withEvent(newRecord(given, at, until), at, 'created');
  const key = vendor.exclusiveKey?.(invitationOf(fresh, account));
  if (key === undefined) return store.create(fresh, plan(fresh, account, at).schedule);
  const inviting: InterviewRecord = { ...fresh, invitation: { state: 'inviting', until, round: 0 } };
  // Due once the lease has run out: then this process has died.
  const leased = await store.createLeased(inviting, { dueAt: at + leaseMs }, leaseMs, key);
  return leased ?? store.create(fresh, plan(fresh, account, at).schedule);
}

/** Creates that would only ask Redis for the same lease again and again wait for each other. */
function queueOf(account: Account, record: InterviewRecord): string {
  return `${account.name} ${account.vendor.exclusiveKey?.(invitationOf(record, account)) ?? record.id}`;
}

/** False where it has to be looked at again: the lease was over before there was an answer. */
async function inviteNew(
  parts: Parts,
  account: Account,
  { turn: leases, ...versioned }: CreatedInterview,
  leasedAt: number,
): Promise<boolean> {
  if (!leases) return false;
  const turn = withoutDeliveries(openTurn(account, { ...versioned, lease: leases.lease, circuits: {} }, leasedAt));
  turn.person = { ...leases.person, leasedAt };
  await workOff(parts, turn);
  return isInvited(turn.record.invitation, versioned.record.invitation.round);
}

/** Returns once the vendor has accepted the candidate, through this process or another; throws Failure otherwise. */
async function untilInvited(
  parts: Parts,
  account: Account,
  { id, invitation: known }: InterviewRecord,
  giveUpAt: number,
): Promise<void> {
  // A create that was queued for so long is answered `busy`, and the vendor is not called for it.
  while (parts.now() <= giveUpAt) {
    const wanted = await change(parts, account, id, {
      to: (record) =>
        hasFailed(record.invitation, known.round) ? undefined : wantedUntil(record, giveUpAt, parts.now()),
      isAcknowledged: true,
    });
    if (wanted.outcome === 'gone' || wanted.outcome === 'lost') throw erased();
    if (isInvited(wanted.record.invitation, known.round)) return;
    await work(parts, account, id, withoutDeliveries);
    const worked = await parts.store.readSurely(id);
    if (!worked) throw erased();
    if (isInvited(worked.record.invitation, known.round)) return;
    await parts.sleep(waitMs);
  }
  throw new Failure('busy', 'The interview is being created');
}

/** Throws the failure of an invitation that was tried since `round`: it is ours too. */
function isInvited(invitation: InvitationState, round: number): boolean {
  if (hasFailed(invitation, round)) {
    const { kind, message, retryAfterMs } = invitation.failure;
    throw new Failure(kind as FailureKind, message, { retryAfterMs });
  }
  return invitation.state === 'invited';
}

function hasFailed(invitation: InvitationState, round: number): invitation is FailedInvitation {
  return 'failure' in invitation && invitation.round > round;
}

type FailedInvitation = Extract<InvitationState, { failure: unknown }>;

function erased(): Failure {
  return new Failure('busy', 'The interview was erased while it was being created');
}

function isSame(record: InterviewRecord, request: CreateRequest): boolean {
  return record.templateId === request.templateId && isSamePerson(record.candidate.email, request.candidate.email);
}
