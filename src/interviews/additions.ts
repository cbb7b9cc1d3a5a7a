import type { Observation } from './observation.ts';
import type { WebhookReading } from './ports/vendor.ts';
import { attemptsOf, type InterviewRecord } from './record.ts';
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
