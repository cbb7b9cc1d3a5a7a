import type { Observation } from '../../src/interviews/observation.ts';
import { isConcluded, type Known } from '../../src/interviews/plan.ts';
import type { Policy } from '../../src/interviews/policy.ts';
import { type InterviewRecord, newRecord, observe } from '../../src/interviews/record.ts';
import type { Destination } from '../../src/outbox/destination.ts';
import { capabilitiesOf } from '../../src/vendors/jobmojito/capabilities.ts';
import { originOf } from '../../src/workable/contract.ts';
import { type ResultSettings, resultDocument } from '../../src/workable/result.ts';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** When every interview of these tests was created. */
export const t0 = Date.UTC(2026, 0, 1);

export const policy: Policy = {
  invitationExpiresAfterMs: 14 * day,
  retryGraceMs: 3 * day,
  resultHoldMs: day,
  retentionMs: 365 * day,
  askEveryMs: day,
  asksDetails: false,
  retryScheduleMs: [5_000, 30_000, 2 * minute, 10 * minute, 30 * minute, hour, 3 * hour, 6 * hour],
  giveUpAfterMs: 96 * hour,
};

export const givenCapabilities = capabilitiesOf({ sendsEmail: true });

export function givenRecord(change: Partial<InterviewRecord> = {}): InterviewRecord {
  const given = {
    id: 'main.i1',
    account: 'main',
    templateId: 'template-1',
    vendor: 'vendor',
    origin: originOf('https://groove-tech.workable.com/interviews/1'),
    candidate: { firstName: 'Ana', email: 'ana@example.test' },
    reportKey: 'key',
  };
  return { ...newRecord(given, t0), invitation: { state: 'invited', at: t0, round: 1 }, ...change };
}

/** One webhook, by default about attempt `a`. */
export function saw(change: Partial<Observation> = {}): Observation {
  return { attemptId: 'a', source: 'webhook', at: t0, state: 'running', isSubmitted: false, ...change };
}

export function heard(record: InterviewRecord, observations: readonly Observation[]): InterviewRecord {
  return observations.reduce(observe, record);
}

const settings: ResultSettings = {
  declinedStatus: 'declined',
  excelledFrom: 85,
  reports: 'as-sent',
  reportUrl: () => 'https://bridge.test/reports/key',
  pdfUrl: () => 'https://bridge.test/reports/key/report.pdf',
};

/** A callback whose writes are what the test says. */
export function callbackTo(
  write: Destination<Known>['write'] = () => {
    throw new Error('Nothing is to be written');
  },
): Destination<Known> {
  const documents = (subject: Known) => (isConcluded(subject) ? [resultDocument(subject, settings)] : []);
  return { id: 'callback', circuit: 'callback', documents, write };
}
