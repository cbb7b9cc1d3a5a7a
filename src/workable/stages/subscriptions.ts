import type { Subscription } from '../api/contract.ts';
import { type ConnectionRecord, type OwnSubscription, type SubscribedEvent, subscribedEvents } from './connection.ts';

/** A subscription ends soon enough to be replaced. */
const expiresSoonMs = 2 * 86_400_000;
/** What a replaced subscription was still sent is taken for so long. */
const takenAfterMs = 7 * 86_400_000;

/** So many replaced addresses of an event are remembered: a Workable that refuses each new one fills no record. */
const mostEnded = 50;

/** `make`: with this nonce, which is saved already. `remove`: it was replaced, or is one too many. */
export type SubscriptionStep =
  | { do: 'make'; event: SubscribedEvent; nonce: string }
  /** Workable lists it under this id. */
  | { do: 'adopt'; nonce: string; id: string }
  | { do: 'choose'; event: SubscribedEvent }
  | { do: 'remove'; id: string };

type Desired = {
  /** Such as `https://bridge.example/webhooks/workable/acme`. */
  base: string;
  /** Digest of the token that signs. */
  credential: string;
  now: number;
};

export function targetOf(base: string, event: SubscribedEvent, nonce: string): string {
  return `${base}/${event}/${nonce}`;
}

/**
 * The next step from what Workable lists to one subscription for each event. New ones come first, then old ones go. The
 * subscriptions of others are never looked at twice. Pure: after each step it is asked again.
 */
export function nextSubscriptionStep(
  { subscriptions: own, unsupported }: Pick<ConnectionRecord, 'subscriptions' | 'unsupported'>,
  listed: readonly Subscription[],
  { base, credential, now }: Desired,
): SubscriptionStep | undefined {
  const ours = oursOf(own, listed, base);
  const kept = new Set<string>();
  for (const event of subscribedEvents) {
    if (unsupported.includes(event)) continue;
    const wanted = own.findLast((each) => each.event === event && !each.endedAt && each.credential === credential);
    if (!wanted) return { do: 'choose', event };
    const target = targetOf(base, event, wanted.nonce);
    const atTarget = ours.find((each) => each.target === target);
    const found = atTarget && isWhole(atTarget, wanted, now) ? atTarget : undefined;
    if (!found) {
      // It was made, and has gone, or is not as it should be, or ends soon: its address is used up.
      const isUsedUp = wanted.id !== undefined || atTarget !== undefined;
      return isUsedUp ? { do: 'choose', event } : { do: 'make', event, nonce: wanted.nonce };
    }
    if (wanted.id !== found.id) return { do: 'adopt', nonce: wanted.nonce, id: found.id };
    kept.add(found.id);
  }
  const extra = ours.find(({ id }) => !kept.has(id));
  return extra && { do: 'remove', id: extra.id };
}

/** Those that the bridge made for this account, also at an address that it had before. */
export function oursOf(
  own: ConnectionRecord['subscriptions'],
  listed: readonly Subscription[],
  base: string,
): readonly Subscription[] {
  return listed.filter(({ target }) => target.startsWith(`${base}/`) || own.some((each) => isIn(target, each)));
}

function isIn(target: string, { event, nonce }: OwnSubscription): boolean {
  return target.endsWith(`/${event}/${nonce}`);
}

/** For all jobs and stages, and for some time yet. */
function isWhole(listed: Subscription, wanted: OwnSubscription, now: number): boolean {
  return listed.event === wanted.event && !listed.job && !listed.stage && renewalAt(listed, wanted) > now;
}

/** When it has to be replaced: some days before it ends, and for one of a short life in its last third. Epoch ms. */
function renewalAt({ expiresAt }: Subscription, { madeAt }: OwnSubscription): number {
  if (expiresAt === undefined) return Number.POSITIVE_INFINITY;
  return expiresAt - Math.min(expiresSoonMs, (expiresAt - madeAt) / 3);
}

/** When the first of those that are in use has to be replaced, epoch ms. */
export function nextRenewalAt({ subscriptions }: ConnectionRecord, listed: readonly Subscription[]): number {
  const times = subscriptions.flatMap((own) => {
    const row = own.endedAt === undefined ? listed.find(({ id }) => id === own.id) : undefined;
    return row ? [renewalAt(row, own)] : [];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}

/** The record with a new address for an event; what comes to the one before is still taken. */
export function withAddress(
  record: ConnectionRecord,
  made: Pick<OwnSubscription, 'event' | 'nonce' | 'credential'>,
  now: number,
): ConnectionRecord {
  const all = record.subscriptions.map((each) =>
    each.event === made.event && !each.endedAt ? { ...each, endedAt: now } : each,
  );
  const ended = all.filter(({ event }) => event === made.event);
  const dropped = new Set(ended.slice(0, -mostEnded));
  const kept = all.filter((each) => !dropped.has(each));
  return { ...record, subscriptions: [...kept, { ...made, madeAt: now }] };
}

/** The record without addresses that were replaced long ago. To be asked once nothing is listed that has to go. */
export function withoutReplaced(record: ConnectionRecord, now: number): ConnectionRecord {
  const isKept = ({ endedAt }: OwnSubscription) => endedAt === undefined || endedAt + takenAfterMs > now;
  return { ...record, subscriptions: record.subscriptions.filter(isKept) };
}

export function withId(record: ConnectionRecord, nonce: string, id: string): ConnectionRecord {
  const subscriptions = record.subscriptions.map((each) => (each.nonce === nonce ? { ...each, id } : each));
  return { ...record, subscriptions };
}
