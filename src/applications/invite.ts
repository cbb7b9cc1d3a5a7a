import { asFailure } from '../errors.ts';
import { budgets, endsInLease } from '../interviews/budgets.ts';
import { change } from '../interviews/change.ts';
import { emailOf } from '../interviews/person.ts';
import { type InterviewRecord, wantedUntil } from '../interviews/record.ts';
import { mailUnreached } from '../interviews/resend.ts';
import { createInterview } from './create-interview.ts';
import { knownOf } from './entries.ts';
import { obstacleIn, waitFor, whileAlone } from './other-interviews.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts, StageAccount } from './ports.ts';
import { type ApplicationRecord, type Enrolment, stayOf, withEnrolment } from './record.ts';
import { findEarlier, takeOver } from './relocate.ts';
import { type ApplicationTurn, releaseTurn, saveTurn } from './turn.ts';

/** What stands in the way of an invitation is looked at again after so long. */
const retryMs = { 'template-gone': 60 * 60_000, 'not-reached': 60_000 } as const;
/** Workable did not answer what has to be known first. */
const unansweredMs = 30_000;

/**
 * Creates the interview of a stay; the bridge's other half invites. Its id is saved first, so that a process that dies
 * leaves no interview without an application, and none is made twice.
 */
export async function inviteFor(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { number }: Enrolment,
): Promise<ApplicationStep | undefined> {
  const { account } = turn;
  const stay = stayOf(turn.record, number);
  const email = emailOf(turn.record.person.email ?? '');
  if (!stay || email === undefined) return saveTurn(parts, turn, { to: () => undefined });
  const reason = await whyNotOffered(parts, account, stay);
  if (reason) return block(parts, turn, stay, reason);
  return whileAlone(parts, turn, { stay, email }, async (others) => {
    const earlier = await askWorkable(parts, turn, stay, () => findEarlier(parts, turn, others));
    if ('next' in earlier) return earlier.next;
    if (earlier.answer) return takeOver(parts, turn, earlier.answer);
    const other = obstacleIn(others, stay, parts.now());
    if (other) return waitFor(parts, turn, stay, other);
    const may = await askWorkable(parts, turn, stay, () => mayInvite(parts, turn, stay));
    if ('next' in may) return may.next;
    if (!may.answer) return saveTurn(parts, turn, { to: () => undefined });
    const interviewId = stay.interviewId ?? parts.newInterviewId(account.name);
    const next = await saveTurn(parts, turn, {
      to: (record) => withEnrolment(record, number, (each) => ({ ...withoutHindrances(each), interviewId })),
    });
    return next?.do === 'invite' ? storeInterview(parts, turn, number, email) : next;
  });
}

/** What Workable says, or what comes next where it does not: the invitation waits for its answer. */
async function askWorkable<Answer>(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { number }: Enrolment,
  ask: () => Promise<Answer>,
): Promise<{ answer: Answer } | { next: ApplicationStep | undefined }> {
  if (!endsInLease(budgets.read, parts.monotonic() - turn.leasedAt)) return { next: await releaseTurn(parts, turn) };
  try {
    return { answer: await ask() };
  } catch (error) {
    const { kind, retryAfterMs = unansweredMs } = asFailure(error);
    if (kind === 'internal' || kind === 'store-unavailable') throw error;
    const retryAt = parts.now() + retryAfterMs;
    const to = (record: ApplicationRecord) => withEnrolment(record, number, (each) => ({ ...each, retryAt }));
    return { next: await saveTurn(parts, turn, { to }) };
  }
}

/** Whether what comes of an invitation could be written. */
async function mayInvite(parts: ApplicationParts, turn: ApplicationTurn, { job }: Enrolment): Promise<boolean> {
  const { account, record } = turn;
  const may = await parts.within(budgets.read, ({ signal }) => account.stage.mayInvite(job, record.id, { signal }));
  // It is known by then until when to wait, or that one may go now.
  turn.context = await parts.contextOf(account, record);
  return may;
}

async function storeInterview(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  number: number,
  email: string,
): Promise<ApplicationStep | undefined> {
  const { account } = turn;
  await createInterview(parts, account, turn.record, number, email);
  turn.context = await parts.contextOf(account, turn.record);
  return saveTurn(parts, turn, {
    to: (record) => withEnrolment(record, number, (each) => ({ ...each, isStored: true })),
  });
}

function withoutHindrances({ blocked: _blocked, waits: _waits, retryAt: _retryAt, ...stay }: Enrolment): Enrolment {
  return stay;
}

/** Why the vendor cannot be asked to invite. */
async function whyNotOffered(
  parts: ApplicationParts,
  account: StageAccount,
  { templateId }: Enrolment,
): Promise<keyof typeof retryMs | undefined> {
  try {
    return (await parts.isOffered(account, templateId)) ? undefined : 'template-gone';
  } catch (error) {
    if (asFailure(error).kind === 'internal') throw error;
    return 'not-reached';
  }
}

function block(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { number, blocked }: Enrolment,
  reason: keyof typeof retryMs,
): Promise<ApplicationStep | undefined> {
  const now = parts.now();
  const since = blocked?.reason === reason ? blocked.since : now;
  return saveTurn(parts, turn, {
    to: (record) =>
      withEnrolment(record, number, (each) => ({
        ...each,
        blocked: { reason, since, retryAt: now + retryMs[reason] },
      })),
    ...(blocked?.reason === reason ? {} : { event: `not invited: ${reason}` }),
  });
}

/** Has the vendor asked again for an invitation that came to nothing, unless the person has another one by now. */
export async function inviteAgain(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { number }: Enrolment,
): Promise<ApplicationStep | undefined> {
  const stay = stayOf(turn.record, number);
  const known = stay && knownOf(stay, turn.context);
  if (!stay || !known) return saveTurn(parts, turn, { to: () => undefined });
  return whileAlone(parts, turn, { stay, email: known.record.candidate.email }, async (others) => {
    const other = obstacleIn(others, stay, parts.now());
    if (other) return waitFor(parts, turn, stay, other);
    await wantAgain(parts, turn.account, known.record.id, stay);
    turn.context = await parts.contextOf(turn.account, turn.record);
    return saveTurn(parts, turn, { to: (record) => withEnrolment(record, number, withoutHindrances) });
  });
}

async function wantAgain(
  { interviews: store, now, wakeUp }: ApplicationParts,
  account: StageAccount,
  interviewId: string,
  { askedAt = 0 }: Enrolment,
): Promise<void> {
  /** The vendor cannot be searched: who asks has found out that there is no invitation. */
  const surelyNot = (record: InterviewRecord): InterviewRecord =>
    record.invitation.state === 'unclear' && askedAt > record.invitation.at && !account.vendor.find
      ? { ...record, invitation: { ...record.invitation, state: 'not-invited' } }
      : record;
  const until = now() + account.policy.invitationExpiresAfterMs;
  await mailUnreached({ store, now }, account, interviewId);
  await change({ store, now }, account, interviewId, {
    to: (record) => wantedUntil(surelyNot(record), until, now()),
  });
  wakeUp(interviewId);
}
