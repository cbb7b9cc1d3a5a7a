import { Failure } from '../errors.ts';
import { limits } from '../limits.ts';
import { tellIgnored } from './ignored.ts';
import { joined, type Outcome } from './join.ts';
import type { Account, Bell, InterviewStore, Tell, Versioned, WebhookReading, WebhookSubjects } from './ports.ts';
import { type InterviewRecord, isOpen } from './record.ts';
import { observeWithin } from './room.ts';
import { conclude, isNow, scheduleOf } from './step.ts';
import { describe, withLine } from './story.ts';
import { untilSaved } from './tries.ts';

type Parts = { store: InterviewStore; bell: Bell; now: () => number; tell: Tell };

/** A webhook, and the interview that it was found to be about. */
type Arrival = { account: Account; reading: WebhookReading; subjects: WebhookSubjects; found: Versioned };

/** `moved`: by now it is about another interview. */
type Taken = 'observed' | 'moved';

/**
 * Joins what a verified webhook says to the interview it speaks of. Resolves only once that is durable. Webhooks about one
 * interview wait for each other, and all that came meanwhile are saved together. Throws Failure `too-large` for one that
 * the record has no room for.
 */
export function receiveWebhooks({ store, bell, now, tell }: Parts) {
  const take = joined<Arrival, Taken>(limits.webhooksOfInterview, takeTogether);

  return async function receiveWebhook(account: Account, reading: WebhookReading): Promise<'observed' | 'foreign'> {
    return untilSaved(async () => {
      const subjects = await store.findCandidates(account.name, reading);
      const found = subjectOf(subjects, reading);
      if (mayBeUnreadable(subjects, reading, found)) throw subjects.unreadable?.failure;
      if (!found) {
        const { attemptId } = reading.observation;
        tell({ event: 'webhook', outcome: 'foreign', account: account.name, attemptId });
        tellIgnored(tell, reading.observation, { account: account.name });
        return 'foreign';
      }
      const taken = await take(found.record.id, { account, reading, subjects, found });
      return taken === 'observed' ? taken : undefined;
    });
  };

  async function takeTogether(id: string, arrivals: readonly Arrival[]): Promise<readonly Outcome<Taken>[]> {
    // One that waited for nobody is joined to what it has found.
    let current = arrivals.length === 1 ? arrivals[0]?.found : await store.read(id);
    return untilSaved(async () => {
      if (!current) return arrivals.map(() => ({ result: 'moved' as const }));
      const { record, outcomes } = joinAll(current.record, arrivals);
      if (record === current.record || (await save(record, current.version, arrivals))) {
        tellAll(arrivals, outcomes);
        return outcomes;
      }
      current = await store.read(id);
      return undefined;
    });
  }

  function joinAll(before: InterviewRecord, arrivals: readonly Arrival[]) {
    let record = before;
    const outcomes = arrivals.map(({ account, reading, subjects }): Outcome<Taken> => {
      if (subjectOf(asTheyAre(subjects, record), reading)?.record.id !== record.id) return { result: 'moved' };
      const observed = observeWithin(record, reading.observation);
      if (!observed) return { error: new Failure('too-large', 'The interview has no room for more') };
      const reached = conclude(observed, account.policy, account.render, now());
      const news = reached === observed ? '' : `; now ${reached.concluded?.status}`;
      record = withLine(reached, now(), `${reading.event}: ${describe(reading.observation)}${news}`);
      return { result: 'observed' };
    });
    return { record, outcomes };
  }

  function save(record: InterviewRecord, version: number, arrivals: readonly Arrival[]): Promise<boolean> {
    const [{ account }] = arrivals as [Arrival];
    const schedule = scheduleOf(record, account.policy, account.render, now());
    // Whoever answers the bell reads after this was written; a lost bell is found by the sweep.
    const ring = isNow(schedule, now()) ? () => void bell.ring(record.id) : undefined;
    return store.save(record, version, schedule, ring);
  }

  function tellAll(arrivals: readonly Arrival[], outcomes: readonly Outcome<Taken>[]): void {
    for (const [i, { account, reading, found }] of arrivals.entries()) {
      const where = { account: account.name, interviewId: found.record.id, attemptId: reading.observation.attemptId };
      const outcome = outcomes[i];
      if (outcome && 'result' in outcome && outcome.result === 'observed') {
        tell({ event: 'webhook', outcome: 'observed', detail: reading.event, ...where });
        tellIgnored(tell, reading.observation, where);
      }
    }
  }
}

/** It may be about one that cannot be read: then the vendor has to send it again, rather than that another one gets it or none. */
function mayBeUnreadable({ unreadable }: WebhookSubjects, { observation }: WebhookReading, found?: Versioned): boolean {
  if (!unreadable || (found && observation.attemptId in found.record.attempts)) return false;
  return !found || unreadable.isNamed;
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
  const named = subjects.byExternalId?.record.templateId === reading.templateId ? subjects.byExternalId : undefined;
  const byEmail = subjects.byEmail.filter(({ record }) => record.templateId === reading.templateId);
  const all = [named, ...byEmail, subjects.byProfile].filter((subject) => subject !== undefined);
  return (
    all.find(({ record }) => reading.observation.attemptId in record.attempts) ??
    named ??
    byEmail.find(({ record }) => isOpen(record)) ??
    subjects.byProfile
  );
}
