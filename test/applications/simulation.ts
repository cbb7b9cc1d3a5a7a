import type { Context, StagePolicy } from '../../src/applications/context.ts';
import { knownOf } from '../../src/applications/entries.ts';
import { type ApplicationStep, planApplication } from '../../src/applications/plan.ts';
import { type ApplicationRecord, newApplication, see, withEnrolment } from '../../src/applications/record.ts';
import { settled } from '../../src/applications/settle.ts';
import type { CandidateState, SnapshotSource } from '../../src/applications/snapshot.ts';
import type { Known } from '../../src/interviews/plan.ts';
import { newRecord } from '../../src/interviews/record.ts';

export const place = { job: 'DEV1', stage: 'ai-interview' };
export const elsewhere = { job: 'DEV1', stage: 'on-site' };

export const policy: StagePolicy = {
  inviteDelayMs: 60_000,
  onLeave: 'withdraw',
  onReturn: 'ask',
  retentionMs: 90 * 86_400_000,
};

/** What is true of the candidate from a time on. */
export type Truth = { at: number } & Pick<CandidateState, 'job' | 'stage' | 'end'>;

/** What the vendor of the simulation can do. */
type Options = { canCancel: boolean; policy?: StagePolicy };

/**
 * One candidate in a world without a network: what is true of them, the snapshots of it that come, and an application
 * that is worked on whenever something of it is due. Times are ms from the beginning.
 */
export function simulate(truths: readonly Truth[], { canCancel, policy: given = policy }: Options) {
  let now = 0;
  let record: ApplicationRecord = newApplication(
    { id: 'acme_application.0123456789abcdef', account: 'acme', candidateId: 'c1', againKey: 'key' },
    0,
  );
  let isKnown = false;
  const interviews = new Map<string, Known>();
  const done: { at: number; step: ApplicationStep['do'] }[] = [];
  const context: Context = {
    trigger: (at) => (at.job === place.job && at.stage === place.stage ? { ...place, templateId: 't1' } : undefined),
    hasTrigger: (job) => job === place.job,
    job: () => 'open',
    parkedUntil: () => undefined,
    stageName: (_, slug) => slug,
    interviews,
    templates: new Map(),
  };
  const account = { policy: given, destinations: [] };

  return {
    record: () => record,
    interviews,
    done,
    /** A snapshot of what was true `lagMs` before comes at a time. */
    snapshot(source: SnapshotSource, at: number, lagMs = 0): void {
      runTo(at);
      observe(source, now - lagMs);
      work();
    },
    runTo,
    /** The vendor has a result of the newest interview. */
    complete(): void {
      const known = [...interviews.values()].at(-1);
      if (known?.outcome.status !== 'pending' || known.record.cancellation) return;
      interviews.set(known.record.id, {
        ...known,
        outcome: { status: 'completed', attempt: {} as never, attempts: [] },
      });
      work();
    },
  };

  function truthAt(at: number): Truth | undefined {
    return truths.findLast((truth) => truth.at <= at);
  }

  function observe(source: SnapshotSource, at: number): void {
    const truth = truthAt(at);
    if (!truth) return;
    isKnown = true;
    const { at: since, ...state } = truth;
    // Workable's times are whole seconds.
    const updatedAt = Math.floor(since / 1000) * 1000;
    const fired = source === 'webhook' ? { firedAt: since } : {};
    record = see(record, {
      snapshot: { ...state, ...fired, source, at: now, updatedAt },
      person: { email: 'ada@example.org' },
    });
  }

  function runTo(to: number): void {
    while (isKnown) {
      const { dueAt } = planApplication(record, account, context, now).schedule;
      if (dueAt > to) break;
      now = Math.max(now, dueAt);
      work();
    }
    now = Math.max(now, to);
  }

  function work(): void {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 50) throw new Error('The application is never done');
      record = settled(record, given, context, now);
      const { step } = planApplication(record, account, context, now);
      if (step.do === 'wait') return;
      done.push({ at: now, step: step.do });
      act(step);
    }
  }

  function act(step: ApplicationStep): void {
    if (step.do === 'read') observe('read', now);
    else if (step.do === 'invite') invite(step.enrolment.number);
    else if (step.do === 'withdraw') withdraw(step.enrolment.number);
    else throw new Error(`Nothing like ${step.do} happens here`);
  }

  function invite(number: number): void {
    const id = `acme_interview${String(number).padStart(8, '0')}`;
    const created = newRecord(
      {
        id,
        account: 'acme',
        templateId: 't1',
        origin: { door: 'stage', key: `c1 ${number}` },
        vendor: 'v',
        reportKey: 'k',
        candidate: { email: 'ada@example.org' },
      },
      now,
    );
    const invitation = { state: 'invited' as const, at: now, round: 1 };
    interviews.set(id, { record: { ...created, invitation }, outcome: { status: 'pending' } });
    record = withEnrolment(record, number, (stay) => ({ ...stay, interviewId: id, isStored: true }));
  }

  function withdraw(number: number): void {
    record = withEnrolment(record, number, (stay) => {
      const known = knownOf(stay, context);
      if (!canCancel || !known)
        return { ...stay, ...(stay.left ? { left: { ...stay.left, isKept: true as const } } : {}) };
      const cancellation = { at: now, endsInterview: true, tries: 0, nextAt: now, isOver: true };
      interviews.set(known.record.id, { record: { ...known.record, cancellation }, outcome: { status: 'declined' } });
      return stay;
    });
  }
}
