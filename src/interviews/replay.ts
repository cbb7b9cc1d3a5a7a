import { changeInterview } from './change.ts';
import { replayed } from './delivery.ts';
import type { Account, InterviewStore } from './ports.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'save'>; now: () => number };

/**
 * Forgets how the tries of an interview ended: whatever Workable does not have is due from now on. Sends nothing itself, so
 * replaying what is already right does nothing. Resolves to whether there is such an interview.
 */
export function replayInterviews(parts: Parts) {
  return async function replay(account: Account, id: string): Promise<boolean> {
    const was = await changeInterview(parts, account, id, 'replayed by an operator', (record) => ({
      ...record,
      delivery: replayed(record.delivery),
    }));
    return was !== undefined;
  };
}
