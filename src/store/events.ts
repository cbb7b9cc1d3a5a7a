import { Cluster } from 'ioredis';
import { limits } from '../limits.ts';
import { accountOf } from './ids.ts';
import { eventShards, eventsKey, shardOf } from './keys.ts';
import type { StoreRedis } from './scripts/script.ts';
import { available } from './unavailable.ts';

/** One in a stream. `text`: as it was appended. */
export type StoredEvent = { shard: number; id: string; text: string };

/**
 * A place in a stream: behind an event with this id (all before it were read), or at one (it is the next to be read).
 */
export type Place = { id: string; isRead: boolean };

export type EventStreams = ReturnType<typeof createEventStreams>;

const start = '0-0';
/** Where a stream begins: whatever has been cut off before was never to be read. */
export const beginning: Place = { id: start, isRead: false };
/** Of a stream in which nothing is yet. */
const empty: Place = { id: start, isRead: true };

const field = 'event';
/** How often a process has what is too old removed from a stream that it writes to. */
const trimEveryMs = 60_000;
/** Redis and the processes may disagree about the time by as much, before a reader misses what it believes is kept. */
const spareMs = 60 * 60_000;
const eraseAtOnce = 1_000;

/**
 * What happened, in a few streams for the whole deployment: the events of one account are in one of them, in order. A
 * stream keeps its newest ones, and none that is older than some days.
 */
export function createEventStreams(redis: StoreRedis) {
  let appended: { shard: number; text: string; onLost: () => void }[] = [];
  let waiting = 0;
  const trimmedAt = new Map<number, number>();

  return {
    /** Sent with all others of this turn of the event loop. Never waits or throws: `onLost` is called instead. */
    append(account: string, text: string, onLost: () => void): void {
      if (waiting >= limits.eventsWaiting) {
        onLost();
        return;
      }
      waiting += 1;
      if (appended.length === 0) setImmediate(send);
      appended.push({ shard: eventShardOf(account), text, onLost });
    },

    ...available({
      /** Behind the newest event of each of these streams. */
      newest: (shards: readonly number[]) =>
        Promise.all(shards.map(async (shard) => behind(await redis.xrevrange(eventsKey(shard), '+', '-', 'COUNT', 1)))),

      /** The events from a place on, oldest first; undefined if there may be others that are no longer kept. */
      async read(shard: number, { id, isRead }: Place, limit: number): Promise<StoredEvent[] | undefined> {
        const found = await redis.xrange(eventsKey(shard), id, '+', 'COUNT', isRead ? limit + 1 : limit);
        const isKept = found[0]?.[0] === id;
        // The newest one is never cut off, so nothing is missing where there is nothing.
        const isInDoubt = !isKept && (isRead ? found.length > 0 : id !== start);
        if (isInDoubt && (await isCut(shard, { id, isRead }))) return undefined;
        const events = found.map(([each, [, text = '']]) => ({ shard, id: each, text }));
        return isKept && isRead ? events.slice(1) : events.slice(0, limit);
      },

      /** Removes every event that names one of these interviews. */
      async forget(interviewIds: readonly string[]): Promise<void> {
        for (const shard of new Set(interviewIds.map((id) => eventShardOf(accountOf(id))))) {
          await forgetIn(shard, (text) => interviewIds.some((id) => text.includes(id)));
        }
      },

      /** Removes every event of an account. */
      async forgetAccount(account: string): Promise<void> {
        const named = `"account":${JSON.stringify(account)}`;
        await forgetIn(eventShardOf(account), (text) => text.includes(named));
      },
    }),
  };

  function send(): void {
    const sent = appended;
    appended = [];
    // On a Cluster the commands of a pipeline have to be for one slot.
    const shards = new Set(sent.map(({ shard }) => shard));
    const groups =
      redis instanceof Cluster ? [...shards].map((shard) => sent.filter((each) => each.shard === shard)) : [sent];
    for (const group of groups) void sendGroup(group);
  }

  async function sendGroup(group: typeof appended): Promise<void> {
    const pipeline = redis.pipeline();
    for (const { shard, text } of group) {
      pipeline.xadd(eventsKey(shard), 'MAXLEN', '~', limits.eventsOfStream, '*', field, text);
    }
    const replies = await pipeline.exec().catch(() => null);
    waiting -= group.length;
    for (const [i, { shard, onLost }] of group.entries()) {
      const [error, id] = replies?.[i] ?? [new Error('not sent')];
      if (error) onLost();
      else trim(shard, timeOf(String(id)));
    }
  }

  /** `now`: by the clock of Redis, which the ids have. A stream without new events goes as a whole. */
  function trim(shard: number, now: number): void {
    if (now - (trimmedAt.get(shard) ?? Number.NEGATIVE_INFINITY) < trimEveryMs) return;
    trimmedAt.set(shard, now);
    const keptMs = limits.eventsMs + spareMs;
    const trimming = redis.pipeline().xtrim(eventsKey(shard), 'MINID', '=', now - keptMs);
    trimming
      .pexpire(eventsKey(shard), keptMs)
      .exec()
      .catch(() => trimmedAt.delete(shard));
  }

  /** The place is not in the stream any more: whether something behind it may have gone too. */
  async function isCut(shard: number, { id, isRead }: Place): Promise<boolean> {
    const [[oldest], length] = await Promise.all([
      redis.xrange(eventsKey(shard), '-', '+', 'COUNT', 1),
      redis.xlen(eventsKey(shard)),
    ]);
    if (oldest !== undefined && compareIds(oldest[0], id) <= 0) return false;
    // What is cut off for its number leaves a full stream, but for what was erased since.
    return !isRead || length > limits.eventsOfStream / 2;
  }

  async function forgetIn(shard: number, isForgotten: (text: string) => boolean): Promise<void> {
    const key = eventsKey(shard);
    for (let from = '-'; ; ) {
      const found = await redis.xrange(key, from, '+', 'COUNT', eraseAtOnce);
      const named = found.filter(([, [, text = '']]) => isForgotten(text));
      if (named.length > 0) await redis.xdel(key, ...named.map(([id]) => id));
      const [last] = found.at(-1) ?? [];
      if (last === undefined || found.length < eraseAtOnce) return;
      from = `(${last}`;
    }
  }
}

/** The place once some of the events behind it are read, which are all that there were or the first of them. */
export function placeAfter(place: Place, events: readonly StoredEvent[], read: number): Place {
  const [last, next] = [events[read - 1], events[read]];
  if (next) return { id: next.id, isRead: false };
  if (last) return { id: last.id, isRead: true };
  return place.id === start ? empty : place;
}

export function eventShardOf(account: string): number {
  return shardOf(account, eventShards);
}

export function compareIds(a: string, b: string): number {
  return timeOf(a) - timeOf(b) || Number(a.split('-')[1]) - Number(b.split('-')[1]);
}

function timeOf(id: string): number {
  return Number(id.split('-')[0]);
}

function behind([last]: [id: string, fields: string[]][]): Place {
  return last ? { id: last[0], isRead: true } : empty;
}
