import { withEvent } from './history.ts';
import type { Observation, Reschedule } from './observation.ts';
import type { WebhookReading } from './ports/vendor.ts';
import { attemptsOf, type InterviewRecord, reschedule } from './record.ts';
import { observeWithin } from './room.ts';

/** As what the newest finished attempt says or, where none is known yet, the one that the vendor's reference names. */
export function decisionIn(
  { decision }: WebhookReading,
  record: InterviewRecord,
  now: number,
): Observation | undefined {
  if (decision === undefined) return undefined;
  const attemptId = finishedOf(record)?.attemptId ?? record.vendorRef;
  return attemptId === undefined ? undefined : added(record, attemptId, now, { decision });
}

/** The record with a page that was not known. A webhook that is sent again changes nothing. */
export function withResultPage(record: InterviewRecord, { resultPage }: WebhookReading, now: number): InterviewRecord {
  if (!resultPage) return record;
  const { attemptId, url } = resultPage;
  if (attemptsOf(record).find((attempt) => attempt.attemptId === attemptId)?.resultPage === url) return record;
  // Without room for it the result comes all the same.
  return observeWithin(record, added(record, attemptId, now, { resultPage: url })) ?? record;
}

/** The record with another time for the interview. What is said again changes nothing that people see. */
export function withReschedule(record: InterviewRecord, said: Reschedule, now: number): InterviewRecord {
  const next = reschedule(record, said);
  const [before, after] = [record.rescheduled, next.rescheduled];
  if (after === before || (after?.to === before?.to && after?.from === before?.from)) return next;
  return withEvent(next, now, `the candidate has moved it to ${new Date(said.to).toISOString()}`);
}

export function finishedOf(record: InterviewRecord) {
  return attemptsOf(record).findLast(({ state }) => state === 'finished');
}

/** What webhooks have said of an attempt, with this added. It says nothing of the attempt's state. */
function added(
  record: InterviewRecord,
  attemptId: string,
  now: number,
  addition: Pick<Observation, 'decision' | 'resultPage'>,
): Observation {
  const said = record.attempts[attemptId]?.observed.webhook;
  const known = attemptsOf(record).find((attempt) => attempt.attemptId === attemptId);
  const { state = 'running', isSubmitted = false } = known ?? {};
  // What is added in the same moment replaces what it is added to.
  const at = Math.max(now, (said?.at ?? 0) + 1);
  return { ...(said ?? { attemptId, source: 'webhook', state, isSubmitted }), at, ...addition };
}
