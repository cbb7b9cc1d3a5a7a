import { asFailure } from '../errors.ts';
import { change } from '../interviews/change.ts';
import { withEvent } from '../interviews/history.ts';
import { emailOf } from '../interviews/person.ts';
import { plan } from '../interviews/plan.ts';
import { type Candidate, type InterviewRecord, newRecord, wantedUntil } from '../interviews/record.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts, StageAccount } from './ports.ts';
import { type ApplicationRecord, type Enrolment, type Person, withEnrolment } from './record.ts';
import { type ApplicationTurn, saveTurn } from './turn.ts';

/** What stands in the way of an invitation is looked at again after so long. */
const retryMs = { 'template-gone': 60 * 60_000, 'not-reached': 60_000 } as const;
/** Another interview of the person may end at any time. */
const otherMs = 10 * 60_000;

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
  if (stay.interviewId === undefined) {
    const reason = await whyNotOffered(parts, account, stay);
    if (reason) return block(parts, turn, stay, reason);
    const other = await otherInterview(parts, account, turn.record, stay, email);
    if (other) return waitFor(parts, turn, stay, other);
  }
  if (stay.interviewId === undefined) {
    const interviewId = parts.newInterviewId(account.name);
    const next = await saveTurn(parts, turn, {
      to: (record) => withEnrolment(record, number, (each) => begun(each, interviewId)),
    });
    if (next?.do !== 'invite') return next;
  }
  await createInterview(parts, account, turn.record, number, email);
  turn.context = await parts.contextOf(account, turn.record);
  return saveTurn(parts, turn, {
    to: (record) => withEnrolment(record, number, (each) => ({ ...each, isStored: true })),
  });
}

function begun({ blocked: _blocked, waits: _waits, ...stay }: Enrolment, interviewId: string): Enrolment {
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

/** An open interview of the same person with the same template, in this account: there are never two. */
async function otherInterview(
  { interviews }: ApplicationParts,
  account: StageAccount,
  { enrolments }: ApplicationRecord,
  { templateId }: Enrolment,
  email: string,
): Promise<InterviewRecord | undefined> {
  const others = await interviews.findByPerson(account.name, email);
  const isOwn = (id: string) => enrolments.some(({ interviewId }) => interviewId === id);
  return others
    .map(({ record }) => record)
    .find((other) => other.templateId === templateId && !isOwn(other.id) && isPending(other));
}

function isPending({ concluded, cancellation, invitation }: InterviewRecord): boolean {
  return concluded === undefined && cancellation === undefined && invitation.state !== 'not-invited';
}

function waitFor(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { number, waits: before }: Enrolment,
  { id: interviewId, origin }: InterviewRecord,
): Promise<ApplicationStep | undefined> {
  const where = origin.door === 'stage' ? ('application' as const) : ('provider' as const);
  const waits = { for: where, interviewId, retryAt: parts.now() + otherMs };
  return saveTurn(parts, turn, {
    to: (record) => withEnrolment(record, number, (each) => ({ ...each, waits })),
    ...(before?.interviewId === interviewId
      ? {}
      : { event: 'not invited: an interview of this person is open already' }),
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
  await change({ store: parts.interviews, now: parts.now }, account, interviewId, {
    to: (record) => wantedUntil(surelyNot(record), until, parts.now()),
    onDue: () => parts.wakeUp(interviewId),
  });
  turn.context = await parts.contextOf(account, turn.record);
  return saveTurn(parts, turn, { to: () => undefined });
}

function stayOf({ enrolments }: ApplicationRecord, number: number): Enrolment | undefined {
  return enrolments.find((each) => each.number === number);
}
