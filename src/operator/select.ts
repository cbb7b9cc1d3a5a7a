import type { BridgeAccount } from '../bridge-accounts.ts';
import type { Storage } from '../store/open.ts';
import type { Listed } from '../store/page.ts';
import { missingText } from './actions/named.ts';
import { newestFirst } from './newest-first.ts';
import type { OperatorParts } from './parts.ts';
import { readSelected, type Selected } from './selected.ts';
import { stateWord } from './state-cell.ts';
import { unknownAccount } from './unknown-account.ts';

/** `conflicts`: interviews that Workable refuses, since it has another final state. */
export type Kind = 'all' | 'failed' | 'conflicts';
type Order = 'oldest' | 'newest';
export type Entry = Listed & { account: BridgeAccount };

const pageSize = 1000;
const smallestPage = 5;
const batchSize = 50;

export type Filters = {
  accounts: readonly BridgeAccount[];
  /** Of creation, of failure among failed deliveries, of refusal among conflicts; epoch ms. */
  since?: number | undefined;
  until?: number | undefined;
  /** Where to go on: after this entry, which is one of the first account where the oldest come first. */
  after?: Listed | undefined;
  isWanted?: (selected: Selected) => boolean;
};

type Options = {
  storage: Storage;
  now: () => number;
  order?: Order;
  onUnreadable?: (id: string, why: string) => void;
  /** How many entries were read so far. */
  onProgress?: (count: number) => void;
};

/**
 * The interviews and, among failed ones, applications that match the filters, in batches: oldest first account by account, so that each batch is of one
 * account, or newest first of all accounts together. Leaves out interviews created meanwhile, and unreadable ones.
 */
export async function* select(filters: Filters, kind: Kind, options: Options): AsyncGenerator<Selected[]> {
  const { onUnreadable = () => undefined, onProgress = () => undefined } = options;
  let count = 0;
  for await (const entries of entriesOf(filters, kind, options)) {
    const selected = (await Promise.all(entries.map(read))).filter((each) => each !== undefined);
    if (selected.length > 0) yield selected;
    count += entries.length;
    onProgress(count);
  }

  async function read(entry: Entry): Promise<Selected | undefined> {
    const selected = await readSelected(options, entry.id, entry, (why) => onUnreadable(entry.id, why));
    return selected && (filters.isWanted?.(selected) ?? true) ? selected : undefined;
  }
}

/** The same without reading the interviews. */
export async function* entriesOf(
  { accounts, since, until, after }: Filters,
  kind: Kind,
  { storage, now, order = 'oldest' }: Pick<Options, 'storage' | 'now' | 'order'>,
): AsyncGenerator<Entry[]> {
  if (order === 'newest') yield* inBatches(newestFirst(accounts.map(backwards)));
  else {
    for (const [i, account] of accounts.entries()) {
      yield* inBatches(entriesOfOne(account, pageSize, i === 0 ? after : undefined));
    }
  }

  function backwards(account: BridgeAccount): AsyncGenerator<Entry> {
    // All accounts are read at once, and of most of them nothing may be wanted.
    return entriesOfOne(account, Math.max(smallestPage, Math.floor(pageSize / accounts.length)), after);
  }

  async function* entriesOfOne(account: BridgeAccount, firstSize: number, from?: Listed): AsyncGenerator<Entry> {
    const [first, end] = [since ?? 0, Math.min(until ?? now(), now())];
    let [last, size] = [from, firstSize];
    for (;;) {
      const page = await storage.schedule.page(account.name, kind, { from: first, to: end, size, last, order });
      if (page.length === 0) return;
      for (const entry of page) yield { ...entry, account };
      [last, size] = [page.at(-1), Math.min(2 * size, pageSize)];
    }
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
  throw unknownAccount('--account', wanted, accounts);
}

/** What the options of a command choose, and what it says meanwhile. Ids that cannot be read are added to `missing`. */
export function selectAsAsked(
  { accounts, storage, options, now, printError, showProgress }: OperatorParts,
  kind: Kind,
  missing: string[],
  order: Order = 'oldest',
): AsyncGenerator<Selected[]> {
  const { account, state, since, until } = options;
  const isWanted = (selected: Selected) => state === undefined || stateWord(selected, now()) === state;
  return select({ accounts: chosenAccounts(accounts, account), since, until, isWanted }, kind, {
    storage,
    now,
    order,
    onUnreadable(id, why) {
      printError(missingText(id, { outcome: 'unreadable', why }));
      missing.push(id);
    },
    onProgress: (count) => showProgress(`interviews read: ${count}`),
  });
}
