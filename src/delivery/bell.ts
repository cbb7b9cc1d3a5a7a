import { Queue } from 'bullmq';
import type { Bell } from '../interviews/ports.ts';
import type { Connection } from '../store/redis.ts';
import { reopening } from './reopen.ts';

/** A job carries the interview's id and nothing else; its id is the interview's id, so a second ring is no second job. */
export type BellJob = { interviewId: string };

export const bellQueue = 'bell';

export type BellQueue = Bell & {
  ringAll(ids: readonly string[]): Promise<void>;
  /** Takes the jobs of these ids out of the queue, unless they are being answered. Rejects when the queue does not answer. */
  unring(ids: readonly string[]): Promise<void>;
  /** Leaves none of these ids in the queue. Rejects when the queue does not answer. */
  forget(ids: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

const patienceMs = 2000;

/** Rings are hints: the index of due work is the truth, and the sweep rings again for whatever stays due. */
export function openBell(connection: Connection, prefix: string): BellQueue {
  // Nobody listens to the events, and they name interviews.
  const queue = reopening(
    () => new Queue<BellJob>(bellQueue, { connection, prefix, streams: { events: { maxLen: 0 } } }),
  );
  const waiting = new Set<string>();
  /** Whoever rings while others are being rung for goes with all who do, after them. */
  let gathering: Promise<void> | undefined;
  let ringing = Promise.resolve();
  const jobOf = (id: string) => ({
    name: 'settle',
    data: { interviewId: id },
    opts: { jobId: id, removeOnComplete: true, removeOnFail: true },
  });

  return {
    ring(id) {
      waiting.add(id);
      gathering ??= ringing.then(ringWaiting);
      return gathering;
    },
    ringAll,
    unring,
    async forget(ids) {
      await unring(ids);
      await connection.del(queue.current().toKey('events'));
    },
    close: () => withinPatience(queue.close()).catch(() => undefined),
  };

  function ringWaiting(): Promise<void> {
    const ids = [...waiting];
    waiting.clear();
    gathering = undefined;
    ringing = ringAll(ids).catch(() => undefined);
    return ringing;
  }

  async function ringAll(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await withinPatience(queue.current().addBulk(ids.map(jobOf)));
  }

  async function unring(ids: readonly string[]): Promise<void> {
    await withinPatience(Promise.all(ids.map((id) => queue.current().remove(id))));
  }
}

/** BullMQ waits for its connection for ever; nobody who rings may. */
async function withinPatience(ringing: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the queue did not answer')), patienceMs);
  });
  await Promise.race([ringing, tooLate]).finally(() => clearTimeout(timer));
}
