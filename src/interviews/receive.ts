import { tellIgnored } from './ignored.ts';
import type { Account, Bell, InterviewStore, Tell, Versioned, WebhookReading, WebhookSubjects } from './ports.ts';
import { isOpen, observe } from './record.ts';
import { conclude, isNow, scheduleOf } from './step.ts';
import { describe, withLine } from './story.ts';

type Parts = { store: InterviewStore; bell: Bell; now: () => number; tell: Tell };

/** Joins what a verified webhook says to the interview it speaks of. Resolves only once that is durable. */
export function receiveWebhooks({ store, bell, now, tell }: Parts) {
  return async function receiveWebhook(account: Account, reading: WebhookReading): Promise<'observed' | 'foreign'> {
    const { observation } = reading;
    for (;;) {
      const subject = subjectOf(await store.findCandidates(account.name, reading), reading);
      if (!subject) {
        tell({ event: 'webhook', outcome: 'foreign', account: account.name, attemptId: observation.attemptId });
        tellIgnored(tell, observation, { account: account.name });
        return 'foreign';
      }
      const observed = observe(subject.record, observation);
      const reached = conclude(observed, account.policy, account.render, now());
      const schedule = scheduleOf(reached, account.policy, account.render, now());
      const text = `${reading.event}: ${describe(observation)}`;
      const news = reached === observed ? '' : `; now ${reached.concluded?.status}`;
      const record = withLine(reached, now(), text + news);
      // Whoever answers the bell reads after this was written; a lost bell is found by the sweep.
      const ring = isNow(schedule, now()) ? () => void bell.ring(record.id) : undefined;
      if (await store.save(record, subject.version, schedule, ring)) {
        const where = { account: account.name, interviewId: record.id, attemptId: observation.attemptId };
        tell({ event: 'webhook', outcome: 'observed', detail: reading.event, ...where });
        tellIgnored(tell, observation, where);
        return 'observed';
      }
    }
  };
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
