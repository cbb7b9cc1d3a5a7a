import type { ApplicationRecord } from './applications/record.ts';
import { replayApplication } from './applications/replay.ts';
import type { BridgeAccount } from './bridge-accounts.ts';
import { retryRefused } from './bridge-retries.ts';
import type { Config } from './config.ts';
import type { Failure } from './errors.ts';
import { leaseMs } from './interviews/budgets.ts';
import type { Accounts } from './interviews/ports/accounts.ts';
import type { InterviewRecord } from './interviews/record.ts';
import { replay } from './interviews/replay.ts';
import { errorFields, type Logger } from './log.ts';
import type { Leased } from './records.ts';
import { releaseReplays } from './scheduler/replays.ts';
import { openScheduler } from './scheduler/scheduler.ts';
import { openWakeUpWorkers } from './scheduler/wake-ups.ts';
import { kindOf } from './store/ids.ts';
import type { AnyRecord, Storage } from './store/open.ts';
import type { ConnectionRecord } from './workable/stages/connection.ts';

type Parts = {
  config: Pick<Config, 'deliveryConcurrency'>;
  accounts: Accounts<BridgeAccount>;
  storage: Storage;
  work: Work<AnyRecord>;
  log: Logger;
  now: () => number;
  monotonic: () => number;
};

type Work<Kept> = (account: string, leased: Leased<Kept>, leasedAt: number) => Promise<void>;

/** The work on a record of any kind. */
export function workByKind({
  workOnInterview,
  workOnApplication,
  workOnConnection,
}: {
  workOnInterview: Work<InterviewRecord>;
  workOnApplication: Work<ApplicationRecord>;
  workOnConnection: Work<ConnectionRecord>;
}): Work<AnyRecord> {
  // What is read under an id is of the kind that the id names.
  const works: Readonly<Record<string, Work<never>>> = {
    interview: workOnInterview,
    application: workOnApplication,
    connection: workOnConnection,
  };
  return async (account, leased, leasedAt) => {
    await works[kindOf(leased.id)]?.(account, leased as Leased<never>, leasedAt);
  };
}

/** What makes a process a worker: the scheduler, and what wakes it up. */
export async function openWorker({ config, accounts, storage, work, log, now, monotonic }: Parts) {
  const retry = (account: BridgeAccount) => retryRefused({ storage, now }, account).catch(() => undefined);
  // An operator who restarts the bridge may have corrected the token. Nothing waits for that: there may be thousands.
  for (const account of accounts.all()) void retry(account);
  const report = (failure: Failure, interviewId: string) =>
    log[failure.kind === 'internal' ? 'error' : 'warn']({ event: 'work', interviewId, ...errorFields(failure) });
  const replayOne = async (name: string, id: string) => {
    const account = accounts.get(name);
    if (kindOf(id) === 'application') {
      await replayApplication({ applications: storage.applications, now, wakeUp: () => scheduler.wakeUp(name) }, id);
    } else if (account) await replay({ store: storage.interviews, now }, account, id);
  };
  const isWorkedOn = (name: string) => accounts.get(name)?.isPaused === false;
  const scheduler = openScheduler({
    accounts: { all: accounts.all, isWorkedOn },
    slots: config.deliveryConcurrency,
    claims: storage.claims,
    leaseMs,
    nextTimes: storage.nextTimes,
    work,
    releaseReplays: (name) => releaseReplays({ replays: storage.replays, replay: replayOne, report, now }, name),
    postpone: (name, id, ms) => storage.schedule.postpone(name, id, now() + ms),
    report,
    now,
    monotonic,
  });
  // What an account has been waiting for may go on: it was paused, or its settings were wrong.
  accounts.follow(({ name, before, after }) => {
    if (!before || !after) return;
    scheduler.wakeUp(name);
    void retry(after);
  });
  const hearing = openWakeUpWorkers(storage.connectPatiently(), scheduler.wakeUp);
  return {
    scheduler,
    async close(): Promise<void> {
      await Promise.all([hearing.close(), scheduler.close()]);
    },
  };
}
