import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { asFailure, type Failure } from '../errors.ts';
import type { Account } from '../interviews/ports.ts';
import type { Connection } from '../store/redis.ts';
import { type BellJob, bellQueue } from './bell.ts';
import { reopening } from './reopen.ts';

type Parts = {
  connection: Connection;
  prefix: string;
  concurrency: number;
  /** How many accounts share this worker. */
  accounts: number;
  accountOf: (interviewId: string) => Account | undefined;
  settle: (account: Account, interviewId: string) => Promise<void>;
  /** Keeps the sweep from ringing for an interview for a while. */
  postpone: (account: Account, interviewId: string, ms: number) => Promise<void>;
  report: (failure: Failure, interviewId: string) => void;
};

/** No account fills a worker while others are served by it too; with more than this many, each may have that share. */
const fairShares = 8;
const lockMs = 20_000;
/** An interview whose work failed through a fault of ours rests before it is tried again. */
const restMs = 30_000;
const tidyMs = 2_000;

/** Answers the bell. What it leaves undone stays in the index of due work and is rung for again. */
export function openWorker(parts: Parts): { close(): Promise<void> } {
  const { accountOf, settle, postpone, report } = parts;
  const share = Math.ceil(parts.concurrency / Math.max(1, Math.min(parts.accounts, fairShares)));
  const inFlight = new Map<string, number>();
  const running = new Set<Promise<void>>();

  const worker = reopening(
    () =>
      new Worker<BellJob>(bellQueue, ({ data }) => track(answer(data.interviewId)), {
        connection: parts.connection,
        prefix: parts.prefix,
        concurrency: parts.concurrency,
        lockDuration: lockMs,
        stalledInterval: lockMs / 4,
        maxStalledCount: 100,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      }),
  );

  return {
    /** Lets running work end. What BullMQ does besides is tidying up, for which it would wait for Redis for ever. */
    async close() {
      const closing = worker.close();
      while (running.size > 0) await Promise.all(running);
      await Promise.race([closing, sleep(tidyMs, undefined, { ref: false })]);
      parts.connection.disconnect();
    },
  };

  async function track(work: Promise<void>): Promise<void> {
    running.add(work);
    await work.finally(() => running.delete(work));
  }

  async function answer(id: string): Promise<void> {
    const account = accountOf(id);
    if (!account) return;
    const busy = inFlight.get(account.name) ?? 0;
    if (busy >= share) return;
    inFlight.set(account.name, busy + 1);
    try {
      await settle(account, id);
    } catch (error) {
      const failure = asFailure(error);
      report(failure, id);
      if (failure.kind === 'internal') await postpone(account, id, restMs).catch(() => undefined);
    } finally {
      inFlight.set(account.name, (inFlight.get(account.name) ?? 1) - 1);
    }
  }
}
