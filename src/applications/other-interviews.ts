import { leaseMs } from '../interviews/budgets.ts';
import { type InterviewRecord, idAtVendor } from '../interviews/record.ts';
import { beginningOf } from '../interviews/share.ts';
import type { ApplicationStep } from './plan.ts';
import type { ApplicationParts, StageAccount } from './ports.ts';
import { type ApplicationRecord, type Enrolment, withEnrolment } from './record.ts';
import { type ApplicationTurn, releaseTurn, saveTurn } from './turn.ts';

/** Another interview of the person may end at any time. */
const otherMs = 10 * 60_000;
/** So long the other door's result is the answer. */
const elsewhereMs = 30 * 86_400_000;

/**
 * Has a piece of work done with the person's other interviews of the same template, in which no other application of the
 * account can begin one, nor its other door: two of one person may come at the same moment.
 */
export async function whileAlone(
  parts: ApplicationParts,
  turn: ApplicationTurn,
  { stay, email }: { stay: Enrolment; email: string },
  work: (others: readonly InterviewRecord[]) => Promise<ApplicationStep | undefined>,
): Promise<ApplicationStep | undefined> {
  const { account } = turn;
  const lease = await parts.interviews.acquirePerson(account.name, beginningOf(stay.templateId, email), leaseMs);
  if (!lease) return releaseTurn(parts, turn);
  try {
    return await work(await othersOf(parts, account, turn.record, stay, email));
  } finally {
    await parts.interviews.release(lease).catch(() => undefined);
  }
}

/**
 * Because of which the candidate is not invited now: an open one, since there are never two; or one of the other door
 * that has a result, unless a person asks for another.
 */
export function obstacleIn(
  others: readonly InterviewRecord[],
  { askedAt }: Enrolment,
  now: number,
): InterviewRecord | undefined {
  const open = others.find(isPending);
  if (open || askedAt !== undefined) return open;
  const since = now - elsewhereMs;
  return others.findLast((other) => other.origin.door === 'provider' && hasResult(other) && other.createdAt > since);
}

/** Something may still come of it. */
export function isPending({ concluded, cancellation, invitation }: InterviewRecord): boolean {
  return concluded === undefined && cancellation === undefined && invitation.state !== 'not-invited';
}

function hasResult({ concluded }: InterviewRecord): boolean {
  return concluded?.status === 'completed';
}

export async function waitFor(
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
