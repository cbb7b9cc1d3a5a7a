import type { BridgeAccount } from '../bridge-accounts.ts';
import { outcomeOf } from '../interviews/outcome.ts';
import { deliveryOf, type InterviewRecord } from '../interviews/record.ts';
import { type Standing, standingOf } from '../outbox/delivery.ts';
import { deliveryKey } from '../outbox/destination.ts';
import type { Listed } from '../store/schedule-store.ts';
import { type OperatorParts, UsageError } from './parts.ts';
import { readRecord } from './read-record.ts';

const states = ['failed', 'refused', 'waiting', 'acknowledged', 'dismissed', 'open'] as const;
/** If there are several documents, the one that most needs attention decides. */
const urgency: readonly Standing[] = ['failed', 'waiting', 'refused', 'dismissed', 'acknowledged'];
export type DeliveryStateName = (typeof states)[number];

/** The delivery state of an interview, in one word. */
export function deliveryStateOf(record: InterviewRecord, account: BridgeAccount, now: number): DeliveryStateName {
  const outcome = outcomeOf(record, account.policy, now);
  if (outcome.status === 'pending') return 'open';
  const standings = account.destinations.flatMap((destination) =>
    destination
      .documents({ record, outcome })
      .map((document) => standingOf(deliveryOf(record, deliveryKey(destination, document)), document)),
  );
  return urgency.find((standing) => standings.includes(standing)) ?? 'open';
}

export type Selected = { at: number; record: InterviewRecord; account: BridgeAccount; state: DeliveryStateName };

const pageSize = 1000;
const batchSize = 50;
const progressEvery = 10_000;

/**
 * The interviews that match the filters, oldest first, in batches. Leaves out interviews created meanwhile, and
 * unreadable ones: these are reported and added to `missing`. Throws UsageError for a wrong filter.
 */
export async function* select(
  { accounts, storage, filters, now, printError }: OperatorParts,
  kind: 'all' | 'failed',
  missing: string[],
): AsyncGenerator<Selected[]> {
  if (filters.state !== undefined && !states.some((state) => state === filters.state)) {
    throw new UsageError(`--state should be one of ${states.join(', ')}`);
  }
  const chosen = chosenAccounts(accounts, filters.account);
  const from = timeOf('--since', filters.since) ?? 0;
  const to = Math.min(timeOf('--until', filters.until) ?? now(), now());

  let count = 0;
  for (const account of chosen) {
    let last: Listed | undefined;
    for (;;) {
      const page = await storage.schedule.page(account.name, kind, from, to, pageSize, last);
      if (page.length === 0) break;
      last = page.at(-1);
      for (let i = 0; i < page.length; i += batchSize) {
        const batch = await Promise.all(page.slice(i, i + batchSize).map((entry) => read(account, entry)));
        const selected = batch.filter((each) => each !== undefined);
        if (selected.length > 0) yield selected;
      }
      count += page.length;
      if (count % progressEvery === 0) printError(`${count} interviews read, now of ${account.name}`);
    }
  }

  async function read(account: BridgeAccount, { id, at }: Listed): Promise<Selected | undefined> {
    const record = await readRecord(storage, id, (why) => {
      printError(`Interview ${id} cannot be read: ${why}`);
      missing.push(id);
    });
    if (record?.account !== account.name) return undefined;
    const state = deliveryStateOf(record, account, now());
    if (filters.state !== undefined && state !== filters.state) return undefined;
    return { record, account, state, at };
  }
}

/** All accounts, or the one with that name. Throws UsageError if there is no such account. */
export function chosenAccounts<A extends { name: string }>(accounts: readonly A[], wanted: string | undefined): A[] {
  const chosen = accounts.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`--account should be one of ${accounts.map(({ name }) => name).join(', ')}`);
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new UsageError(`${option} should be a date such as 2026-01-31 or 2026-01-31T12:00:00Z`);
  return at;
}
