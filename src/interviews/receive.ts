import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { change } from './change.ts';
import { describe, withEvent } from './history.ts';
import { emitIgnored } from './ignored.ts';
import { joined, type Outcome } from './join.ts';
import { plan } from './plan.ts';
import { isHinted } from './polling.ts';
import type { WebhookReading } from './ports/vendor.ts';
import type { Account, Emit, InterviewStore, Versioned, WakeUp, WebhookSubjects } from './ports.ts';
import { type InterviewRecord, isOpen } from './record.ts';
import { observeWithin } from './room.ts';

type Parts = { store: InterviewStore; wakeUp: WakeUp; now: () => number; emit: Emit };

/** A webhook, and the interview that it was found to be about. */
type Arrival = { account: Account; reading: WebhookReading; subjects: WebhookSubjects; found: Versioned };

/** `hinted`: the vendor is to be polled. `moved`: by now it is about another interview. */
type Taken = 'observed' | 'hinted' | 'moved';

/**
 * Joins what a verified webhook says to the interview it speaks of. Resolves only once that is durable. Webhooks about one
 * interview wait for each other, and all that came meanwhile are saved together. Throws Failure `too-large` for one that
 * the record has no room for.
 */
export function receiveWebhooks({ store, wakeUp, now, emit }: Parts) {
  const take = joined<Arrival, Taken>(limits.webhooksOfInterview, takeTogether);

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
      if (taken !== 'moved') return taken;
    }
    throw new Failure('busy', 'The interview changes all the time');
  };

  async function takeTogether(id: string, arrivals: readonly Arrival[]): Promise<readonly Outcome<Taken>[]> {
    const [{ account, found }] = arrivals as [Arrival];
    let outcomes: readonly Outcome<Taken>[] = [];
    // One that waited for no other is joined to what it has found.
    const changed = await change({ store, now }, account, arrivals.length === 1 ? found : id, {
      to(before) {
        const joined = joinAll(before, arrivals, now());
        outcomes = joined.outcomes;
        return joined.record === before ? undefined : joined.record;
      },
      // A worker that hears it reads after this was written; a lost wake-up is found by the poller.
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

/** All of them, in the order they came; some may be about another interview by now, or find no room. */
function joinAll(before: InterviewRecord, arrivals: readonly Arrival[], now: number) {
  let record = before;
  const outcomes = arrivals.map(({ account, reading, subjects }): Outcome<Taken> => {
    if (subjectOf(asTheyAre(subjects, record), reading)?.record.id !== record.id) return { result: 'moved' };
    const { observation } = reading;
    if (!observation) {
      if (!isPolledLater(record, account, now)) record = { ...record, polled: { ...record.polled, hintedAt: now } };
      return { result: 'hinted' };
    }
    const observed = observeWithin(record, observation);
    if (!observed) return { error: new Failure('too-large', 'The interview has no room for more') };
    record = withEvent(observed, now, `${reading.event}: ${describe(observation)}`);
    return { result: 'observed' };
  });
  return { record, outcomes };
}

/**
 * A hint that waits already makes sure of a poll that begins later; once that is due, a poll that does not see what the next
 * hint is about may have begun.
 */
function isPolledLater(record: InterviewRecord, account: Account, now: number): boolean {
  if (!isHinted(record.polled)) return false;
  return record.polled.hintedAt === now || plan(record, account, now).schedule.dueAt > now;
}

/** It may be about one that cannot be read: then the vendor has to send it again, rather than that another one gets it or none. */
function mayBeUnreadable({ unreadable }: WebhookSubjects, { observation }: WebhookReading, found?: Versioned): boolean {
  if (!unreadable || (found && observation && observation.attemptId in found.record.attempts)) return false;
  return !found || unreadable.isNamed;
}

/** An account that has changed its vendor hears of nothing that was held at the former one. */
function atVendor({ vendor }: Account, found: Versioned | undefined): Versioned | undefined {
  return found?.record.vendor === vendor.name ? found : undefined;
}

function attemptOf({ observation }: WebhookReading): { attemptId?: string } {
  return observation ? { attemptId: observation.attemptId } : {};
}

/** The same with this interview as it is by now. */
function asTheyAre({ byExternalId, byEmail, byProfile }: WebhookSubjects, record: InterviewRecord): WebhookSubjects {
  const now = <Subject extends Versioned | undefined>(subject: Subject): Subject =>
    subject?.record.id === record.id ? { ...subject, record } : subject;
  return { byExternalId: now(byExternalId), byEmail: byEmail.map(now), byProfile: now(byProfile) };
}

/**
 * Which interview a webhook is about. One that already has the attempt keeps it: the candidate's external id is
 * overwritten by a later invitation, the attempt's id never is.
 */
export function subjectOf(subjects: WebhookSubjects, reading: WebhookReading): Versioned | undefined {
  const { templateId = subjects.byExternalId?.record.templateId } = reading;
  const { attemptId } = attemptOf(reading);
  const named = subjects.byExternalId?.record.templateId === templateId ? subjects.byExternalId : undefined;
  const byEmail = subjects.byEmail.filter(({ record }) => record.templateId === templateId);
  const all = [named, ...byEmail, subjects.byProfile].filter((subject) => subject !== undefined);
  return (
    all.find(({ record }) => attemptId !== undefined && attemptId in record.attempts) ??
    named ??
    byEmail.find(({ record }) => isOpen(record)) ??
    subjects.byProfile
  );
}
