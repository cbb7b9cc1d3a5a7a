import type { Context, StagePolicy, Timeline } from '../../../src/applications/context.ts';
import { type Completed, type Entry, knownOf } from '../../../src/applications/entries.ts';
import { type ApplicationStep, planApplication, type TimelineWrite } from '../../../src/applications/plan.ts';
import { type ApplicationRecord, newApplication, see, withEnrolment } from '../../../src/applications/record.ts';
import { settled } from '../../../src/applications/settle.ts';
import type { CandidateState, SnapshotSource } from '../../../src/applications/snapshot.ts';
import type { Known } from '../../../src/interviews/plan.ts';
import { newRecord, reschedule, observe as withObservation } from '../../../src/interviews/record.ts';
import { afterResult, begun } from '../../../src/outbox/delivery.ts';
import { type Destination, deliveryKey } from '../../../src/outbox/destination.ts';

export const place = { job: 'DEV1', stage: 'ai-interview' };
export const elsewhere = { job: 'DEV1', stage: 'on-site' };

export const policy: StagePolicy = {
  inviteDelayMs: 60_000,
  onLeave: 'withdraw',
  onReturn: 'ask',
  retentionMs: 90 * 86_400_000,
};

/** What is true of the candidate from a time on. `email`: empty where the profile has none; a usable one when absent. */
export type Truth = { at: number; email?: string } & Pick<CandidateState, 'job' | 'stage' | 'end'>;

/** `number`: of the stay. `says`: equal for what reads the same; of a result the score. */
export type Row = { at: number; key: Entry['key']; number: number; says: string };

/** A process dies at that invitation, after the interview's id was saved and before the interview was stored. */
export type Death = { invitation: number; forMs: number };

/** What the vendor says of an interview that has no result; `moved`: to another time. */
export type Tidings = 'moved' | 'cancelled' | 'declined' | 'failed';

/** What the vendor of the simulation can do. `hasTimeline`: what ought to be written is written, at once. */
type Options = { canCancel: boolean; policy?: StagePolicy; hasTimeline?: boolean; deaths?: readonly Death[] };

/**
 * One candidate in a world without a network: what is true of them, the snapshots of it that come, and an application
 * that is worked on whenever something of it is due. Times are ms from the beginning.
 */
export function simulate(
  truths: readonly Truth[],
  { canCancel, policy: given = policy, hasTimeline = false, deaths = [] }: Options,
) {
  let now = 0;
  let record: ApplicationRecord = newApplication(
    { id: 'acme_application.0123456789abcdef', account: 'acme', candidateId: 'c1', againKey: 'key' },
    0,
  );
  let isKnown = false;
  let invitations = 0;
  let deadUntil = 0;
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
  const rows: Row[] = [];
  const account = { policy: given, destinations: hasTimeline ? [timeline] : [] };

  return {
    record: () => record,
    interviews,
    done,
    /** What people read of the candidate, oldest first. */
    rows,
    /** A snapshot of what was true `lagMs` before comes at a time. */
    snapshot(source: SnapshotSource, at: number, lagMs = 0): void {
      runTo(at);
      observe(source, now - lagMs);
      work();
    },
    runTo,
    tell,
    /** The vendor has a result of the newest interview, or another score of it. */
    complete(score = 1): void {
      const known = [...interviews.values()].at(-1);
      if (!known || known.record.cancellation) return;
      const attempt = { score } as unknown as Completed['attempt'];
      interviews.set(known.record.id, { ...known, outcome: { status: 'completed', attempt, attempts: [attempt] } });
      work();
    },
  };

  /** What the vendor says of the newest interview, if it is open. */
  function tell(tidings: Tidings): void {
    const known = [...interviews.values()].at(-1);
    if (!known || known.record.cancellation || known.outcome.status !== 'pending') return;
    const { id } = known.record;
    if (tidings === 'moved') {
      interviews.set(id, { ...known, record: reschedule(known.record, { to: now, at: now }) });
    } else {
      const final = tidings === 'failed' ? {} : { final: tidings };
      const seen = {
        attemptId: id,
        source: 'webhook',
        at: now,
        state: 'failed',
        isSubmitted: false,
        ...final,
      } as const;
      interviews.set(id, { record: withObservation(known.record, seen), outcome: { status: 'declined' } });
    }
    work();
  }

  function truthAt(at: number): Truth | undefined {
    return truths.findLast((truth) => truth.at <= at);
  }

  function observe(source: SnapshotSource, at: number): void {
    const truth = truthAt(at);
    if (!truth) return;
    isKnown = true;
    const { at: since, email = 'ada@example.org', ...state } = truth;
    // Workable's times are whole seconds.
    const updatedAt = Math.floor(since / 1000) * 1000;
    const fired = source === 'webhook' ? { firedAt: since } : {};
    record = see(record, {
      snapshot: { ...state, ...fired, source, at: now, updatedAt },
      person: { email },
    });
  }

  function runTo(to: number): void {
    while (isKnown) {
      const dueAt = Math.max(planApplication(record, account, context, now).schedule.dueAt, deadUntil);
      if (dueAt > to) break;
      now = Math.max(now, dueAt);
      work();
    }
    now = Math.max(now, to);
  }

  function work(): void {
    for (let rounds = 0; ; rounds += 1) {
      if (now < deadUntil) return;
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
    else if (step.do === 'write') write(step);
    else throw new Error(`Nothing like ${step.do} happens here`);
  }

  function invite(number: number): void {
    const id = `acme_interview${String(number).padStart(8, '0')}`;
    const death = deaths.find((each) => each.invitation === invitations);
    invitations += 1;
    if (death) {
      deadUntil = now + death.forMs;
      done.pop();
      record = withEnrolment(record, number, (stay) => ({ ...stay, interviewId: id }));
      return;
    }
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

  function write({ destination, document, subject }: TimelineWrite): void {
    const key = deliveryKey(destination, document);
    const entry = subject.entries.find((each) => keyOf(each) === document.key) as Entry;
    rows.push({ at: now, key: entry.key, number: entry.enrolment.number, says: document.digest });
    const state = begun(record.deliveries[key] ?? {}, now, document.digest);
    const taken = { outcome: 'acknowledged' as const, answer: {} };
    const given = { wasUnknown: false, retries: { retryScheduleMs: [1000], giveUpAfterMs: 1000 }, now, random: 0 };
    record = { ...record, deliveries: { ...record.deliveries, [key]: afterResult(state, document, taken, given) } };
  }
}

function keyOf({ key, enrolment }: Entry): string {
  return `${key}:${enrolment.number}`;
}

/** As the comments at Workable tell them apart. */
function saidBy(entry: Entry): string {
  switch (entry.key) {
    case 'result':
      return String(entry.outcome.attempt.score);
    case 'continues':
    case 'withdrawn':
      return String(entry.enrolment.returns);
    case 'blocked':
      return entry.blocked.reason;
    case 'moved-date':
      return String(entry.rescheduled.to);
    case 'not-taken':
      return entry.why;
    default:
      return entry.key;
  }
}

/** The rows of a candidate; another one of a kind follows where it says something else. */
const timeline: Destination<Timeline> = {
  id: 'rows',
  circuit: 'rows',
  accumulates: true,
  documents: ({ entries }) =>
    entries.map((entry) => ({
      key: keyOf(entry),
      label: entry.key,
      digest: saidBy(entry),
      body: '',
      outline: () => ({}),
      isScoreAboveMaximum: false,
    })),
  write: () => Promise.reject(new Error('What is written is noted by the simulation')),
};
