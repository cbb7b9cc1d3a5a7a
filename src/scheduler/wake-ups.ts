import { setTimeout as sleep } from 'node:timers/promises';
import { Queue, Worker } from 'bullmq';
import { accountOf } from '../store/ids.ts';
import { queuePrefix, queues, shardOf } from '../store/keys.ts';
import type { Connection } from '../store/redis.ts';

/** A job carries a record's id and nothing else; its id is the record's, so that a second wake-up is no second job. */
type WakeUp = { id: string };

export type WakeUps = {
  /** Has a worker look at a record soon. Never waits or throws: a wake-up may be lost. */
  send(id: string): void;
  /** Leaves none of these ids in the queues. Rejects when they do not answer. */
  forget(ids: readonly string[]): Promise<void>;
  /** How each queue stands. Rejects when they do not answer. */
  standing(): Promise<QueueStanding[]>;
  close(): Promise<void>;
};

/** `oldest`: the id of a record, and since when it waits or is worked on, epoch ms. */
export type QueueStanding = {
  queue: number;
  waiting: number;
  active: number;
  oldest?: { id: string; since: number };
};

const name = 'wake-ups';
/** Wake-ups of one account follow each other no sooner: one stands for all that is due of it. */
const togetherMs = 5;
const patienceMs = 2000;
const lockMs = 20_000;
/** When there is nothing to do, in seconds: each queue costs a few commands as often. */
const drainDelay = 10;

export function openWakeUps(connection: Connection): WakeUps {
  const opened = everyQueue((shard) => {
    // Nothing listens to the events, and they name interviews.
    const streams = { events: { maxLen: 0 } };
    return silenced(new Queue<WakeUp>(name, { connection, prefix: queuePrefix(shard), streams, ...unversioned }));
  });
  const queueOf = (id: string) => opened[shardOf(accountOf(id), queues)] as Queue<WakeUp>;
  /** By account with a wake-up a moment ago: the next one. */
  const adding = new Set<Promise<unknown>>();
  const following = new Map<string, string | undefined>();

  return {
    send(id) {
      const account = accountOf(id);
      if (following.has(account)) following.set(account, id);
      else sendFor(account, id);
    },

    async forget(ids) {
      await withinPatience(Promise.all(ids.map((id) => queueOf(id).remove(id))));
      await Promise.all(opened.map((queue) => forgetEvents(connection, queue)));
    },

    standing: () => withinPatience(Promise.all(opened.map(standingOf))),

    async close() {
      const last = [...following.values()].filter((id) => id !== undefined);
      following.clear();
      for (const id of last) add(id);
      await withinPatience(Promise.all(adding)).catch(() => undefined);
      await withinPatience(Promise.all(opened.map((queue) => queue.close()))).catch(() => undefined);
    },
  };

  function sendFor(account: string, id: string): void {
    following.set(account, undefined);
    add(id);
    setTimeout(() => {
      const next = following.get(account);
      following.delete(account);
      if (next !== undefined) sendFor(account, next);
    }, togetherMs);
  }

  function add(id: string): void {
    const options = { jobId: id, removeOnComplete: true, removeOnFail: true };
    const added: Promise<unknown> = queueOf(id)
      .add('wake-up', { id }, options)
      .catch(() => undefined)
      .finally(() => adding.delete(added));
    adding.add(added);
  }
}

/** Hears the wake-ups of all queues. */
export function openWakeUpWorkers(connection: Connection, onWakeUp: (account: string, id: string) => void) {
  const workers = everyQueue((shard) =>
    silenced(
      new Worker<WakeUp>(name, async ({ data: { id } }) => onWakeUp(accountOf(id), id), {
        connection,
        prefix: queuePrefix(shard),
        drainDelay,
        lockDuration: lockMs,
        maxStalledCount: 100,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
        ...unversioned,
      }),
    ),
  );
  // The last events stay until another job comes, and they name interviews.
  for (const worker of workers) {
    worker.on('drained', () => void forgetEvents(connection, worker).catch(() => undefined));
  }
  return {
    /** What BullMQ does besides is tidying up, for which it would wait for Redis for ever. */
    async close(): Promise<void> {
      const closing = Promise.all(workers.map((worker) => worker.close()));
      await Promise.race([closing, sleep(patienceMs, undefined, { ref: false })]);
      connection.disconnect();
    },
  };
}

async function standingOf(opened: Queue<WakeUp>, queue: number): Promise<QueueStanding> {
  const [counts, waiting, active] = await Promise.all([
    opened.getJobCounts('wait', 'active'),
    opened.getJobs(['wait'], 0, 0, true),
    opened.getJobs(['active'], 0, 0, true),
  ]);
  // One may have gone meanwhile.
  const jobs = [...waiting, ...active].filter((job) => job?.timestamp !== undefined);
  const [first] = jobs.sort((a, b) => a.timestamp - b.timestamp);
  return {
    queue: queue + 1,
    waiting: counts.wait ?? 0,
    active: counts.active ?? 0,
    ...(first ? { oldest: { id: first.data.id, since: first.timestamp } } : {}),
  };
}

function forgetEvents(connection: Connection, of: Pick<Queue, 'toKey'>): Promise<unknown> {
  return connection.del(of.toKey('events'));
}

/** A queue or worker that asks for Redis's version stays useless for ever when Redis goes away before it answers. */
const unversioned = { skipVersionCheck: true };

function everyQueue<T>(open: (shard: number) => T): T[] {
  return Array.from({ length: queues }, (_, shard) => open(shard));
}

/** Without a listener an error event would end the process. */
function silenced<T extends { on(event: 'error', listener: () => void): unknown }>(opened: T): T {
  opened.on('error', () => undefined);
  return opened;
}

/** BullMQ waits for its connection for ever; what calls it may not. */
async function withinPatience<T>(call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the queue did not answer')), patienceMs);
  });
  return Promise.race([call, tooLate]).finally(() => clearTimeout(timer));
}
