import type { Failure } from './errors.ts';
import type { CircuitStates } from './outbox/circuits.ts';

/**
 * What the store and the scheduler do for records of every kind: keep them in versions, say when each is due next, and
 * lease each to one process at a time. Ids are unique over all kinds, and each names its account and its kind.
 */

/** A record with the version it was read at; saving needs both. */
export type Versioned<Kept> = { record: Kept; version: number };

/**
 * When a record is to be looked at next, epoch ms. Several times, since the deliveries of a credential may have to wait
 * while everything else goes on.
 */
export type Schedule = {
  /** For everything but deliveries. */
  dueAt: number;
  /** By circuit; absent where everything stands where it ought to. */
  sendAt?: SendTimes;
  /** What is to be sent is not worked out yet: the next one to work on it does that. */
  isUnplanned?: true;
};
export type SendTimes = Readonly<Record<string, number>>;

/** It is due at once, and what follows from it is worked out then. */
export function unplanned(now: number): Schedule {
  return { dueAt: now, isUnplanned: true };
}

/** `writes`: what is to be written, and when it is time, epoch ms. */
export function scheduleOf(
  dueAt: number,
  writes: readonly { destination: { circuit: string }; at: number }[],
): Schedule {
  if (writes.length === 0) return { dueAt };
  const sendAt: Record<string, number> = {};
  for (const { destination, at } of writes) {
    sendAt[destination.circuit] = Math.min(at, sendAt[destination.circuit] ?? at);
  }
  return { dueAt, sendAt };
}

/** When it is due next, whether circuits let deliveries out or not; epoch ms. */
export function soonest({ dueAt, sendAt = {} }: Schedule): number {
  return Math.min(dueAt, ...Object.values(sendAt));
}

export function isSameSchedule(a: Schedule, b: Schedule): boolean {
  const circuits = Object.keys({ ...a.sendAt, ...b.sendAt });
  return a.dueAt === b.dueAt && circuits.every((circuit) => a.sendAt?.[circuit] === b.sendAt?.[circuit]);
}

/** Every method throws Failure `store-unavailable` when it cannot tell. */
export type RecordStore<Kept> = Leases & {
  read(id: string): Promise<Versioned<Kept> | undefined>;
  /** The same, once no failover can take it back: before something is acknowledged that another process has saved. */
  readSurely(id: string): Promise<Versioned<Kept> | undefined>;
  /**
   * Saves if no other process has saved since `version` and, with `under`, while that lease lasts. Resolves once no
   * failover can take it back; where it throws, it may be saved all the same.
   */
  save(record: Kept, version: number, schedule: Schedule, options?: SaveOptions): Promise<SaveResult>;
  /** Leases the record to one process; undefined when another process has leased it or it does not exist. */
  acquire(id: string, ms: number): Promise<Leased<Kept> | undefined>;
};

export type Leases = {
  /** Ends a lease, unless it ran out and another process has it now. What was due stays due. */
  release(lease: Lease): Promise<void>;
};

export type ClaimStore<Kept> = Leases & {
  /**
   * Leases what is due of an account: `wanted` by id, then the longest due that no other process has leased, of clocks
   * and the deliveries of each circuit by turns. Deliveries are left out while their circuit is open; half-open, there
   * is the next probe alone.
   */
  claim(account: string, wanted: Wanted): Promise<Claims<Kept>>;
};

/** The right to work on something for a while. What it is made of is the store's own. */
export type Lease = { readonly key: string; readonly token: string };
/** A lease, and for how much longer it is wanted, in ms; 0 releases it. */
export type LeaseTerm = Lease & { ms: number };

export type SaveOptions = {
  under?: LeaseTerm;
  /**
   * Called when the save is on its way, whatever will come of it: what is sent to Redis from then on arrives after it.
   * Where Redis is known to be away, it is not called.
   */
  onSent?: () => void;
};

/** `moved`: another process has saved since. `lost`: the lease ran out before. */
export type SaveResult = { outcome: 'saved' | 'moved' | 'lost'; circuits: CircuitStates };

/** `schedule`: as it stands in the index; never due where work on it failed and no process has saved since. */
export type Leased<Kept> = Versioned<Kept> & { id: string; schedule: Schedule; lease: Lease; circuits: CircuitStates };

/** `limit`: how many at most; 0 only says when there is something. */
export type Wanted = { now: number; limit: number; ms: number; ids?: readonly string[] };

/** Times in epoch ms; undefined where there is nothing. */
export type Claims<Kept> = {
  claimed: Leased<Kept>[];
  /** Were to be claimed, and cannot be read. */
  unreadable: { id: string; failure: Failure; lease: Lease }[];
  circuits: CircuitStates;
  /** Since when the longest due of what is left could have been worked on: it is due, and its circuit lets it out. */
  leftSince: number | undefined;
  /** Some of what is due is leased now, by any process. */
  isLeased: boolean;
  /** When the next replay is due. */
  replayAt: number | undefined;
  /** When anything else is due next; infinite where nothing is. */
  nextAt: number;
};

/** A member of an index with its time, epoch ms. */
export type Listed = { id: string; at: number };

/** `from`, `to`: epoch ms. `last`: of the page before. */
export type PageOptions = {
  from: number;
  to: number;
  size: number;
  last?: Listed | undefined;
  order: 'oldest' | 'newest';
};
