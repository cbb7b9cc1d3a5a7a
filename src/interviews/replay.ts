import { replayed } from '../outbox/delivery.ts';
import { change } from './change.ts';
import type { Account, InterviewStore } from './ports.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'save'>; now: () => number };

/**
 * Forgets how attempts to deliver an interview ended: whatever does not stand where it ought to is due from now on. Sends
 * nothing itself, so replaying what is already right does nothing. Resolves to whether there is such an interview.
 */
export async function replay(parts: Parts, account: Account, id: string): Promise<boolean> {
  const changed = await change(parts, account, id, {
    to: ({ deliveries, ...record }) => ({
      ...record,
      deliveries: Object.fromEntries(Object.entries(deliveries).map(([key, state]) => [key, replayed(state)])),
    }),
    event: 'replayed by an operator',
  });
  return changed.outcome !== 'gone';
}
