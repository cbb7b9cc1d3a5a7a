import type { Reschedule } from '../interviews/observation.ts';
import type { FinalOutcome } from '../interviews/outcome.ts';
import { emailOf } from '../interviews/person.ts';
import type { Known } from '../interviews/plan.ts';
import {
  attemptsOf,
  type InterviewRecord,
  type InvitationFailure,
  invitationMail,
  isInDoubt,
  isReached,
} from '../interviews/record.ts';
import type { Context } from './context.ts';
import { type ApplicationRecord, type Blocked, type BlockReason, type Enrolment, isPersonKnown } from './record.ts';

/** Something that ought to be on the timeline of an application. The same kind of one stay is one entry. */
export type Entry = { enrolment: Enrolment } & (
  | { key: 'invited' | 'continues' | 'withdrawn' | 'cancelled'; known: Known }
  | { key: 'blocked'; blocked: Blocked }
  | { key: 'returned' }
  /** The same interview is open elsewhere. */
  | { key: 'elsewhere'; waits: NonNullable<Enrolment['waits']> }
  | { key: 'moved-date'; known: Known; rescheduled: Reschedule }
  | { key: 'not-taken'; known: Known; why: NotTaken }
  /** `isLate`: it came after the candidate had left. */
  | { key: 'result'; known: Known; outcome: Completed; isLate: boolean }
  /** What was said in the attempt of the result. */
  | { key: 'transcript'; known: Known; outcome: Completed }
);
export type Completed = Extract<FinalOutcome, { status: 'completed' }>;

/** `failed`: begun, and not completed. `called-off`: by an operator of the bridge. */
export type NotTaken = 'declined' | 'expired' | 'failed' | 'called-off';

/** So long an unclear answer of the vendor, or none, is our own business. */
export const patienceMs = 30 * 60_000;

/** What ought to be on the timeline, in the order in which it is to be written. Pure. */
export function entriesOf(record: ApplicationRecord, context: Context, now: number): Entry[] {
  return record.enrolments.flatMap((enrolment) => {
    const known = knownOf(enrolment, context);
    return [...beforeResult(record, enrolment, known, context, now), ...(known ? ending(enrolment, known) : [])];
  });
}

function beforeResult(
  record: ApplicationRecord,
  enrolment: Enrolment,
  known: Known | undefined,
  context: Context,
  now: number,
): Entry[] {
  const { left, held, askedAt, returns } = enrolment;
  const entries: Entry[] = [];
  const blocked = left ? undefined : blockedOf(record, enrolment, context, now);
  if (held === 'ask' && askedAt === undefined && !left && !blocked) entries.push({ key: 'returned', enrolment });
  if (enrolment.waits && !left) entries.push({ key: 'elsewhere', enrolment, waits: enrolment.waits });
  if (blocked) entries.push({ key: 'blocked', enrolment, blocked });
  if (known?.record.invitation.state !== 'invited') return entries;
  entries.push({ key: 'invited', enrolment, known });
  const isGoingOn = known.outcome.status === 'pending' && (!left || left.goesOn);
  if (returns > 0 && !left && isGoingOn) entries.push({ key: 'continues', enrolment, known });
  const { rescheduled } = known.record;
  if (rescheduled && isGoingOn) entries.push({ key: 'moved-date', enrolment, known, rescheduled });
  return entries;
}

function ending(enrolment: Enrolment, known: Known): Entry[] {
  const { left } = enrolment;
  const { outcome, record } = known;
  const entries: Entry[] = [];
  const wasInvited = record.invitation.state === 'invited' || isInDoubt(record);
  const isWithdrawn = left !== undefined && !left.hadResult && !left.goesOn;
  if (isWithdrawn && wasInvited) entries.push({ key: 'withdrawn', enrolment, known });
  if (outcome.status === 'completed') {
    entries.push({ key: 'result', enrolment, known, outcome, isLate: isWithdrawn });
    // Of one that came late the result is all that is told.
    if (!isWithdrawn) entries.push({ key: 'transcript', enrolment, known, outcome });
  } else if (outcome.status !== 'pending' && (!left || left.goesOn)) {
    const why = whyNotTaken(known);
    entries.push(why === 'cancelled' ? { key: why, enrolment, known } : { key: 'not-taken', enrolment, known, why });
  }
  return entries;
}

/** `cancelled`: by the candidate, as the vendor says. */
function whyNotTaken({ record, outcome }: Known): NotTaken | 'cancelled' {
  if (outcome.status === 'expired') return 'expired';
  if (record.cancellation?.endsInterview) return 'called-off';
  const ended = attemptsOf(record).findLast(({ state }) => state === 'failed');
  if (ended?.final === 'cancelled') return 'cancelled';
  return ended && ended.final === undefined ? 'failed' : 'declined';
}

