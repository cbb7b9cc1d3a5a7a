import type { FinalOutcome } from '../interviews/outcome.ts';
import { emailOf } from '../interviews/person.ts';
import type { Known } from '../interviews/plan.ts';
import { isInDoubt } from '../interviews/record.ts';
import type { Context } from './context.ts';
import type { ApplicationRecord, Blocked, Enrolment } from './record.ts';

/** Something that ought to be on the timeline of an application. The same kind of one stay is one entry. */
export type Entry = { enrolment: Enrolment } & (
  | { key: 'invited' | 'continues' | 'withdrawn'; known: Known }
  | { key: 'blocked'; blocked: Blocked }
  | { key: 'returned' }
  /** The same interview is open elsewhere. */
  | { key: 'elsewhere'; waits: NonNullable<Enrolment['waits']> }
  | { key: 'not-taken'; known: Known; why: 'declined' | 'expired' }
  /** `isLate`: it came after the candidate had left. */
  | { key: 'result'; known: Known; outcome: Completed; isLate: boolean }
);
export type Completed = Extract<FinalOutcome, { status: 'completed' }>;

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
  if (held === 'ask' && askedAt === undefined && !left) entries.push({ key: 'returned', enrolment });
  if (enrolment.waits && !left) entries.push({ key: 'elsewhere', enrolment, waits: enrolment.waits });
  const blocked = left ? undefined : blockedOf(record, enrolment, context, now);
  if (blocked) entries.push({ key: 'blocked', enrolment, blocked });
  if (known?.record.invitation.state !== 'invited') return entries;
  entries.push({ key: 'invited', enrolment, known });
  if (returns > 0 && !left && known.outcome.status === 'pending') entries.push({ key: 'continues', enrolment, known });
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
  } else if (outcome.status !== 'pending' && (!left || left.goesOn)) {
    entries.push({ key: 'not-taken', enrolment, known, why: outcome.status });
  }
  return entries;
}

/** Why the candidate of this stay is not invited; undefined where nothing is in the way, or it is still early days. */
export function blockedOf(
  { person }: Pick<ApplicationRecord, 'person'>,
  enrolment: Enrolment,
  context: Context,
  now: number,
): Blocked | undefined {
  const known = knownOf(enrolment, context);
  if (enrolment.interviewId !== undefined) return known && blockedAtVendor(enrolment, known, now);
  if (isHeld(enrolment)) return undefined;
  const since = enrolment.at;
  if (!person.email?.trim()) return { reason: 'no-email', since };
  if (emailOf(person.email) === undefined) return { reason: 'unusable-email', since };
  return enrolment.blocked;
}

function blockedAtVendor({ askedAt = 0 }: Enrolment, { record }: Known, now: number): Blocked | undefined {
  const { invitation, createdAt } = record;
  // A person has asked for another try, which is to come.
  if (!('failure' in invitation) || askedAt > invitation.at) return undefined;
  const { failure, state } = invitation;
  const since = Math.max(createdAt, askedAt);
  const reason = failure.kind === 'vendor-refused' ? 'refused' : state === 'unclear' ? 'unclear' : 'not-reached';
  if (reason !== 'refused' && now < since + patienceMs) return undefined;
  return { reason, since, detail: failure.message };
}

/** It waits for a person, or for ever. */
export function isHeld({ held, askedAt }: Enrolment): boolean {
  return held !== undefined && askedAt === undefined;
}

export function knownOf({ interviewId }: Enrolment, { interviews }: Context): Known | undefined {
  return interviewId === undefined ? undefined : interviews.get(interviewId);
}
