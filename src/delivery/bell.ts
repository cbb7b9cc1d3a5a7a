import { Queue } from 'bullmq';
import type { Bell } from '../interviews/ports.ts';
import type { Connection } from '../store/redis.ts';
import { reopening } from './reopen.ts';
import { soonMs } from './sweep.ts';

/** A job carries the interview's id and nothing else; its id is the interview's id, so a second ring is no second job. */
export type BellJob = { interviewId: string };

export const bellQueue = 'bell';

export type BellQueue = Bell & {
  /** Leaves none of these ids in the queue. Rejects when the queue does not answer. */
  forget(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

const patienceMs = 2000;

/**
 * Rings are hints: the index of due work is the truth, and whoever answers looks through it for what else is due of the
 * account. So one ring stands for all who ring for that account while it is on its way or in the moment after it, and one
 * more follows.
 */
export function openBell(
  connection: Connection,
  prefix: string,
  accountOf: (interviewId: string) => string,
): BellQueue {
  // Nobody listens to the events, and they name interviews.
  const queue = reopening(
    () => new Queue<BellJob>(bellQueue, { connection, prefix, streams: { events: { maxLen: 0 } } }),
  );
  /** By account that was rung for just now: whom to ring for next. */
  const next = new Map<string, string | undefined>();

  return {
    async ring(id) {
      const account = accountOf(id);
      if (next.has(account)) next.set(account, id);
      else await ringFor(account, id);
    },
    async forget(ids) {
      await withinPatience(Promise.all(ids.map((id) => queue.current().remove(id))));
      await connection.del(queue.current().toKey('events'));
    },
    async close() {
      const last = [...next.values()];
      next.clear();
      await Promise.all(last.map((id) => id !== undefined && add(id)));
      await withinPatience(queue.close()).catch(() => undefined);
    },
  };

  async function ringFor(account: string, id: string): Promise<void> {
    next.set(account, undefined);
    await add(id);
    // Nobody looks sooner again.
    setTimeout(() => {
      const following = next.get(account);
      next.delete(account);
      if (following !== undefined) void ringFor(account, following);
    }, soonMs);
  }

  async function add(id: string): Promise<void> {
    const options = { jobId: id, removeOnComplete: true, removeOnFail: true };
    await withinPatience(queue.current().add('settle', { interviewId: id }, options)).catch(() => undefined);
  }
}

/** BullMQ waits for its connection for ever; nobody who rings may. */
async function withinPatience(call: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the queue did not answer')), patienceMs);
  });
  await Promise.race([call, tooLate]).finally(() => clearTimeout(timer));
}