/** The interview of this person with the template of a stay that there was before it; undefined where it was erased. */
export function earlierOf(
  { enrolments }: Pick<ApplicationRecord, 'enrolments'>,
  { number, templateId }: Enrolment,
  context: Context,
): Known | undefined {
  const isEarlier = (each: Enrolment) => each.number < number && each.templateId === templateId && each.interviewId;
  const before = enrolments.findLast(isEarlier);
  return before && knownOf(before, context);
}

/** What came of an interview; undefined while nothing has. */
export type Ending = 'completed' | 'cancelled' | 'not-taken';

export function endingOf(known: Known): Ending | undefined {
  const { status } = known.outcome;
  if (status === 'completed') return status;
  if (status === 'pending') return undefined;
  return whyNotTaken(known) === 'cancelled' ? 'cancelled' : 'not-taken';
}

/** Why the candidate of this stay is not invited; undefined where nothing is in the way, or it is still early days. */
export function blockedOf(
  record: Pick<ApplicationRecord, 'person' | 'isForgotten'>,
  enrolment: Enrolment,
  context: Context,
  now: number,
): Blocked | undefined {
  if (hasInterview(enrolment, context)) {
    const known = knownOf(enrolment, context);
    return known && blockedAtVendor(enrolment, known, now);
  }
  const reason = addressFaultOf(record, enrolment);
  if (reason) return { reason, since: enrolment.at };
  return isHeld(enrolment) ? undefined : enrolment.blocked;
}

/** Without an address there is nothing to ask a person, either. Of who is not invited anyhow nothing is missing. */
export function addressFaultOf(
  record: Pick<ApplicationRecord, 'person' | 'isForgotten'>,
  enrolment: Enrolment,
): 'no-email' | 'unusable-email' | undefined {
  if (!isPersonKnown(record) || (isHeld(enrolment) && enrolment.held !== 'ask')) return undefined;
  return faultOfAddress(record.person.email);
}

export function faultOfAddress(email: string | undefined): 'no-email' | 'unusable-email' | undefined {
  if (!email?.trim()) return 'no-email';
  return emailOf(email) === undefined ? 'unusable-email' : undefined;
}

function blockedAtVendor({ askedAt = 0 }: Enrolment, { record }: Known, now: number): Blocked | undefined {
  const { invitation, createdAt } = record;
  if (invitation.state === 'invited') return blockedMail(record, askedAt);
  // A person has asked for another try, which is to come.
  if (!('failure' in invitation) || askedAt > invitation.at) return undefined;
  const { failure, state } = invitation;
  const since = Math.max(createdAt, askedAt);
  const reason = reasonOf(failure, state === 'unclear');
  const isOurs = reason === 'unclear' || reason === 'not-reached';
  if (isOurs && now < since + patienceMs) return undefined;
  return { reason, since, detail: failure.message };
}

function reasonOf({ kind, lacksCredits }: InvitationFailure, isUnclear: boolean): BlockReason {
  if (kind === 'vendor-refused') return lacksCredits ? 'no-credits' : 'refused';
  return isUnclear ? 'unclear' : 'not-reached';
}

/** The bridge was to mail the invitation, and the mail server does not take it. */
function blockedMail(record: InterviewRecord, askedAt: number): Blocked | undefined {
  const failed = isReached(record) ? undefined : record.deliveries[invitationMail]?.failed;
  if (!failed || askedAt > failed.at) return undefined;
  const detail = failed.answer.status ?? failed.answer.error;
  return { reason: 'mail-refused', since: failed.at, ...(detail === undefined ? {} : { detail: String(detail) }) };
}

/** It waits for a person, or for ever. */
export function isHeld({ held, askedAt }: Enrolment): boolean {
  return held !== undefined && askedAt === undefined;
}

/** There is one, or was. Of one whose id alone was saved no candidate has heard. */
export function hasInterview(enrolment: Enrolment, context: Context): boolean {
  return enrolment.isStored === true || knownOf(enrolment, context) !== undefined;
}

export function knownOf({ interviewId }: Enrolment, { interviews }: Context): Known | undefined {
  return interviewId === undefined ? undefined : interviews.get(interviewId);
}

/** Something may still come of it, and the candidate's link works. */
export function isOpen(known: Known | undefined): boolean {
  return known !== undefined && known.outcome.status === 'pending' && known.record.cancellation === undefined;
}
