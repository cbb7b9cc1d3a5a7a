import type { Known } from '../interviews/plan.ts';
import type { Context, StagePolicy, Trigger } from './context.ts';
import { hasInterview, isHeld, isOpen, knownOf } from './entries.ts';
import { withLine } from './history.ts';
import {
  type ApplicationRecord,
  type Enrolment,
  enrolled,
  type Leave,
  lastEnrolment,
  withEnrolment,
} from './record.ts';
import { withLapse } from './retention.ts';
import { firedAtOf, leavingOf, type Place, type Seen, type Standing, standingOf } from './snapshot.ts';

/** What the next stay of a candidate would be, and from when on it may begin; epoch ms. */
export type NextStay = { trigger: Trigger; from: number };

/** What a signed webhook or a read says is believed for so long: a webhook from when it was fired. */
const believedMs = 120_000;

/**
 * The record with everything that follows from what was seen, without any call: who has left, come back, or is to be
 * interviewed. Pure; again and again the same.
 */
export function settled(
  record: ApplicationRecord,
  policy: StagePolicy,
  context: Context,
  now: number,
): ApplicationRecord {
  if (record.gone) return record;
  const left = withLeave(withStored(record, context), policy.onLeave, context, now);
  const back = withTemplate(withReturn(left, context, now), policy, context, now);
  return withLapse(withStay(back, policy, context, now), policy, context, now);
}

/** Notes which interviews there are: a process may have died between storing one and saving that. */
function withStored(record: ApplicationRecord, context: Context): ApplicationRecord {
  const isNews = (each: Enrolment) => !each.isStored && knownOf(each, context) !== undefined;
  if (!record.enrolments.some(isNews)) return record;
  return {
    ...record,
    enrolments: record.enrolments.map((each) => (isNews(each) ? { ...each, isStored: true } : each)),
  };
}

function withLeave(
  record: ApplicationRecord,
  onLeave: StagePolicy['onLeave'],
  context: Context,
  now: number,
): ApplicationRecord {
  const stay = lastEnrolment(record);
  if (!stay || stay.left || leavingOf(record.seen, stay).is !== 'left') return record;
  const state = standingOf(record.seen)?.state as Seen;
  const hadResult = knownOf(stay, context)?.outcome.status === 'completed';
  const { end, stage } = state;
  const why = end === undefined || end === 'anonymized' ? 'moved' : end;
  const kept = onLeave === 'keep' ? { goesOn: true as const } : {};
  const left: Leave = { at: now, why, hadResult, ...(stage === undefined ? {} : { stage }), ...kept };
  return withLine(
    withEnrolment(record, stay.number, (each) => ({ ...each, left })),
    now,
    `left the stage: ${why}`,
  );
}

/** Who comes back while the interview is open goes on with it, also from another trigger's stage. */
function withReturn(record: ApplicationRecord, context: Context, now: number): ApplicationRecord {
  const trigger = lastEnrolment(record)?.left && triggerFor(standingOf(record.seen), context);
  const stay = trigger && record.enrolments.findLast(({ templateId }) => templateId === trigger.templateId);
  if (!stay || !isOpen(knownOf(stay, context))) return record;
  const { left: _left, ...rest } = stay;
  const again = { ...rest, job: trigger.job, stage: trigger.stage, returns: stay.returns + 1 };
  const others = record.enrolments.filter((each) => each !== stay);
  return withLine({ ...record, enrolments: [...others, again] }, now, 'came back to the stage: the interview goes on');
}

