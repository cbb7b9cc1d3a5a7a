import type { Context, StagePolicy } from './context.ts';
import { hasInterview, isHeld, isOpen, knownOf } from './entries.ts';
import { withLine } from './history.ts';
import { type ApplicationRecord, type Enrolment, lastEnrolment, unknownPerson } from './record.ts';
import { standingOf } from './snapshot.ts';

const never = Number.POSITIVE_INFINITY;
const hour = 60 * 60_000;
/** So long a candidate is remembered who never stood in a trigger stage. */
const passingMs = 24 * hour;
/** So long after the new id of a candidate who was moved to another job could be invited, it has surely been. */
const relocationMs = hour;
/** A webhook of an earlier move may come again, and be believed: longer than that it is known that they are gone. */
const doubledMs = 3 * 60_000;
/** A deleted candidate is erased within a day. */
const longestAfterDeletionMs = 23 * hour;

/** When an application is to be erased, epoch ms: not while the candidate stands in the stage, or may yet come to it. */
export function eraseAtOf(record: ApplicationRecord, policy: StagePolicy, context: Context): number {
  const { gone, enrolments, seen, createdAt } = record;
  if (gone) return eraseGoneAt(record, policy, gone);
  const stay = lastEnrolment(record);
  if (stay && !stay.left) return never;
  if (enrolments.some((each) => isOpen(knownOf(each, context)))) return never;
  if (stay) return endOf(enrolments, context) + policy.retentionMs;
  const { job, stage, end } = standingOf(seen)?.state ?? {};
  const isThere = job !== undefined && stage !== undefined && end === undefined;
  if (isThere && context.trigger({ job, stage })) return never;
  return Math.max(createdAt, ...seen.map(({ first }) => first)) + passingMs;
}

/** Who was moved to another job is deleted under the old id; under the new one their interview goes on. */
function eraseGoneAt(
  { enrolments }: ApplicationRecord,
  { inviteDelayMs, quietUntil }: StagePolicy,
  { at, why }: NonNullable<ApplicationRecord['gone']>,
): number {
  const mayGoOn = why === 'deleted' && enrolments.some(({ interviewId }) => interviewId !== undefined);
  if (!mayGoOn) return why === 'deleted' ? at + doubledMs : at;
  const invitedAt = Math.max(at + inviteDelayMs, quietUntil?.(at + inviteDelayMs) ?? 0);
  return Math.min(invitedAt + relocationMs, at + longestAfterDeletionMs);
}

/** When the retention ends of a candidate who never leaves the stage, epoch ms. */
export function lapseAtOf(
  record: ApplicationRecord,
  { retentionMs }: Pick<StagePolicy, 'retentionMs'>,
  context: Context,
): number {
  if (record.gone || record.isForgotten || record.isLapsed || !isDone(record, context)) return never;
  return endOf(record.enrolments, context) + retentionMs;
}

/**
 * The record without what is personal, once the retention is over; what keeps the candidate from being invited twice
 * stays. Undone when they leave, or are to be invited: then a read says who they are. Pure.
 */
export function withLapse(
  record: ApplicationRecord,
  policy: Pick<StagePolicy, 'retentionMs'>,
  context: Context,
  now: number,
): ApplicationRecord {
  if (record.isLapsed) return isDone(record, context) ? record : unlapsed(record);
  if (lapseAtOf(record, policy, context) > now) return record;
  const lapsed: ApplicationRecord = { ...record, isLapsed: true, person: unknownPerson, history: [] };
  return withLine(lapsed, now, 'the retention is over: what was personal is erased');
}

export function unlapsed({ isLapsed: _lapsed, ...record }: ApplicationRecord): ApplicationRecord {
  return record;
}

/** The candidate stands in the stage, and nothing more is to be done about them. */
function isDone(record: ApplicationRecord, context: Context): boolean {
  const stay = lastEnrolment(record);
  if (!stay || stay.left || !(isHeld(stay) || hasInterview(stay, context))) return false;
  return !record.enrolments.some((each) => isOpen(knownOf(each, context)));
}

/** When the last thing happened in a candidate's stays, epoch ms. */
function endOf(enrolments: readonly Enrolment[], context: Context): number {
  return Math.max(
    ...enrolments.flatMap((each) => {
      const concludedAt = knownOf(each, context)?.record.concluded?.at;
      return [each.at, each.askedAt ?? 0, each.left?.at ?? 0, concludedAt ?? 0];
    }),
  );
}
