import type { ServerResponse } from 'node:http';
import { Gauge, type Registry } from 'prom-client';
import { asFailure, Failure } from '../../errors.ts';
import { limits } from '../../limits.ts';
import { type Cursor, textOf } from './cursor.ts';
import type { Batch } from './read.ts';

type Parts = {
  readAfter: (from: Cursor, limit: number) => Promise<Batch>;
  registry: Registry;
  monotonic: () => number;
};

type Listener = {
  response: ServerResponse;
  cursor: Cursor;
  /** There is more to read than one turn took. */
  isBehind: boolean;
  heardAt: number;
  /** Since when it has not taken what was written; undefined while it takes everything. */
  unreadSince: number | undefined;
};

const everyMs = 500;
const heartbeatMs = 15_000;
const atOnce = 200;

/**
 * Those who hear events as they happen. Redis is read while there is one, once for all who are at the same place. A
 * listener gets nothing more while it does not read.
 */
export function openEventListeners({ readAfter, registry, monotonic }: Parts) {
  const listeners = new Set<Listener>();
  let isClosed = false;
  let isTurning = false;
  let next: NodeJS.Timeout | undefined;
  new Gauge({
    name: 'bridge_event_listeners',
    help: 'Who listens to events of this process',
    registers: [registry],
    collect() {
      this.set(listeners.size);
    },
  });

  return {
    /** Throws Failure `busy` where there is no place for another one. */
    refuseIfFull(): void {
      if (isClosed || listeners.size >= limits.eventListeners) throw new Failure('busy', 'Too many listen to events');
    },

    /** The head of the answer is set, and nothing is sent yet. */
    add(response: ServerResponse, cursor: Cursor): void {
      const listener = { response, cursor, isBehind: true, heardAt: monotonic(), unreadSince: undefined };
      response.once('close', () => listeners.delete(listener));
      // A peer that is gone.
      response.on('error', () => undefined);
      if (response.closed) return;
      listeners.add(listener);
      // From here on it can come back, even if nothing has happened yet.
      write(listener, `retry: 1000\n${placeIn(cursor)}\n`);
      if (listeners.size === 1) schedule(0);
    },

    /** Ends all of them: they come back to another process. */
    close(): void {
      isClosed = true;
      clearTimeout(next);
      for (const { response, unreadSince } of listeners)
        unreadSince === undefined ? response.end() : response.destroy();
    },
  };

  function schedule(ms: number): void {
    clearTimeout(next);
    if (!isClosed) next = setTimeout(() => void turn(), ms);
  }

  async function turn(): Promise<void> {
    // Two turns at once would send the same events twice.
    if (isTurning) return;
    isTurning = true;
    for (const listener of listeners) endIfUnread(listener);
    await Promise.all(groupsOf([...listeners].filter(({ unreadSince }) => unreadSince === undefined)).map(serve));
    isTurning = false;
    if (listeners.size > 0) schedule([...listeners].some(isHungry) ? 0 : everyMs);
  }

  /** All of them are at the same place. */
  async function serve(group: readonly Listener[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    try {
      const batch = await readAfter(first.cursor, atOnce);
      for (const listener of group) send(listener, batch);
    } catch (error) {
      // While Redis is away they wait. Who is too late hears so when it comes back.
      if (asFailure(error).kind === 'store-unavailable') for (const listener of group) beat(listener);
      else for (const { response } of group) response.end();
    }
  }

  function send(listener: Listener, { items, next, isAll }: Batch): void {
    listener.cursor = next;
    listener.isBehind = !isAll;
    const lines = items.map(({ event, cursor }) => `${placeIn(cursor)}data: ${JSON.stringify(event)}\n\n`);
    if (lines.length > 0) write(listener, lines.join(''));
    else beat(listener);
  }

  /** Keeps the connection, and the place at which the listener comes back. */
  function beat(listener: Listener): void {
    if (monotonic() - listener.heardAt >= heartbeatMs) write(listener, `: heartbeat\n${placeIn(listener.cursor)}\n`);
  }

  function write(listener: Listener, text: string): void {
    const { response } = listener;
    if (response.writableEnded || response.destroyed) return;
    listener.heardAt = monotonic();
    if (response.write(text)) return;
    listener.unreadSince = monotonic();
    response.once('drain', () => {
      listener.unreadSince = undefined;
      if (listener.isBehind) schedule(0);
    });
  }

  function endIfUnread({ response, unreadSince }: Listener): void {
    if (unreadSince !== undefined && monotonic() - unreadSince > limits.eventsUnreadMs) response.destroy();
  }
}

/** By place: `at` says nothing of it. */
function groupsOf(listeners: readonly Listener[]): Listener[][] {
  const groups = new Map<string, Listener[]>();
  for (const listener of listeners) {
    const place = textOf({ ...listener.cursor, at: 0 });
    groups.set(place, [...(groups.get(place) ?? []), listener]);
  }
  return [...groups.values()];
}

function isHungry({ isBehind, unreadSince }: Listener): boolean {
  return isBehind && unreadSince === undefined;
}

function placeIn(cursor: Cursor): string {
  return `id: ${textOf(cursor)}\n`;
}
