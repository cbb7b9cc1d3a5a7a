import { isGivenUp } from '../interviews/record.ts';
import { isWanted, nextTryAt } from '../outbox/delivery.ts';
import { type Destination, type Document, deliveryKey } from '../outbox/destination.ts';
import { type Schedule, type SendTimes, soonest } from '../records.ts';
import type { ApplicationPlanner, Context, Timeline } from './context.ts';
import { blockedOf, entriesOf, isHeld, knownOf, patienceMs } from './entries.ts';
import { type ApplicationRecord, type Enrolment, lastEnrolment, missingForMs } from './record.ts';
import { isBelieved, isOpen, nextStayOf } from './settle.ts';
import { leavingOf, standingOf } from './snapshot.ts';

/** A document that is to be written, where, and about what. */
export type TimelineWrite = { destination: Destination<Timeline>; document: Document; subject: Timeline };

/** What has to be done next. */
export type ApplicationStep =
  | { do: 'erase' }
  /** The interview of a stay that is over is to end. */
  | { do: 'withdraw'; enrolment: Enrolment }
  | ({ do: 'write' } & TimelineWrite)
  /** `isUrgent`: somebody is to be invited after it. */
  | { do: 'read'; isUrgent: boolean }
  /** An interview is to be created for a stay. */
  | { do: 'invite'; enrolment: Enrolment }
  /** The vendor is to be asked again for the invitation of a stay. */
  | { do: 'invite-again'; enrolment: Enrolment }
  | { do: 'wait' };

export type ApplicationPlan = { step: ApplicationStep; schedule: Schedule; isDue: boolean };

const never = Number.POSITIVE_INFINITY;
const day = 86_400_000;
/** So long a candidate is remembered who never stood in a trigger stage. */
const passingMs = day;
/** Between reads of a candidate whose stage cannot be told. */
const unclearAgainMs = 10 * 60_000;
/** Between looks at whether an operator has let invitations out. */
const operatorLookMs = 5 * 60_000;
/** Between tries to find out what a job is. */
const jobLookUpMs = 5_000;
/** Between tries to have the vendor invite; the last one repeats. */
const inviteWaitsMs = [60_000, 5 * 60_000, 15 * 60_000];

/**
 * Everything that follows from a settled record, the account and the time, in one pass. Pure. Where a circuit lets
 * nothing out, all else goes on.
 */
export function planApplication(
  record: ApplicationRecord,
  { policy, destinations }: ApplicationPlanner,
  context: Context,
  now: number,
  mayWrite: (circuit: string) => boolean = () => true,
): ApplicationPlan {
  const eraseAt = eraseAtOf(record, policy.retentionMs, context);
  const withdrawal = withdrawalOf(record, policy.onLeave, context, now);
  const writes = writesOf({ record, entries: entriesOf(record, context, now), context }, destinations, now);
  const write = writes.find(({ at, destination }) => at <= now && mayWrite(destination.circuit));
  const read = nextReadOf(record, policy, context, now);
  const invite = nextInviteOf(record, policy, context, now);
  const stayAt = nextStayOf(record, policy, context, now)?.from ?? never;
  const lookAt = Math.min(patienceEndOf(record, context, now), jobLookUpOf(record, context, now));
  const dueAt = Math.min(eraseAt, withdrawal ? now : never, read.at, invite.at, stayAt, lookAt);
  const schedule = writes.length > 0 ? { dueAt, sendAt: sendTimes(writes) } : { dueAt };
  return { step: stepOf(), schedule, isDue: soonest(schedule) <= now };

  function stepOf(): ApplicationStep {
    if (eraseAt <= now) return { do: 'erase' };
    if (withdrawal) return { do: 'withdraw', enrolment: withdrawal };
    if (write) return { do: 'write', ...write };
    if (read.at <= now) return { do: 'read', isUrgent: read.isUrgent };
    return invite.at <= now && invite.step ? invite.step : { do: 'wait' };
  }
}

function sendTimes(writes: readonly { destination: { circuit: string }; at: number }[]): SendTimes {
  const times: Record<string, number> = {};
  for (const { destination, at } of writes) {
    times[destination.circuit] = Math.min(at, times[destination.circuit] ?? at);
  }
  return times;
}

/**
 * What is to be written, and when it is time, epoch ms. Of a place where what is written stays, one document after the
 * other: their order is what people read.
 */
function writesOf(
  subject: Timeline,
  destinations: readonly Destination<Timeline>[],
  now: number,
): (TimelineWrite & { at: number })[] {
  const { deliveries, enrolments } = subject.record;
  const { parkedUntil, cutOffUntil = 0 } = subject.context;
  return destinations.flatMap((destination) => {
    const notBefore = Math.max(cutOffUntil, ...enrolments.map(({ job }) => parkedUntil(job, destination.id) ?? 0));
    const wanted = destination.documents(subject).flatMap((document) => {
      const state = deliveries[deliveryKey(destination, document)] ?? {};
      if (!isWanted(state, document)) return [];
      return { subject, destination, document, at: Math.max(nextTryAt(state, document, now), notBefore) };
    });
    return destination.accumulates ? wanted.slice(0, 1) : wanted;
  });
}

/** The stay whose interview is to be ended. */
function withdrawalOf(
  { enrolments }: ApplicationRecord,
  onLeave: 'withdraw' | 'keep',
  context: Context,
  now: number,
): Enrolment | undefined {
  if (onLeave === 'keep') return undefined;
  return enrolments.find((each) => {
    const known = knownOf(each, context);
    // Where it is being found out whether there is an invitation, a notice tells.
    return each.left && !each.left.isKept && known && isOpen(known) && !isGivenUp(known.record, now);
  });
}

