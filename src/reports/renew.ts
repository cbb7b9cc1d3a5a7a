import { isDeepStrictEqual } from 'node:util';
import { Failure } from '../errors.ts';
import { reportLinkOf } from '../interviews/attempt.ts';
import { budgets, type Within } from '../interviews/budgets.ts';
import { change } from '../interviews/change.ts';
import type { ReportLink } from '../interviews/observation.ts';
import type { Account, Emit, InterviewStore, VersionedInterview } from '../interviews/ports.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { ReportLocks } from '../store/report-lock.ts';
import { DeadEnd } from './dead-end.ts';
import type { WantedPdf } from './report.ts';

type Parts = {
  store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>;
  locks: ReportLocks;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  emit: Emit;
  within: Within;
};

/** A little less than the lock lasts. */
const waitMs = 25_000;
const pollMs = 200;

/**
 * Asks the vendor for a new report, once for any number of readers: readers in this process share one promise, those in
 * other processes wait until the record holds the new link. After a failure the next try has to wait.
 */
export function renewReports({ store, locks, now, sleep, emit, within }: Parts) {
  const underWay = new Map<string, Promise<ReportLink>>();

  /** A link other than the one in `stale`, which does not work. Throws Failure. */
  return function renewReport(account: Account, id: string, stale: WantedPdf): Promise<ReportLink> {
    const key = `${id} ${stale.attemptId}`;
    const running = underWay.get(key);
    if (running) return running;
    const renewing = renewOrWait(account, id, stale).finally(() => underWay.delete(key));
    underWay.set(key, renewing);
    return renewing;
  };

  async function renewOrWait(account: Account, id: string, stale: WantedPdf): Promise<ReportLink> {
    if (!(await locks.take(id))) return waitForOther(id, stale);
    try {
      const link = newerLink(await reread(store, id), stale) ?? (await make(account, id, stale.attemptId));
      await locks.release(id);
      return link;
    } catch (error) {
      await locks.rest(id);
      throw error;
    }
  }

  async function make(account: Account, id: string, attemptId: string): Promise<ReportLink> {
    const { makeReport } = account.vendor;
    if (!makeReport) throw new Failure('vendor-refused', 'The vendor makes no reports');
    const link = await within(budgets.report, (options) => makeReport(attemptId, options));
    const changed = await change({ store, now }, account, id, {
      to: (record) => withReport(record, attemptId, { ...link, at: now() }),
      event: `report of attempt ${attemptId} made`,
    });
    if (changed.outcome === 'gone') throw erased();
    emit({ event: 'report', outcome: 'renewed', account: account.name, interviewId: id, attemptId });
    return link;
  }

  async function waitForOther(id: string, stale: WantedPdf): Promise<ReportLink> {
    for (const until = now() + waitMs; now() < until; await sleep(pollMs)) {
      // The link has to be saved before the lock is released.
      const isBusy = await locks.isBusy(id);
      const link = newerLink(await reread(store, id), stale);
      if (link) return link;
      if (!isBusy) throw new Failure('vendor-refused', 'Making the report failed a moment ago');
    }
    throw new Failure('busy', 'The report is being made');
  }
}

async function reread(store: Parts['store'], id: string): Promise<VersionedInterview> {
  const current = await store.read(id);
  if (!current) throw erased();
  return current;
}

function erased(): Failure {
  return new DeadEnd('erased');
}

function newerLink({ record }: VersionedInterview, { attemptId, link }: WantedPdf): ReportLink | undefined {
  const attempt = record.attempts[attemptId];
  const current = attempt && reportLinkOf(attempt);
  return isDeepStrictEqual(current, link) ? undefined : current;
}

function withReport(record: InterviewRecord, attemptId: string, madeReport: ReportLink & { at: number }) {
  const attempt = record.attempts[attemptId];
  if (!attempt) return record;
  return { ...record, attempts: { ...record.attempts, [attemptId]: { ...attempt, madeReport } } };
}
