import type { BridgeAccount } from '../bridge-accounts.ts';
import { isKnownToHave } from '../interviews/delivery.ts';
import { publish } from '../interviews/publication.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import { isNews } from '../interviews/step.ts';
import type { OperatorParts } from './parts.ts';

const states = ['failed', 'refused', 'waiting', 'acknowledged', 'open'] as const;
export type DeliveryStateName = (typeof states)[number];

/** How the delivery of an interview stands, in one word. */
export function deliveryStateOf(record: InterviewRecord, account: BridgeAccount, now: number): DeliveryStateName {
  const publication = publish(record, account.policy, now);
  if (publication.status === 'pending') return 'open';
  const rendered = account.render(record, publication);
  if (isNews(record, rendered)) return 'waiting';
  const { refused } = record.delivery;
  if (isKnownToHave(record.delivery, rendered.digest)) return 'acknowledged';
  return refused?.digest === rendered.digest ? 'refused' : 'failed';
}

export type Selected = { record: InterviewRecord; account: BridgeAccount; state: DeliveryStateName };

/**
 * The interviews that the filters name, oldest first, read in small steps however many there are. Throws an Error that
 * says which filter is wrong.
 */
export async function* select(
  { accounts, storage, filters, now }: OperatorParts,
  kind: 'all' | 'failed',
): AsyncGenerator<Selected> {
  if (filters.state !== undefined && !states.some((state) => state === filters.state)) {
    throw new Error(`--state should be one of ${states.join(', ')}`);
  }
  const chosen = accounts.filter(({ name }) => filters.account === undefined || name === filters.account);
  if (chosen.length === 0) throw new Error(`--account should be one of ${accounts.map(({ name }) => name).join(', ')}`);
  const from = timeOf('--since', filters.since) ?? 0;
  const to = timeOf('--until', filters.until) ?? Number.MAX_SAFE_INTEGER;

  for (const account of chosen) {
    for (const { id } of await storage.agenda.list(account.name, kind, from, to)) {
      const found = await storage.interviews.read(id);
      if (!found) continue;
      const state = deliveryStateOf(found.record, account, now());
      if (filters.state === undefined || state === filters.state) yield { record: found.record, account, state };
    }
  }
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`${option} should be a date such as 2026-01-31 or 2026-01-31T12:00:00Z`);
  return at;
}
