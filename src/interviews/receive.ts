import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { decisionIn, finishedOf, withReschedule, withResultPage } from './additions.ts';
import { batchPerKey, type Outcome } from './batch-per-key.ts';
import { change } from './change.ts';
import { describe, withEvent } from './history.ts';
import { emitIgnored } from './ignored.ts';
import { plan } from './plan.ts';
import { isHinted } from './polling.ts';
import type { WebhookReading } from './ports/vendor.ts';
import type { Account, Emit, InterviewStore, VersionedInterview, WakeUp, WebhookSubjects } from './ports.ts';
import { type InterviewRecord, idAtVendor, isOpen, sharersOf } from './record.ts';
import { observeWithin } from './room.ts';

type Parts = { store: InterviewStore; wakeUp: WakeUp; now: () => number; emit: Emit };

/** A webhook, and the interview that it was found to be about. */
type Arrival = { account: Account; reading: WebhookReading; subjects: WebhookSubjects; found: VersionedInterview };

/** `hinted`: the vendor is to be polled. `moved`: the webhook now belongs to another interview. */
type Taken = 'observed' | 'hinted' | 'moved';

/**
 * Adds the content of a verified webhook to its interview. Resolves only once that is durable. Webhooks about one
 * interview are queued and saved in batches. Throws Failure `too-large` if the record has no room for it.
 */
export function receiveWebhooks({ store, wakeUp, now, emit }: Parts) {
  const tooMany = 'Too many webhooks about one interview at once';
  const take = batchPerKey<Arrival, Taken>(limits.webhooksOfInterview, tooMany, takeTogether);

  return async function receiveWebhook(
    account: Account,
    reading: WebhookReading,
  ): Promise<'observed' | 'hinted' | 'foreign'> {
    for (let tries = 0; tries < limits.savesInARow; tries += 1) {
      const subjects = await store.findCandidates(account.name, reading);
      const found = atVendor(account, subjectOf(subjects, reading));
      if (mayBeUnreadable(subjects, reading, found)) throw subjects.unreadable?.failure;
      if (!found) {
        const { observation } = reading;
        emit({ event: 'webhook', outcome: 'foreign', account: account.name, ...attemptOf(reading) });
        if (observation) emitIgnored(emit, observation, { account: account.name });
        return 'foreign';
      }
      const taken = await take(found.record.id, { account, reading, subjects, found });
      if (taken === 'moved') continue;
      await takeForSharers(account, reading, found.record);
      return taken;
    }
    throw new Failure('busy', 'The interview changes all the time');
  };

  /** What is said of an invitation is said of all the interviews that it serves. */
  async function takeForSharers(account: Account, reading: WebhookReading, known: InterviewRecord): Promise<void> {
    const first = known.invitedAs === undefined ? known : (await store.read(known.invitedAs))?.record;
    const ids = first ? sharersOf(first).filter((id) => id !== known.id) : [];
    for (const id of ids) {
      const found = await store.read(id);
      if (found?.record.account !== account.name || idAtVendor(found.record) !== idAtVendor(known)) continue;
      const subjects = { byExternalId: undefined, byEmail: [], byCandidateRef: found };
      await take(id, { account, reading, subjects, found });
    }
  }

  async function takeTogether(id: string, arrivals: readonly Arrival[]): Promise<readonly Outcome<Taken>[]> {
    const [{ account, found }] = arrivals as [Arrival];
    let outcomes: readonly Outcome<Taken>[] = [];
    // A webhook alone in its batch is added to the record as it was found.
    const changed = await change({ store, now }, account, arrivals.length === 1 ? found : id, {
      to(before) {
        const joined = joinAll(before, arrivals, now());
        outcomes = joined.outcomes;
        return joined.record === before ? undefined : joined.record;
      },
      isAcknowledged: true,
      // A worker that gets the wake-up reads the record after this was written. If a wake-up is lost, the poller finds
      // the interview.
      onDue: () => wakeUp(id),
    });
    if (changed.outcome === 'gone') return arrivals.map(() => ({ result: 'moved' as const }));
    emitAll(arrivals, outcomes);
    return outcomes;
  }

  function emitAll(arrivals: readonly Arrival[], outcomes: readonly Outcome<Taken>[]): void {
    for (const [i, { account, reading, found }] of arrivals.entries()) {
      const where = { account: account.name, interviewId: found.record.id, ...attemptOf(reading) };
      const outcome = outcomes[i];
      if (outcome && 'result' in outcome && outcome.result !== 'moved') {
        emit({ event: 'webhook', outcome: outcome.result, detail: reading.event, ...where });
        if (reading.observation) emitIgnored(emit, reading.observation, where);
      }
    }
  }
}

