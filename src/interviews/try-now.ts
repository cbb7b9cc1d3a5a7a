import { dueNow } from '../outbox/delivery.ts';
import { change } from './change.ts';
import type { Account, InterviewStore } from './ports.ts';
import { type InterviewRecord, withDelivery } from './record.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>; now: () => number };

/**
 * The deliveries of an interview that wait for their next try are due now; those that wait for nothing stay as they
 * are. `circuit`: those of that one alone. `event`: a line for the history, where something was made due.
 */
export async function tryNow(
  { store, now }: Parts,
  account: Account,
  id: string,
  { circuit, event }: { circuit?: string; event: string },
): Promise<void> {
  const ids = account.destinations.flatMap((each) =>
    circuit === undefined || each.circuit === circuit ? each.id : [],
  );
  await change({ store, now }, account, id, { to: (record) => withTriesDue(record, ids, now()), event });
}

/** Undefined where none of their deliveries waits for a try. */
function withTriesDue(record: InterviewRecord, ids: readonly string[], now: number): InterviewRecord | undefined {
  const trying = Object.entries(record.deliveries).flatMap(([key, delivery]) =>
    delivery.trying && delivery.trying.nextAt > now && ids.some((id) => key.startsWith(`${id}/`)) ? [key] : [],
  );
  if (trying.length === 0) return undefined;
  return trying.reduce((changed, key) => withDelivery(changed, key, (delivery) => dueNow(delivery, now)), record);
}
