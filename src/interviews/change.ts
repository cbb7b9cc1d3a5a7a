import type { Account, InterviewStore } from './ports.ts';
import type { InterviewRecord } from './record.ts';
import { scheduleOf } from './step.ts';
import { withLine } from './story.ts';
import { untilSaved } from './tries.ts';

type Parts = { store: Pick<InterviewStore, 'read' | 'save'>; now: () => number };

/**
 * Changes an interview as an operator wants it, whoever else saves it meanwhile; `text` becomes a line of its story.
 * Resolves to the record as it was before, also where `change` answers undefined and so leaves it; undefined when there is none.
 */
export async function changeInterview(
  { store, now }: Parts,
  account: Account,
  id: string,
  text: string,
  change: (record: InterviewRecord) => InterviewRecord | undefined,
): Promise<InterviewRecord | undefined> {
  const { was } = await untilSaved(async () => {
    const current = await store.read(id);
    // An index is no proof of whose an interview is.
    if (current?.record.account !== account.name) return { was: undefined };
    const changed = change(current.record);
    if (!changed) return { was: current.record };
    const record = withLine(changed, now(), text);
    const schedule = scheduleOf(record, account.policy, account.render, now());
    return (await store.save(record, current.version, schedule)) ? { was: current.record } : undefined;
  });
  return was;
}
