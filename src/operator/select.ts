import type { BridgeAccount } from '../bridge-accounts.ts';
import { outcomeOf } from '../interviews/outcome.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { type Standing, standingOf } from '../outbox/delivery.ts';
import { deliveryKey } from '../outbox/destination.ts';
import type { Listed } from '../store/schedule-store.ts';
import { Misuse, type OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';

const states = ['failed', 'refused', 'waiting', 'acknowledged', 'dismissed', 'open'] as const;
/** Of several documents, the one that most needs a person speaks for the interview. */
const urgency: readonly Standing[] = ['failed', 'waiting', 'refused', 'dismissed', 'acknowledged'];
export type DeliveryStateName = (typeof states)[number];

/** How the delivery of an interview stands, in one word. */
export function deliveryStateOf(record: InterviewRecord, account: BridgeAccount, now: number): DeliveryStateName {
  const outcome = outcomeOf(record, account.policy, now);
  if (outcome.status === 'pending') return 'open';
  const standings = account.destinations.flatMap((destination) =>
    destination
      .documents({ record, outcome })
      .map((document) => standingOf(record.deliveries[deliveryKey(destination, document)] ?? {}, document)),
  );
  return urgency.find((standing) => standings.includes(standing)) ?? 'open';
}

export type Selected = { at: number; record: InterviewRecord; account: BridgeAccount; state: DeliveryStateName };

const pageSize = 1000;
const readAtOnce = 50;
const progressEvery = 10_000;

/**
 * The interviews that the filters name, oldest first, a few at a time however many there are. Those that join while it
 * goes on are left out, and those that cannot be read, which are told and become `missing`. Throws Misuse when a filter is
 * wrong.
 */
export async function* select(
  { accounts, storage, filters, now, complain }: OperatorParts,
  kind: 'all' | 'failed',
  missing: string[],
): AsyncGenerator<Selected[]> {
  if (filters.state !== undefined && !states.some((state) => state === filters.state)) {
    throw new Misuse(`--state should be one of ${states.join(', ')}`);
  }
  const chosen = chosenAccounts(accounts, filters.account);
  const from = timeOf('--since', filters.since) ?? 0;
  const to = Math.min(timeOf('--until', filters.until) ?? now(), now());

  let looked = 0;
  for (const account of chosen) {
    let last: Listed | undefined;
    for (;;) {
      const page = await storage.schedule.page(account.name, kind, from, to, pageSize, last);
      if (page.length === 0) break;
      last = page.at(-1);
      for (let i = 0; i < page.length; i += readAtOnce) {
        const read = await Promise.all(page.slice(i, i + readAtOnce).map((entry) => look(account, entry)));
        const named = read.filter((each) => each !== undefined);
        if (named.length > 0) yield named;
      }
      looked += page.length;
      if (looked % progressEvery === 0) complain(`${looked} looked at, from ${account.name}`);
    }
  }

  async function look(account: BridgeAccount, { id, at }: Listed): Promise<Selected | undefined> {
    const record = await readRecord(storage, id, (why) => {
      complain(`Interview ${id} cannot be read: ${why}`);
      missing.push(id);
    });
    if (record?.account !== account.name) return undefined;
    const state = deliveryStateOf(record, account, now());
    if (filters.state !== undefined && state !== filters.state) return undefined;
    return { record, account, state, at };
  }
}

/** All of them, or the one that is named. Throws Misuse when there is none of that name. */
export function chosenAccounts<A extends { name: string }>(accounts: readonly A[], wanted: string | undefined): A[] {
  const chosen = accounts.filter(({ name }) => wanted === undefined || name === wanted);
  if (chosen.length > 0) return chosen;
  throw new Misuse(`--account should be one of ${accounts.map(({ name }) => name).join(', ')}`);
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Misuse(`${option} should be a date such as 2026-01-31 or 2026-01-31T12:00:00Z`);
  return at;
}