/** Adds all webhooks in the order of arrival; some may now belong to another interview, or find no room. */
function joinAll(before: InterviewRecord, arrivals: readonly Arrival[], now: number) {
  let record = before;
  const outcomes = arrivals.map(({ account, reading, subjects }): Outcome<Taken> => {
    if (subjectOf(asTheyAre(subjects, record), reading)?.record.id !== record.id) return { result: 'moved' };
    const observation = reading.observation ?? decisionIn(reading, record, now);
    if (!observation) {
      record = withResultPage(record, reading, now);
      if (reading.rescheduled) record = withReschedule(record, reading.rescheduled, now);
      if (!isPolledLater(record, account, now)) record = { ...record, polled: { ...record.polled, hintedAt: now } };
      return { result: 'hinted' };
    }
    const observed = observeWithin(record, observation);
    if (!observed) return { error: new Failure('too-large', 'The interview has no room for more') };
    // What was decided about is there to be asked for.
    const isAsked = reading.decision !== undefined && !finishedOf(record);
    const known = isAsked ? { ...observed, polled: { ...observed.polled, hintedAt: now } } : observed;
    record = withEvent(known, now, `${reading.event}: ${describe(observation)}`);
    return { result: 'observed' };
  });
  return { record, outcomes };
}

/**
 * A pending hint is enough where the poll that it leads to begins later. Once that is due, a poll may have begun that
 * does not see what the next hint is about.
 */
function isPolledLater(record: InterviewRecord, account: Account, now: number): boolean {
  if (!isHinted(record.polled)) return false;
  return record.polled.hintedAt === now || plan(record, account, now).schedule.dueAt > now;
}

/**
 * The webhook may be about an interview whose record cannot be read. Then it is an error, so that the vendor sends it
 * again: it must not go to another interview or be dropped.
 */
function mayBeUnreadable(
  { unreadable }: WebhookSubjects,
  { observation }: WebhookReading,
  found?: VersionedInterview,
): boolean {
  if (!unreadable || (found && observation && observation.attemptId in found.record.attempts)) return false;
  return !found || unreadable.isNamed;
}

/** Undefined for an interview at a former vendor of the account. */
function atVendor({ vendor }: Account, found: VersionedInterview | undefined): VersionedInterview | undefined {
  return found?.record.vendor === vendor.name ? found : undefined;
}

function attemptOf({ observation }: WebhookReading): { attemptId?: string } {
  return observation ? { attemptId: observation.attemptId } : {};
}

/** The same subjects, with the current record of this interview. */
function asTheyAre(
  { byExternalId, byEmail, byCandidateRef }: WebhookSubjects,
  record: InterviewRecord,
): WebhookSubjects {
  const now = <Subject extends VersionedInterview | undefined>(subject: Subject): Subject =>
    subject?.record.id === record.id ? { ...subject, record } : subject;
  return { byExternalId: now(byExternalId), byEmail: byEmail.map(now), byCandidateRef: now(byCandidateRef) };
}

/**
 * Which interview a webhook is about. One that already has the attempt keeps it: the candidate's external id is
 * overwritten by a later invitation, the attempt's id never is.
 */
export function subjectOf(subjects: WebhookSubjects, reading: WebhookReading): VersionedInterview | undefined {
  const { templateId = subjects.byExternalId?.record.templateId } = reading;
  const { attemptId } = attemptOf(reading);
  const named = subjects.byExternalId?.record.templateId === templateId ? subjects.byExternalId : undefined;
  const byEmail = subjects.byEmail.filter(({ record }) => record.templateId === templateId);
  const all = [named, ...byEmail, subjects.byCandidateRef].filter((subject) => subject !== undefined);
  return (
    all.find(({ record }) => attemptId !== undefined && attemptId in record.attempts) ??
    named ??
    // A decision is about something that has come to its end, as far as that is known.
    (reading.decision === undefined ? undefined : byEmail.find(({ record }) => !isOpen(record))) ??
    byEmail.find(({ record }) => isOpen(record)) ??
    subjects.byCandidateRef
  );
}
