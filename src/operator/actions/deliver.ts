import { replayApplication } from '../../applications/replay.ts';
import { replay } from '../../interviews/replay.ts';
import type { BridgeParts } from '../parts.ts';
import type { DeliveryStateName, Selected } from '../selected.ts';
import { audited } from './audit.ts';

/**
 * Four fifths of the rate limit that Workable documents (50 requests in 10 s), so that it leaves room for new results.
 */
export const defaultRate = 4;
/** Deliveries per second. */
export const highestRate = 1000;

const reasonsToSkip: Partial<Record<DeliveryStateName, string>> = {
  acknowledged: 'Workable is up to date',
  open: 'it has no result yet',
  not_invited: 'the candidate is not invited',
};

function reasonToSkip({ kind, state }: Selected): string | undefined {
  return kind === 'application' && state === 'open' ? 'nothing is to be written yet' : reasonsToSkip[state];
}

export type Delivered = { outcome: 'queued' } | { outcome: 'nothing-to-do'; reason: string };

/**
 * Has the results of these interviews, and the entries of these applications, delivered at once. Idempotent: what
 * Workable already has is not sent.
 */
export function deliver(
  parts: BridgeParts,
  chosen: AsyncIterable<Selected[]>,
  onEach: (selected: Selected, result: Delivered) => void,
): Promise<void> {
  const { storage, audit, now } = parts;
  return audited(audit, 'replayed deliveries', async (add) => {
    for await (const several of chosen) {
      for (const selected of several) {
        const { record, account } = selected;
        const reason = reasonToSkip(selected);
        if (reason !== undefined) {
          onEach(selected, { outcome: 'nothing-to-do', reason });
          continue;
        }
        await storage.schedule.endTokenWait(account.name, now());
        if (!(await replayOne(parts, selected))) continue;
        add(account.name, record.id);
        onEach(selected, { outcome: 'queued' });
      }
    }
  });
}

/** The same of one. Undefined where it is gone meanwhile. */
export async function deliverOne(parts: BridgeParts, selected: Selected): Promise<Delivered | undefined> {
  let result: Delivered | undefined;
  await deliver(parts, once([selected]), (_selected, delivered) => {
    result = delivered;
  });
  return result;
}

async function* once<T>(item: T): AsyncGenerator<T> {
  yield item;
}

/** Resolves to whether it still exists. */
async function replayOne({ storage, wakeUps, now }: BridgeParts, selected: Selected): Promise<boolean> {
  const { id } = selected.record;
  if (selected.kind === 'application') {
    return replayApplication({ applications: storage.applications, now, wakeUp: wakeUps.send }, id);
  }
  const isThere = await replay({ store: storage.interviews, now }, selected.account, id);
  if (isThere) wakeUps.send(id);
  return isThere;
}

/** The replay queue of an account: how many joined it now, had joined it before, and wait in all. */
export type Queue = { account: string; joined: number; waited: number; waiting: number; ratePerSecond: number };

/** Has the workers deliver results at a rate. Each batch is of one account. */
export async function enqueue(
  { storage, audit, now }: BridgeParts,
  chosen: AsyncIterable<Selected[]>,
  rate?: number,
): Promise<{ queues: Queue[]; skipped: number }> {
  const queues = new Map<string, Queue>();
  let skipped = 0;
  for await (const several of chosen) {
    const wanting = several.filter((selected) => reasonToSkip(selected) === undefined);
    skipped += several.length - wanting.length;
    const account = wanting[0]?.account.name;
    if (account === undefined) continue;
    const queue = queues.get(account);
    if (!queue) await storage.schedule.endTokenWait(account, now());
    const entries = wanting.map(({ record, at }) => ({ id: record.id, at }));
    const { added, ...rest } = await storage.replays.join(account, entries, rate, defaultRate);
    const waited = (queue?.waited ?? 0) + entries.length - added;
    queues.set(account, { account, joined: (queue?.joined ?? 0) + added, waited, ...rest });
  }
  for (const { account, joined } of queues.values()) {
    await audit({ account, did: 'queued deliveries for replay', detail: String(joined) });
  }
  return { queues: [...queues.values()], skipped };
}
