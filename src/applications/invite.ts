import { asFailure } from '../errors.ts';
import { budgets, endsInLease, leaseMs } from '../interviews/budgets.ts';
import { change } from '../interviews/change.ts';
import { withEvent } from '../interviews/history.ts';
import { emailOf } from '../interviews/person.ts';
import { plan } from '../interviews/plan.ts';
import { type Candidate, type InterviewRecord, idAtVendor, newRecord, wantedUntil } from '../interviews/record.ts';
import { mailUnreached } from '../interviews/resend.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts, StageAccount } from './ports.ts';
import { type ApplicationRecord, type Enrolment, type Person, withEnrolment } from './record.ts';
import { findEarlier, takeOver } from './relocate.ts';
import { type ApplicationTurn, releaseTurn, saveTurn } from './turn.ts';

/** What stands in the way of an invitation is looked at again after so long. */
const retryMs = { 'template-gone': 60 * 60_000, 'not-reached': 60_000 } as const;
/** Workable did not answer whether the bridge may write. */
const unansweredMs = 30_000;
/** Another interview of the person may end at any time. */
const otherMs = 10 * 60_000;
/** So long the other door's result is the answer. */
const elsewhereMs = 30 * 86_400_000;

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
  if (stay.interviewId !== undefined) return storeInterview(parts, turn, number, email);
  const reason = await whyNotOffered(parts, account, stay);
  if (reason) return block(parts, turn, stay, reason);
  // Two applications of one person may come at the same moment: one looks at a time.
  const lease = await parts.interviews.acquirePerson(account.name, `stage ${stay.templateId} ${email}`, leaseMs);
  if (!lease) return releaseTurn(parts, turn);
  try {
    const others = await othersOf(parts, account, turn.record, stay, email);
    // A candidate who was moved to another job has another id, and no stay before this one.
    const isNew = turn.record.enrolments.length === 1 && stay.waits === undefined;
    const earlier = isNew ? await findEarlier(parts, turn, others) : undefined;
    if (earlier) return await takeOver(parts, turn, earlier);
    const other = obstacleIn(others, stay, parts.now());
    if (other) return await waitFor(parts, turn, stay, other);
    const hindered = await hindrance(parts, turn, stay);
    if (hindered) return await hindered();
    const interviewId = parts.newInterviewId(account.name);
    const next = await saveTurn(parts, turn, {
      to: (record) => withEnrolment(record, number, (each) => begun(each, interviewId)),
    });
    return next?.do === 'invite' ? await storeInterview(parts, turn, number, email) : next;
  } finally {
    await parts.interviews.release(lease).catch(() => undefined);
  }
}

