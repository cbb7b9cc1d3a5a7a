import { asFailure } from '../errors.ts';
import { withReschedule } from './additions.ts';
import { subjectOf, vendorOf } from './at-vendor.ts';
import { budgets } from './budgets.ts';
import { saveAnswer } from './complaints.ts';
import { deadlineOf } from './deadline.ts';
import { describe, describeIgnored } from './history.ts';
import { emitIgnored } from './ignored.ts';
import type { Observation, Reschedule } from './observation.ts';
import { ownAttempts } from './ownership.ts';
import type { Step } from './plan.ts';
import { answered, unanswered } from './polling.ts';
import { attemptsOf, type InterviewRecord } from './record.ts';
import { observeWithin } from './room.ts';
import { save, type Turn, type WorkParts, whereOf } from './turn.ts';

/** Polls the vendor about an interview. Throws what is no failure of the vendor's. */
export async function poll(parts: WorkParts, turn: Turn): Promise<Step | undefined> {
  const startedAt = parts.now();
  const where = whereOf(turn);
  let said: Awaited<ReturnType<typeof saidByVendor>>;
  try {
    said = await saidByVendor(parts, turn, startedAt);
  } catch (error) {
    const failure = asFailure(error);
    if (failure.kind === 'internal' || failure.kind === 'store-unavailable') throw error;
    parts.emit({ event: 'poll', outcome: 'unanswered', detail: failure.kind, ...where });
    const to = (record: InterviewRecord) => pollUnanswered(record, turn, parts.now(), failure.retryAfterMs);
    return saveAnswer(parts, turn, failure.unread, { to });
  }
  // Nothing was asked, so the history says nothing: the deadlines go on as after an answer.
  if (!said) return save(parts, turn, { to: (record) => withAnswer(record, startedAt) });
  const { observations, reschedules } = said;
  parts.emit({ event: 'poll', outcome: 'answered', ...where });
  for (const observation of observations) emitIgnored(parts.emit, observation, where);
  const unread = observations.flatMap(({ ignored = [] }) => ignored);
  return saveAnswer(parts, turn, unread, {
    to(record) {
      const known = observed(parts, turn, record, observations);
      const moved = reschedules.reduce((each, reschedule) => withReschedule(each, reschedule, parts.now()), known);
      return withAnswer(moved, startedAt);
    },
    event: `polled the vendor: ${observations.map(describe).join('; ') || 'no attempt yet'}`,
  });
}

function withAnswer(record: InterviewRecord, at: number): InterviewRecord {
  return { ...record, polled: answered(record.polled, at) };
}

/** Fetches what the vendor says of an attempt only when asked; once, with or without an answer. */
export async function fetchDetails(parts: WorkParts, turn: Turn, attemptId: string): Promise<Step | undefined> {
  const details = await detailsAtVendor(parts, turn, attemptId).catch(() => undefined);
  const where = whereOf(turn);
  parts.emit({ event: 'details', outcome: details ? 'answered' : 'unanswered', attemptId, ...where });
  if (details) emitIgnored(parts.emit, details, where);
  return save(parts, turn, {
    to: (record) => withDetailsAsked(observed(parts, turn, record, details ? [details] : []), attemptId),
    event: `details of attempt ${attemptId} ${details ? `fetched${describeIgnored(details)}` : 'not to be had'}`,
  });
}

/** Undefined where the vendor cannot be asked: all that there is to know comes by itself. */
async function saidByVendor(
  { store, within }: WorkParts,
  turn: Turn,
  now: number,
): Promise<{ observations: Observation[]; reschedules: Reschedule[] } | undefined> {
  const { account, record } = turn;
  const vendor = vendorOf(account, record);
  if (vendor.capabilities.canAsk === 'never') return undefined;
  const answer = await within(budgets.fetch, (options) => vendor.fetch(subjectOf(record), now, options));
  const observations = answer.filter((each) => 'attemptId' in each);
  const reschedules = answer.filter((each) => 'to' in each);
  if (vendor.capabilities.canAsk === 'one') return { observations, reschedules };
  const others = await store.findByPerson(account.name, record.candidate.email);
  const own = ownAttempts(
    record,
    others.map((other) => other.record),
    observations,
  );
  return { observations: own, reschedules };
}

async function detailsAtVendor({ now, within }: WorkParts, { account, record }: Turn, attemptId: string) {
  const { fetchDetails } = vendorOf(account, record);
  return fetchDetails && within(budgets.details, (options) => fetchDetails(attemptId, now(), options));
}

function pollUnanswered(
  record: InterviewRecord,
  { account }: Turn,
  now: number,
  retryAfterMs: number | undefined,
): InterviewRecord {
  const deadline = deadlineOf(record, attemptsOf(record), account.policy);
  return { ...record, polled: unanswered(record.polled, deadline, now, retryAfterMs) };
}

/** As far as the record has room; what it has none for is left out, and a person has to know. */
function observed(
  { emit }: WorkParts,
  turn: Turn,
  record: InterviewRecord,
  observations: readonly Observation[],
): InterviewRecord {
  return observations.reduce((known, observation) => {
    const joined = observeWithin(known, observation);
    if (!joined) emit({ event: 'record', outcome: 'full', attemptId: observation.attemptId, ...whereOf(turn) });
    return joined ?? known;
  }, record);
}

function withDetailsAsked(record: InterviewRecord, attemptId: string): InterviewRecord {
  const attempt = record.attempts[attemptId];
  if (!attempt) return record;
  return { ...record, attempts: { ...record.attempts, [attemptId]: { ...attempt, detailsAsked: true } } };
}
