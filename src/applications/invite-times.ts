import { invitationMail, isReached } from '../interviews/record.ts';
import type { Context, StagePolicy } from './context.ts';
import { blockedOf, hasInterview, isHeld, isOpen, knownOf, patienceMs } from './entries.ts';
import { type ApplicationRecord, type Enrolment, isPersonKnown, lastEnrolment, missingForMs } from './record.ts';
import { isBelieved, nextStayOf } from './settle.ts';
import { leavingOf, standingOf } from './snapshot.ts';

/** `invite`: an interview is to be created for a stay. `invite-again`: the vendor is asked again for its invitation. */
export type InviteStep = { do: 'invite' | 'invite-again'; enrolment: Enrolment };

const never = Number.POSITIVE_INFINITY;
/** Between reads of a candidate whose stage cannot be told. */
const unclearAgainMs = 10 * 60_000;
/** Between looks at whether an operator has let invitations out. */
const operatorLookMs = 5 * 60_000;
/** Between looks at whether a trigger holds again. */
const triggerLookMs = 60 * 60_000;
/** Between tries to find out what a job is. */
const jobLookUpMs = 5_000;
/** Between looks at whether a job that was archived is published again. */
const jobAgainMs = 60 * 60_000;
/** Between tries to have the vendor invite where no credits were left. */
const creditsAgainMs = 60 * 60_000;
/** Between tries to have the vendor invite; the last one repeats. */
const inviteWaitsMs = [60_000, 5 * 60_000, 15 * 60_000];

/** When to read the candidate next, epoch ms; infinite where nothing depends on it. */
export function nextReadOf(
  record: ApplicationRecord,
  policy: StagePolicy,
  context: Context,
  now: number,
): { at: number; isUrgent: boolean } {
  const { reading, seen } = record;
  const urgentAt = Math.min(toBelieveAt(record, policy, context, now), toReadAt(record, policy, context, now));
  const stay = lastEnrolment(record);
  const leaving = stay && !stay.left ? leavingOf(seen, stay) : undefined;
  const leavingAt = leaving?.is === 'unproven' ? leaving.readAt : never;
  const missingAt = reading.missingSince === undefined ? never : reading.missingSince + missingForMs;
  const wanted = Math.min(urgentAt, leavingAt, unclearAtOf(record, context, now), missingAt);
  const notBefore = Math.max(reading.notBefore ?? 0, context.cutOffUntil ?? 0);
  return { at: Math.max(wanted, notBefore), isUrgent: urgentAt <= Math.min(leavingAt, missingAt) };
}

/** What was seen does not say where the candidate stands; a read has not said it either. */
function unclearAtOf({ seen, enrolments }: ApplicationRecord, context: Context, now: number): number {
  const standing = standingOf(seen);
  if (!standing || (enrolments.length > 0 && !enrolments.at(-1)?.left)) return never;
  const { job, stage, end, read } = standing.state;
  if (end !== undefined || job === undefined || !context.hasTrigger(job)) return never;
  if (standing.isContested) return now;
  if (stage !== undefined) return never;
  return read === undefined ? now : read + unclearAgainMs;
}

/** A stay is to begin, and what was seen is too old to begin it with. */
function toBelieveAt(record: ApplicationRecord, policy: StagePolicy, context: Context, now: number): number {
  const next = nextStayOf(record, policy, context, now);
  return next && !isBelieved(record, Math.max(now, next.from)) ? next.from : never;
}

/** A candidate is to be invited, and what was seen is too old for it, or does not say who they are. */
function toReadAt(record: ApplicationRecord, policy: StagePolicy, context: Context, now: number): number {
  const at = toInviteAt(record, policy, context, now);
  return isReadyAt(record, Math.max(now, at)) ? never : at;
}

function isReadyAt(record: ApplicationRecord, at: number): boolean {
  return isBelieved(record, at) && isPersonKnown(record);
}

/** When the vendor is to be asked to invite for the newest stay, or to invite again, epoch ms. */
function toInviteAt(record: ApplicationRecord, policy: StagePolicy, context: Context, now: number): number {
  const stay = lastEnrolment(record);
  if (!stay || stay.left || isHeld(stay) || awaitsOperator(stay, context)) return never;
  if (!isTriggered(stay, context) || context.job(stay.job) === 'over') return never;
  const wantedAt = hasInterview(stay, context) ? againAt(stay, context) : firstAt(record, stay, context, now);
  return Math.max(wantedAt, quietEndOf(stay, policy, now), writableAt(stay, context), stay.waits?.retryAt ?? 0);
}

function firstAt(record: ApplicationRecord, stay: Enrolment, context: Context, now: number): number {
  const { blocked, retryAt = 0 } = stay;
  return blockedNow(record, stay, context, now) ? never : Math.max(blocked?.retryAt ?? 0, retryAt);
}

