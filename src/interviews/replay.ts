import { replayed, withDeliveries } from '../outbox/delivery.ts';
import { change } from './change.ts';
import type { Account, InterviewStore } from './ports.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'readSurely' | 'save'>; now: () => number };

/**
 * Forgets how the deliveries of an interview ended, so that each document that its destination does not have is due
 * again. Sends nothing itself; where all documents are delivered, nothing is due. Resolves to whether there is such an
 * interview.
 */
export async function replay(parts: Parts, account: Account, id: string): Promise<boolean> {
  const changed = await change(parts, account, id, {
    to: (record) => withDeliveries(record, replayed),
    event: 'replayed by an operator',
  });
  return changed.outcome !== 'gone';
}