/** A stay that still waits for its invitation has the template that its trigger has by now. */
function withTemplate(
  record: ApplicationRecord,
  { onReturn }: StagePolicy,
  context: Context,
  now: number,
): ApplicationRecord {
  const stay = lastEnrolment(record);
  const templateId = stay && !stay.left ? context.trigger(stay)?.templateId : undefined;
  if (!stay || templateId === undefined || templateId === stay.templateId || stay.interviewId !== undefined)
    return record;
  const earlier = { ...record, enrolments: record.enrolments.slice(0, -1) };
  const isBack = wasInterviewed(earlier, templateId, context);
  const returned = isBack && onReturn !== 'always' ? { held: onReturn } : {};
  const { blocked: _blocked, waits: _waits, retryAt: _retryAt, held, ...rest } = stay;
  const next = { ...rest, templateId, ...(held === 'before' ? { held } : returned) };
  return withLine(
    withEnrolment(record, stay.number, () => next),
    now,
    'its trigger has another template by now',
  );
}

function withStay(record: ApplicationRecord, policy: StagePolicy, context: Context, now: number): ApplicationRecord {
  const next = nextStayOf(record, policy, context, now);
  if (!next || next.from > now || !isBelieved(record, now)) return record;
  const { trigger } = next;
  const { job, stage, templateId } = trigger;
  const isBack = wasInterviewed(record, templateId, context);
  const held = isBack && policy.onReturn !== 'always' ? policy.onReturn : undefined;
  const since = standingOf(record.seen)?.since ?? now;
  const stay = { job, stage, templateId, since, at: now, ...(held === undefined ? {} : { held }) };
  return withLine(enrolled(record, stay), now, held === undefined ? 'enrolled' : 'enrolled: had an interview before');
}

/** Undefined where no stay is to come, as far as is known. */
export function nextStayOf(
  record: ApplicationRecord,
  { inviteDelayMs, quietUntil }: Pick<StagePolicy, 'inviteDelayMs' | 'quietUntil'>,
  context: Context,
  now: number,
): NextStay | undefined {
  const stay = lastEnrolment(record);
  if (record.gone || record.isForgotten || (stay && !stay.left)) return undefined;
  const standing = standingOf(record.seen);
  const trigger = triggerFor(standing, context);
  if (!standing || !trigger) return undefined;
  const at = Math.max(now, standing.since + inviteDelayMs);
  return { trigger, from: Math.max(standing.since + inviteDelayMs, quietUntil?.(at) ?? 0) };
}

/** The trigger of the place where the candidate surely stands, in an open job. */
function triggerFor(standing: Standing | undefined, context: Context): Trigger | undefined {
  const place = standing && !standing.isContested ? placeOf(standing.state) : undefined;
  const trigger = place && context.trigger(place);
  return trigger && context.job(trigger.job) === 'open' ? trigger : undefined;
}

/** Undefined for a candidate who is out, or whose stage or job is not known. */
export function placeOf({ job, stage, end }: Seen): Place | undefined {
  return end === undefined && job !== undefined && stage !== undefined ? { job, stage } : undefined;
}

/** The newest state was said by a signed webhook or a read, a moment ago. Webhooks may be on their way for long. */
export function isBelieved({ seen }: ApplicationRecord, now: number): boolean {
  const standing = standingOf(seen);
  if (!standing || standing.isContested) return false;
  const { webhook = Number.NEGATIVE_INFINITY, read = Number.NEGATIVE_INFINITY } = standing.state;
  // One that was a long time on its way says what was, such as of a candidate who is gone by now.
  return Math.max(Math.min(webhook, firedAtOf(standing.state) ?? webhook), read) > now - believedMs;
}

/** An interview that was withdrawn before it was taken is none. */
export function wasInterviewed({ enrolments }: ApplicationRecord, templateId: string, context: Context): boolean {
  return enrolments.some((each) => {
    if (each.templateId !== templateId) return false;
    if (!hasInterview(each, context)) return isHeld(each) && each.held !== 'before';
    const known = knownOf(each, context);
    return !each.left || each.left.hadResult || !known || known.outcome.status === 'completed' || !isWithdrawn(known);
  });
}

function isWithdrawn({ record }: Known): boolean {
  return record.cancellation !== undefined;
}