/** When what comes of an invitation may be written, as far as is known; epoch ms. */
function writableAt({ job }: Enrolment, context: Context): number {
  return context.notWritable?.(job)?.until ?? 0;
}

/** Until when no candidate is invited unasked, or now; epoch ms. */
function quietEndOf(stay: Enrolment, { quietUntil }: StagePolicy, now: number): number {
  return isAskedForAlone(stay) ? now : (quietUntil?.(now) ?? now);
}

/** A person asked for this very invitation. A back-fill releases many, who are invited as those who come. */
function isAskedForAlone({ askedAt, held }: Enrolment): boolean {
  return askedAt !== undefined && held !== 'before';
}

/** A trigger that is off or gone invites no candidate. */
function isTriggered(stay: Enrolment, context: Context): boolean {
  return isAskedForAlone(stay) || context.trigger(stay) !== undefined;
}

export function nextInviteOf(
  record: ApplicationRecord,
  policy: StagePolicy,
  context: Context,
  now: number,
): { at: number; step?: InviteStep } {
  const stay = lastEnrolment(record);
  if (!stay || stay.left || isHeld(stay)) return { at: never };
  // Whether they have left is about to be found out.
  if (leavingOf(record.seen, stay).is !== 'there') return { at: never };
  const isAgain = hasInterview(stay, context);
  if (isAgain && againAt(stay, context) === never) return { at: never };
  if (!isTriggered(stay, context)) return { at: now + triggerLookMs };
  // Until an operator has decided it is looked at again and again: nothing else says so.
  if (awaitsOperator(stay, context)) return { at: now + operatorLookMs };
  if (isAgain && context.job(stay.job) === 'over') return { at: now + jobAgainMs };
  const at = toInviteAt(record, policy, context, now);
  const step: InviteStep = { do: isAgain ? 'invite-again' : 'invite', enrolment: stay };
  // Before that the candidate is read, as soon as Workable answers.
  return at > now || isReadyAt(record, now) ? { at, step } : { at: never };
}

/** No candidate is invited unasked after a long silence. */
function awaitsOperator({ askedAt }: Enrolment, context: Context): boolean {
  return context.awaitsOperator === true && askedAt === undefined;
}

/** When the vendor is to be asked once more for an invitation, epoch ms. */
function againAt(stay: Enrolment, context: Context): number {
  const known = knownOf(stay, context);
  if (!known || !isOpen(known)) return never;
  const { invitation, deliveries } = known.record;
  const { askedAt = 0 } = stay;
  const mail = isReached(known.record) ? undefined : deliveries[invitationMail]?.failed;
  if (mail) return askedAt > mail.at ? askedAt : never;
  if (!('failure' in invitation)) return never;
  const { at, failure, round } = invitation;
  if (askedAt > at) return askedAt;
  // What the vendor refused is asked for again by a person alone, unless that may end without one.
  if (failure.kind === 'vendor-refused') return failure.lacksCredits ? at + creditsAgainMs : never;
  const wait = inviteWaitsMs[Math.min(round, inviteWaitsMs.length) - 1] ?? 0;
  return at + Math.max(wait, failure.retryAfterMs ?? 0);
}

/** Something is in the way that only a change to the candidate's profile ends. */
function blockedNow(record: ApplicationRecord, stay: Enrolment, context: Context, now: number): boolean {
  const reason = blockedOf(record, stay, context, now)?.reason;
  return reason === 'no-email' || reason === 'unusable-email';
}

/** When the timeline is to say that an invitation takes too long, epoch ms. */
export function patienceEndOf(record: ApplicationRecord, context: Context, now: number): number {
  const stay = lastEnrolment(record);
  const known = stay && !stay.left ? knownOf(stay, context) : undefined;
  if (!stay || !known || !('failure' in known.record.invitation)) return never;
  const endsAt = Math.max(known.record.createdAt, stay.askedAt ?? 0) + patienceMs;
  return endsAt > now ? endsAt : never;
}

/** When to ask again what the job of a candidate is who is to be invited, epoch ms. */
export function jobLookUpOf(record: ApplicationRecord, context: Context, now: number): number {
  const { job, stage, end } = standingOf(record.seen)?.state ?? {};
  if (job === undefined || stage === undefined || end !== undefined || !context.trigger({ job, stage })) return never;
  const state = context.job(job);
  if (state === 'unknown') return Math.max(now + jobLookUpMs, context.cutOffUntil ?? 0);
  const stay = lastEnrolment(record);
  const isWaiting = !stay || stay.left || !(isHeld(stay) || hasInterview(stay, context));
  return state === 'over' && isWaiting ? now + jobAgainMs : never;
}