/** When to read the candidate next, epoch ms; infinite where nothing depends on it. */
function nextReadOf(
  record: ApplicationRecord,
  policy: ApplicationPlanner['policy'],
  context: Context,
  now: number,
): { at: number; isUrgent: boolean } {
  const { reading, seen, gone } = record;
  if (gone) return { at: never, isUrgent: false };
  const urgentAt = Math.min(toBelieveAt(record, policy, context, now), toInviteAt(record, context, now));
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
function toBelieveAt(
  record: ApplicationRecord,
  policy: ApplicationPlanner['policy'],
  context: Context,
  now: number,
): number {
  const next = nextStayOf(record, policy, context, now);
  return next && !isBelieved(record, Math.max(now, next.from)) ? next.from : never;
}

/** Somebody is to be invited, and what was seen is too old for it. */
function toInviteAt(record: ApplicationRecord, context: Context, now: number): number {
  const stay = uninvited(record);
  if (!stay || isBelieved(record, now) || blockedNow(record, stay, context, now)) return never;
  if (awaitsOperator(stay, context)) return never;
  return Math.max(now, stay.blocked?.retryAt ?? 0, stay.waits?.retryAt ?? 0);
}

function nextInviteOf(
  record: ApplicationRecord,
  { quietUntil }: ApplicationPlanner['policy'],
  context: Context,
  now: number,
): { at: number; step?: ApplicationStep } {
  const stay = lastEnrolment(record);
  if (!stay || stay.left || record.gone || isHeld(stay)) return { at: never };
  // Whether they have left is about to be found out.
  if (leavingOf(record.seen, stay).is !== 'there') return { at: never };
  // Until an operator has decided it is looked at again and again: nothing else says so.
  if (stay.interviewId === undefined && awaitsOperator(stay, context)) return { at: now + operatorLookMs };
  const notBefore = stay.askedAt === undefined ? (quietUntil?.(now) ?? 0) : 0;
  if (stay.interviewId === undefined || !stay.isStored) {
    if (stay.interviewId === undefined && blockedNow(record, stay, context, now)) return { at: never };
    const at = Math.max(now, notBefore, stay.blocked?.retryAt ?? 0, stay.waits?.retryAt ?? 0);
    return { at, step: { do: 'invite', enrolment: stay } };
  }
  return { at: Math.max(againAt(stay, context), notBefore), step: { do: 'invite-again', enrolment: stay } };
}

/** Nobody is invited unasked after a long silence. */
function awaitsOperator({ askedAt }: Enrolment, context: Context): boolean {
  return context.awaitsOperator === true && askedAt === undefined;
}

/** When the vendor is to be asked once more for an invitation, epoch ms. */
function againAt(stay: Enrolment, context: Context): number {
  const known = knownOf(stay, context);
  if (!known || !isOpen(known) || !('failure' in known.record.invitation)) return never;
  const { at, failure, round } = known.record.invitation;
  if ((stay.askedAt ?? 0) > at) return stay.askedAt ?? at;
  // What the vendor refused is asked for again by a person alone.
  if (failure.kind === 'vendor-refused') return never;
  const wait = inviteWaitsMs[Math.min(round, inviteWaitsMs.length) - 1] ?? 0;
  return at + Math.max(wait, failure.retryAfterMs ?? 0);
}

function uninvited(record: ApplicationRecord): Enrolment | undefined {
  const stay = lastEnrolment(record);
  return stay && !stay.left && stay.interviewId === undefined && !isHeld(stay) ? stay : undefined;
}

/** Something is in the way that only a change to the candidate's profile ends. */
function blockedNow(record: ApplicationRecord, stay: Enrolment, context: Context, now: number): boolean {
  const reason = blockedOf(record, stay, context, now)?.reason;
  return reason === 'no-email' || reason === 'unusable-email';
}

/** When the timeline is to say that an invitation takes too long, epoch ms. */
function patienceEndOf(record: ApplicationRecord, context: Context, now: number): number {
  const stay = lastEnrolment(record);
  const known = stay && !stay.left ? knownOf(stay, context) : undefined;
  if (!stay || !known || !('failure' in known.record.invitation)) return never;
  const endsAt = Math.max(known.record.createdAt, stay.askedAt ?? 0) + patienceMs;
  return endsAt > now ? endsAt : never;
}

/** When to ask again what the job of a candidate is, epoch ms. */
function jobLookUpOf({ seen }: ApplicationRecord, context: Context, now: number): number {
  const { job, stage, end } = standingOf(seen)?.state ?? {};
  if (job === undefined || stage === undefined || end !== undefined) return never;
  const isLookedUp = context.trigger({ job, stage }) && context.job(job) === 'unknown';
  return isLookedUp ? Math.max(now + jobLookUpMs, context.cutOffUntil ?? 0) : never;
}

/** While the candidate stands in the stage, what is known of them keeps them from being invited twice. */
function eraseAtOf(record: ApplicationRecord, retentionMs: number, context: Context): number {
  const { gone, enrolments, seen, createdAt } = record;
  if (gone) return gone.at;
  const stay = lastEnrolment(record);
  if (stay && !stay.left) return never;
  if (enrolments.some((each) => isOpen(knownOf(each, context)))) return never;
  if (stay?.left) return stay.left.at + retentionMs;
  const place = standingOf(seen)?.state;
  if (place?.job !== undefined && place.stage !== undefined && place.end === undefined) {
    const trigger = context.trigger({ job: place.job, stage: place.stage });
    if (trigger) return never;
  }
  return Math.max(createdAt, ...seen.map(({ first }) => first)) + passingMs;
}
