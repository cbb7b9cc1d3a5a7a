import { isGivenUp } from '../interviews/record.ts';
import { isWanted, nextTryAt } from '../outbox/delivery.ts';
import { type Destination, type Document, deliveryKey } from '../outbox/destination.ts';
import { type Schedule, scheduleOf, soonest } from '../records.ts';
import type { ApplicationPlanner, Context, Timeline } from './context.ts';
import { entriesOf, isOpen, knownOf } from './entries.ts';
import { type InviteStep, jobLookUpOf, nextInviteOf, nextReadOf, patienceEndOf } from './invite-times.ts';
import type { ApplicationRecord, Enrolment } from './record.ts';
import { eraseAtOf, lapseAtOf } from './retention.ts';
import { nextStayOf } from './settle.ts';

/** A document that is to be written, where, and about what. */
export type TimelineWrite = { destination: Destination<Timeline>; document: Document; subject: Timeline };

/** What has to be done next. */
export type ApplicationStep =
  | { do: 'erase' }
  /** The interview of a stay that is over is to end. */
  | { do: 'withdraw'; enrolment: Enrolment }
  | ({ do: 'write' } & TimelineWrite)
  /** `isUrgent`: a candidate is to be invited after it. */
  | { do: 'read'; isUrgent: boolean }
  | InviteStep
  | { do: 'wait' };

export type ApplicationPlan = { step: ApplicationStep; schedule: Schedule; isDue: boolean };

const never = Number.POSITIVE_INFINITY;

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
  const eraseAt = eraseAtOf(record, policy, context);
  if (record.gone) return planOfGone(eraseAt, now);
  const withdrawal = withdrawalOf(record, context, now);
  const writes = writesOf({ record, entries: entriesOf(record, context, now), context }, destinations, now);
  const write = writes.find(({ at, destination }) => at <= now && mayWrite(destination.circuit));
  const read = nextReadOf(record, policy, context, now);
  const invite = nextInviteOf(record, policy, context, now);
  const stayAt = nextStayOf(record, policy, context, now)?.from ?? never;
  const lapseAt = lapseAtOf(record, policy, context);
  const lookAt = Math.min(patienceEndOf(record, context, now), jobLookUpOf(record, context, now), lapseAt);
  const dueAt = Math.min(eraseAt, withdrawal ? now : never, read.at, invite.at, stayAt, lookAt);
  const schedule = scheduleOf(dueAt, writes);
  return { step: stepOf(), schedule, isDue: soonest(schedule) <= now };

  function stepOf(): ApplicationStep {
    if (eraseAt <= now) return { do: 'erase' };
    if (withdrawal) return { do: 'withdraw', enrolment: withdrawal };
    if (write) return { do: 'write', ...write };
    if (read.at <= now) return { do: 'read', isUrgent: read.isUrgent };
    return invite.at <= now && invite.step ? invite.step : { do: 'wait' };
  }
}

/** Nothing is written or asked about a candidate who is gone. */
function planOfGone(eraseAt: number, now: number): ApplicationPlan {
  const isDue = eraseAt <= now;
  return { step: { do: isDue ? 'erase' : 'wait' }, schedule: { dueAt: eraseAt }, isDue };
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
function withdrawalOf({ enrolments }: ApplicationRecord, context: Context, now: number): Enrolment | undefined {
  return enrolments.find((each) => {
    const { left } = each;
    const known = knownOf(each, context);
    // Where it is being found out whether there is an invitation, a notice tells.
    return left && !left.goesOn && !left.isKept && known && isOpen(known) && !isGivenUp(known.record, now);
  });
}
