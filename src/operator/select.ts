import type { BridgeAccount } from '../bridge-accounts.ts';
import { outcomeOf } from '../interviews/outcome.ts';
import { deliveryOf, type InterviewRecord } from '../interviews/record.ts';
import { type Standing, standingOf } from '../outbox/delivery.ts';
import { deliveryKey } from '../outbox/destination.ts';
import type { Listed } from '../store/schedule-store.ts';
import type { states } from './cli/options.ts';
import { newestFirst } from './newest-first.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { readRecord } from './read-record.ts';

/** If there are several documents, the one that most needs attention decides. */
const urgency: readonly Standing[] = ['failed', 'waiting', 'refused', 'dismissed', 'acknowledged'];
export type DeliveryStateName = (typeof states)[number];

/** The delivery state of an interview, in one word. */
export function deliveryStateOf(record: InterviewRecord, account: BridgeAccount, now: number): DeliveryStateName {
  const outcome = outcomeOf(record, account.policy, now);
  const standings = account.destinations.flatMap((destination) =>
    destination
      .documents({ record, outcome })
      .map((document) => standingOf(deliveryOf(record, deliveryKey(destination, document)), document)),
  );
  const standing = urgency.find((each) => standings.includes(each));
  // The candidate has the mail: what is to come is the result.
  const isPending = standing === undefined || (outcome.status === 'pending' && standing === 'acknowledged');
  if (!isPending) return standing;
  return ['wanted', 'not-invited'].includes(record.invitation.state) ? 'not_invited' : 'open';
}

export type Selected = { at: number; record: InterviewRecord; account: BridgeAccount; state: DeliveryStateName };

type Kind = 'all' | 'failed';
type Order = 'oldest' | 'newest';
type Entry = Listed & { account: BridgeAccount };

const pageSize = 1000;
const batchSize = 50;

/**
 * The interviews that match the filters, in batches: oldest first account by account, so that each batch is of one
 * account, or newest first of all accounts together. Leaves out interviews created meanwhile, and unreadable ones: these
 * are reported and added to `missing`. Throws UsageError for a wrong filter.
 */
export async function* select(
  parts: OperatorParts,
  kind: Kind,
  missing: string[],
  order: Order = 'oldest',
): AsyncGenerator<Selected[]> {
  const { storage, options, now, printError, showProgress } = parts;
  const chosen = chosenAccounts(parts.accounts, options.account);
  let count = 0;
  for await (const entries of order === 'oldest' ? oldestFirst() : inBatches(newestFirst(chosen.map(backwards)))) {
    const selected = (await Promise.all(entries.map(read))).filter((each) => each !== undefined);
    if (selected.length > 0) yield selected;
    count += entries.length;
    showProgress(`interviews read: ${count}`);
  }

  async function* oldestFirst(): AsyncGenerator<Entry[]> {
    for (const account of chosen) yield* inBatches(entriesOf(account));
  }

  function backwards(account: BridgeAccount): AsyncGenerator<Entry> {
    // All accounts are read at once.
    return entriesOf(account, Math.max(batchSize, Math.floor(pageSize / chosen.length)));
  }

  async function* entriesOf(account: BridgeAccount, size = pageSize): AsyncGenerator<Entry> {
    const [from, to] = [options.since ?? 0, Math.min(options.until ?? now(), now())];
    let last: Listed | undefined;
    for (;;) {
      const page = await storage.schedule.page(account.name, kind, from, to, size, last, order);
      if (page.length === 0) return;
      last = page.at(-1);
      for (const entry of page) yield { ...entry, account };
    }
  }

  async function read({ id, at, account }: Entry): Promise<Selected | undefined> {
    const record = await readRecord(storage, id, (why) => {
      printError(`Interview ${id} cannot be read: ${why}`);
      missing.push(id);
    });
    if (record?.account !== account.name) return undefined;
    const state = deliveryStateOf(record, account, now());
    if (options.state !== undefined && state !== options.state) return undefined;
    return { record, account, state, at };
  }
}

async function* inBatches<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** All accounts, or the one with that name. Throws UsageError if there is no such account. */
export function chosenAccounts<A extends { name: string }>(accounts: readonly A[], wanted: string | undefined): A[] {
  const chosen = accounts.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length > 0 || wanted === undefined) return chosen;
  throw new UsageError(`--account should be one of ${accounts.map(({ name }) => name).join(', ')}`);
}
