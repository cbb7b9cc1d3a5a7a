import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'bullmq';
import { asFailure, Failure } from '../errors.ts';
import type { Account } from '../interviews/ports.ts';
import type { Connection } from '../store/redis.ts';
import { type BellJob, bellQueue } from './bell.ts';
import { reopening } from './reopen.ts';
import { createTurns } from './turns.ts';

type Parts = {
  connection: Connection;
  prefix: string;
  concurrency: number;
  accounts: ReadonlyMap<string, Account>;
  accountOf: (interviewId: string) => string;
  settle: (account: Account, interviewId: string) => Promise<void>;
  /** Keeps the sweep from an interview for a while. */
  postpone: (account: Account, interviewId: string, ms: number) => Promise<void>;
  report: (failure: Failure, interviewId: string) => void;
  /** Somebody has rung for one interview of an account: there may be more. */
  onBell: (account: string) => void;
  /** Something of an account has been done, and it could do with more. */
  onHungry: (account: string) => void;
};

export type BellWorker = {
  /** Answers for an interview without a bell, in its turn; false when enough of that account waits. */
  answer(account: string, interviewId: string): boolean;
  /** Somebody in this process has rung: answers at once where nothing else of the account is under way. */
  ring(account: string, interviewId: string): void;
  /** Whether it could do with more of that account. */
  isHungry(account: string): boolean;
  close(): Promise<void>;
};

const lockMs = 20_000;
/** An interview whose work failed through a fault of ours rests before it is tried again. */
const restMs = 30_000;
const tidyMs = 2_000;

/** Answers the bell. What it leaves undone stays in the index of due work and is found again. */
export function openWorker(parts: Parts): BellWorker {
  const { accounts, accountOf, settle, postpone, report, onBell, onHungry } = parts;
  const turns = createTurns({ slots: parts.concurrency, accounts: accounts.size, run, onHungry });

  const worker = reopening(
    () =>
      new Worker<BellJob>(bellQueue, ({ data }) => answerJob(data), {
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
    answer: turns.offer,
    ring: (account, interviewId) => void turns.take(account, interviewId),
    isHungry: turns.isHungry,
    /** Lets running work end. What BullMQ does besides is tidying up, for which it would wait for Redis for ever. */
    async close() {
      const closing = worker.close();
      await turns.close();
      await Promise.race([closing, sleep(tidyMs, undefined, { ref: false })]);
      parts.connection.disconnect();
    },
  };

  async function answerJob({ interviewId }: BellJob): Promise<void> {
    const account = accountOf(interviewId);
    if (!accounts.has(account)) return;
    const running = turns.take(account, interviewId);
    onBell(account);
    await running;
  }

  async function run(name: string, id: string): Promise<void> {
    const account = accounts.get(name);
    if (!account) return;
    try {
      // An index is no proof: another account's interview would be told with this one's token.
      if (accountOf(id) !== name) throw new Failure('internal', 'An interview of another account is due');
      await settle(account, id);
    } catch (error) {
      const failure = asFailure(error);
      report(failure, id);
      if (failure.kind === 'internal') await postpone(account, id, restMs).catch(() => undefined);
    }
  }
}
