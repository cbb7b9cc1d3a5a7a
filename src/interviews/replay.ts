import { replayed } from './delivery.ts';
import type { Account, InterviewStore } from './ports.ts';
import { scheduleOf } from './step.ts';
import { withLine } from './story.ts';
import { untilSaved } from './tries.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'save'>; now: () => number };

/**
 * Forgets how the tries of an interview ended: whatever Workable does not have is due from now on. Sends nothing itself, so
 * replaying what is already right does nothing. Resolves to whether there is such an interview.
 */
export function replayInterviews({ store, now }: Parts) {
  return async function replay(account: Account, id: string): Promise<boolean> {
    return untilSaved(async () => {
      const current = await store.read(id);
      if (!current) return false;
      const due = { ...current.record, delivery: replayed(current.record.delivery) };
      const record = withLine(due, now(), 'replayed by an operator');
      const schedule = scheduleOf(record, account.policy, account.render, now());
      return (await store.save(record, current.version, schedule)) || undefined;
    });
  };
}
