import type { Context, NotWritableWhy, StagePolicy } from './context.ts';
import { blockedOf, faultOfAddress, hasInterview, isHeld } from './entries.ts';
import { type ApplicationRecord, type BlockReason, type Enrolment, lastEnrolment } from './record.ts';
import { nextStayOf, placeOf, wasInterviewed } from './settle.ts';
import { standingOf } from './snapshot.ts';

/** Where an application stands that has no interview; with one, the interview says it. */
export const applicationStates = ['waiting', 'blocked', 'enrolled', 'parked', 'gone'] as const;

/** `interview`: there is one. The others say why there is none, or when there will be one. */
export type Why =
  | BlockReason
  | 'deleted'
  | 'anonymized'
  | 'disqualified'
  | 'withdrawn'
  | 'hired'
  | 'left'
  | 'no-job'
  | 'no-trigger'
  | 'sample'
  | 'job-over'
  | NotWritableWhy
  | 'held-ask'
  | 'held-never'
  | 'held-elsewhere'
  | 'held-before'
  | 'other-interview'
  | 'awaits-operator'
  | 'unclear'
  | 'delay'
  | 'quiet'
  | 'soon'
  | 'interview';

/** `at`: when it may change by itself, epoch ms. */
export type Verdict = {
  state: (typeof applicationStates)[number] | 'interview';
  why: Why;
  at?: number;
  interviewId?: string;
};

/** Why a candidate is invited, or is not, as `settled` and `planApplication` would have it. Pure. */
export function verdictOf(record: ApplicationRecord, policy: StagePolicy, context: Context, now: number): Verdict {
  if (record.gone) return { state: 'gone', why: record.gone.why };
  const stay = lastEnrolment(record);
  return stay && !stay.left ? ofStay(record, stay, policy, context, now) : ofNewcomer(record, policy, context, now);
}

function ofStay(
  record: ApplicationRecord,
  stay: Enrolment,
  { quietUntil }: StagePolicy,
  context: Context,
  now: number,
): Verdict {
  const { interviewId, held, waits, job } = stay;
  // One that is gone was erased: nothing is known of it any more.
  if (interviewId !== undefined && hasInterview(stay, context)) {
    return { state: 'interview', why: 'interview', interviewId };
  }
  const writing = notWritable(context, job, now);
  if (writing?.state === 'parked') return writing;
  if (context.job(job) === 'over') return { state: 'parked', why: 'job-over' };
  const blocked = blockedOf(record, stay, context, now);
  if (held !== undefined && isHeld(stay) && !blocked) return { state: 'waiting', why: `held-${held}` };
  if (blocked) {
    return { state: 'blocked', why: blocked.reason, ...(stay.blocked ? { at: stay.blocked.retryAt } : {}) };
  }
  if (writing) return writing;
  if (waits) return { state: 'waiting', why: 'other-interview', at: waits.retryAt };
  if (context.awaitsOperator && stay.askedAt === undefined) return { state: 'waiting', why: 'awaits-operator' };
  const quiet = stay.askedAt === undefined ? quietUntil?.(now) : undefined;
  return quiet === undefined ? { state: 'enrolled', why: 'soon' } : { state: 'waiting', why: 'quiet', at: quiet };
}

function ofNewcomer(record: ApplicationRecord, policy: StagePolicy, context: Context, now: number): Verdict {
  const standing = standingOf(record.seen);
  if (!standing) return { state: 'waiting', why: 'unclear' };
  const { state, isContested } = standing;
  if (state.end !== undefined) return { state: 'gone', why: state.end };
  if (state.job === undefined) return { state: 'gone', why: 'no-job' };
  if (isContested || (state.stage === undefined && context.hasTrigger(state.job))) {
    return { state: 'waiting', why: 'unclear' };
  }
  const place = placeOf(state);
  const trigger = place && context.trigger(place);
  if (!trigger) return { state: 'gone', why: lastEnrolment(record) ? 'left' : 'no-trigger' };
  const job = context.job(trigger.job);
  if (job === 'over') return { state: 'parked', why: 'job-over' };
  if (job === 'sample') return { state: 'gone', why: 'sample' };
  const { onReturn, quietUntil } = policy;
  const isHeldBack = onReturn !== 'always' && wasInterviewed(record, trigger.templateId, context);
  const fault = isHeldBack && onReturn === 'never' ? undefined : faultOfAddress(record.person.email);
  if (fault) return { state: 'blocked', why: fault };
  if (isHeldBack) return { state: 'waiting', why: `held-${onReturn}` };
  // Of a job that could not be looked up nothing is known against it.
  const next = nextStayOf(record, policy, { ...context, job: () => 'open' }, now);
  const at = next?.from ?? now;
  if (context.awaitsOperator) return { state: 'waiting', why: 'awaits-operator' };
  const writing = notWritable(context, trigger.job, now);
  if (writing) return writing;
  if (at > now) return { state: 'waiting', why: (quietUntil?.(at - 1) ?? 0) >= at ? 'quiet' : 'delay', at };
  return { state: 'waiting', why: 'soon' };
}

function notWritable({ notWritable: find }: Context, job: string, now: number): Verdict | undefined {
  const { why, until = 0 } = find?.(job) ?? {};
  if (why === undefined || until <= now) return undefined;
  if (why === 'forbidden') return { state: 'parked', why, at: until };
  // A setting alone ends it.
  return { state: 'waiting', why, ...(why === 'no-member' ? {} : { at: until }) };
}
