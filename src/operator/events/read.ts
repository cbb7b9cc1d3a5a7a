import {
  beginning,
  compareIds,
  type EventStreams,
  type Place,
  placeAfter,
  type StoredEvent,
} from '../../store/events.ts';
import { type Cursor, shardsOf, tooOld } from './cursor.ts';
import { type BridgeEvent, readEvent } from './event.ts';

type Parts = { streams: Pick<EventStreams, 'newest' | 'read'>; now: () => number };

/** Events, each with the cursor behind it. `isAll`: there were no more. */
export type Batch = { items: readonly { event: BridgeEvent; cursor: Cursor }[]; next: Cursor; isAll: boolean };

/** Behind everything that has happened. */
export async function cursorAtEnd({ streams, now }: Parts, account: string | undefined): Promise<Cursor> {
  const at = now();
  return { at, account, places: await streams.newest(shardsOf(account)) };
}

/** Before everything that is kept. */
export function cursorAtBeginning({ now }: Pick<Parts, 'now'>, account: string | undefined): Cursor {
  return { at: now(), account, places: shardsOf(account).map(() => beginning) };
}

/**
 * The next events of all streams, at most `limit`: those of one account in order, others by their time. Throws Failure
 * `gone` when some are no longer kept.
 */
export async function readAfter({ streams, now }: Parts, from: Cursor, limit: number): Promise<Batch> {
  const at = now();
  const shards = shardsOf(from.account);
  // One more of each than is given out: so it is known where to go on.
  const found = await Promise.all(
    shards.map(async (shard, i) => (await streams.read(shard, from.places[i] as Place, limit + 1)) ?? cut()),
  );
  const given = found.flat().sort(byTime).slice(0, limit);
  const done = found.map(() => 0);
  const cursor = (): Cursor => ({
    at,
    account: from.account,
    places: found.map((events, i) => placeAfter(from.places[i] as Place, events, done[i] ?? 0)),
  });
  const items = given.flatMap((stored) => {
    const i = shards.indexOf(stored.shard);
    done[i] = (done[i] ?? 0) + 1;
    const event = readEvent(stored);
    const isWanted = event && (from.account === undefined || event.account === from.account);
    return isWanted ? [{ event, cursor: cursor() }] : [];
  });
  return { items, next: cursor(), isAll: given.length === found.flat().length };
}

function byTime(a: StoredEvent, b: StoredEvent): number {
  return compareIds(a.id, b.id) || a.shard - b.shard;
}

function cut(): never {
  throw tooOld();
}