/** What to do in place of the invitation, where what comes of it could not be written; undefined where it could. */
async function hindrance(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { job, number }: Enrolment,
): Promise<(() => Promise<ApplicationStep | undefined>) | undefined> {
  const { account, record } = turn;
  if (!endsInLease(budgets.read, parts.monotonic() - turn.leasedAt)) return () => releaseTurn(parts, turn);
  try {
    const may = await parts.within(budgets.read, ({ signal }) => account.stage.mayInvite(job, record.id, { signal }));
    // It is known by then until when to wait, or that one may go now.
    turn.context = await parts.contextOf(account, record);
    return may ? undefined : () => saveTurn(parts, turn, { to: () => undefined });
  } catch (error) {
    const { kind, retryAfterMs = unansweredMs } = asFailure(error);
    if (kind === 'internal' || kind === 'store-unavailable') throw error;
    const retryAt = parts.now() + retryAfterMs;
    return () => saveTurn(parts, turn, { to: (each) => withEnrolment(each, number, (stay) => ({ ...stay, retryAt })) });
  }
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

function begun(
  { blocked: _blocked, waits: _waits, retryAt: _retryAt, ...stay }: Enrolment,
  interviewId: string,
): Enrolment {
  return { ...stay, interviewId };
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

/** The interviews of the same person with the same template, in this account. */
async function othersOf(
  { interviews }: ApplicationParts,
  account: StageAccount,
  { enrolments }: ApplicationRecord,
  { templateId }: Enrolment,
  email: string,
): Promise<InterviewRecord[]> {
  const isOwn = (id: string) => enrolments.some(({ interviewId }) => interviewId === id);
  const found = await interviews.findByPerson(account.name, email);
  return found
    .map(({ record }) => record)
    .filter((other) => other.templateId === templateId && !isOwn(idAtVendor(other)));
}

/**
 * Because of which the candidate is not invited now: an open one, since there are never two; or one of the other door
 * that has a result, unless a person asks for another.
 */
function obstacleIn(
  others: readonly InterviewRecord[],
  { askedAt }: Enrolment,
  now: number,
): InterviewRecord | undefined {
  const open = others.find(isPending);
  if (open || askedAt !== undefined) return open;
  const since = now - elsewhereMs;
  return others.findLast((other) => other.origin.door === 'provider' && hasResult(other) && other.createdAt > since);
}

function isPending({ concluded, cancellation, invitation }: InterviewRecord): boolean {
  return concluded === undefined && cancellation === undefined && invitation.state !== 'not-invited';
}

function hasResult({ concluded }: InterviewRecord): boolean {
  return concluded?.status === 'completed';
}

async function waitFor(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { number, waits: before }: Enrolment,
  other: InterviewRecord,
): Promise<ApplicationStep | undefined> {
  const { id: interviewId, origin } = other;
  const where = origin.door === 'stage' ? ('application' as const) : ('provider' as const);
  const held = hasResult(other) ? { held: 'elsewhere' as const } : {};
  const waits = { for: where, interviewId, retryAt: parts.now() + otherMs };
  const waiting = (record: ApplicationRecord) => withEnrolment(record, number, (each) => ({ ...each, waits, ...held }));
  // What is written about it is about the other one too.
  turn.context = await parts.contextOf(turn.account, waiting(turn.record));
  return saveTurn(parts, turn, {
    to: waiting,
    ...(before?.interviewId === interviewId
      ? {}
      : { event: 'not invited: this person has the same interview elsewhere' }),
  });
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

async function createInterview(
  parts: ApplicationParts,
  account: StageAccount,
  record: ApplicationRecord,
  number: number,
  email: string,
): Promise<void> {
  const stay = stayOf(record, number);
  if (!stay?.interviewId) return;
  const at = parts.now();
  const given = {
    id: stay.interviewId,
    account: account.name,
    templateId: stay.templateId,
    origin: { door: 'stage' as const, key: `${record.candidateId} ${number}` },
    vendor: account.vendor.name,
    candidate: candidateOf(record.person, email),
    reportKey: parts.newKey(),
    jobId: stay.job,
    ...(record.jobTitle === undefined ? {} : { jobTitle: record.jobTitle }),
  };
  const until = at + account.policy.invitationExpiresAfterMs;
  const interview = withEvent(newRecord(given, at, until), at, 'created: the candidate entered the stage');
  const created = await parts.interviews.create(interview, plan(interview, account, at).schedule);
  parts.wakeUp(created.record.id);
}

/** Vendors want a name. */
function candidateOf({ firstName, lastName, phone }: Person, email: string): Candidate {
  const name = firstName || lastName ? {} : { firstName: email.slice(0, email.lastIndexOf('@')) };
  return {
    email,
    ...name,
    ...(firstName ? { firstName } : {}),
    ...(lastName ? { lastName } : {}),
    ...(phone ? { phone } : {}),
  };
}

/** Has the vendor asked again for an invitation that came to nothing. */
export async function inviteAgain(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { interviewId = '', askedAt = 0 }: Enrolment,
): Promise<ApplicationStep | undefined> {
  const { account } = turn;
  /** The vendor cannot be searched: who asks has found out that there is no invitation. */
  const surelyNot = (record: InterviewRecord): InterviewRecord =>
    record.invitation.state === 'unclear' && askedAt > record.invitation.at && !account.vendor.find
      ? { ...record, invitation: { ...record.invitation, state: 'not-invited' } }
      : record;
  const until = parts.now() + account.policy.invitationExpiresAfterMs;
  await mailUnreached({ store: parts.interviews, now: parts.now }, account, interviewId);
  await change({ store: parts.interviews, now: parts.now }, account, interviewId, {
    to: (record) => wantedUntil(surelyNot(record), until, parts.now()),
  });
  parts.wakeUp(interviewId);
  turn.context = await parts.contextOf(account, turn.record);
  return saveTurn(parts, turn, { to: () => undefined });
}

function stayOf({ enrolments }: ApplicationRecord, number: number): Enrolment | undefined {
  return enrolments.find((each) => each.number === number);
}
