import { Queue } from 'bullmq';
import type { Bell } from '../interviews/ports.ts';
import type { Connection } from '../store/redis.ts';
import { reopening } from './reopen.ts';

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
 * account. So while one ring for an account is on its way, one more for all that follow is enough.
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
  /** By account: for whom is rung next. */
  const waiting = new Map<string, string>();
  let gathering: Promise<void> | undefined;
  let ringing = Promise.resolve();
  const add = (id: string) =>
    queue.current().add('settle', { interviewId: id }, { jobId: id, removeOnComplete: true, removeOnFail: true });

  return {
    ring(id) {
      waiting.set(accountOf(id), id);
      gathering ??= ringing.then(ringWaiting);
      return gathering;
    },
    async forget(ids) {
      await withinPatience(Promise.all(ids.map((id) => queue.current().remove(id))));
      await connection.del(queue.current().toKey('events'));
    },
    close: () => withinPatience(queue.close()).catch(() => undefined),
  };

  function ringWaiting(): Promise<void> {
    const ids = [...waiting.values()];
    waiting.clear();
    gathering = undefined;
    ringing = withinPatience(Promise.all(ids.map(add))).then(
      () => undefined,
      () => undefined,
    );
    return ringing;
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
