import type { BridgeAccount } from '../../bridge-accounts.ts';
import { limits } from '../../limits.ts';
import type { BridgeParts } from '../parts.ts';
import { readRecord } from '../read-record.ts';
import { type Entry, entriesOf, type Filters } from '../select.ts';
import { type SelectedInterview, selectedOf } from '../selected.ts';
import { type InterviewState, interviewStateOf } from './interview-state.ts';
import { subjectOf } from './interview-view.ts';

export type InterviewFilters = {
  state?: InterviewState | undefined;
  /** The id or the title of the job. */
  job?: string | undefined;
  template?: string | undefined;
};

/** Whether an interview is one of those. Pure. */
export function isAmong({ state, job, template }: InterviewFilters, now: number) {
  return ({ record, account }: Pick<SelectedInterview, 'record' | 'account'>): boolean =>
    (job === undefined || record.jobId === job || record.jobTitle === job) &&
    (template === undefined || record.templateId === template) &&
    (state === undefined || interviewStateOf(subjectOf(record, account, now)) === state);
}

/** Failed deliveries have an index of their own. */
export function kindOf(state: InterviewState | undefined): 'all' | 'failed' {
  return state === 'failed' ? 'failed' : 'all';
}

type Asked = Pick<Filters, 'since' | 'after'> &
  InterviewFilters & { accounts: readonly BridgeAccount[]; limit: number };
type Page = { found: SelectedInterview[]; unreadable: string[]; last?: Pick<Entry, 'id' | 'at'> };

/**
 * The newest interviews that match, after `after`. Reads a limited number of them: `last` is where the next page begins,
 * and absent at the end, however many match.
 * `unreadable`: ids of those that cannot be read, whatever they are.
 */
export async function listInterviews({ storage, now }: BridgeParts, asked: Asked): Promise<Page> {
  const { accounts, since, after, limit, state } = asked;
  const at = now();
  const fits = isAmong(asked, at);
  const found: SelectedInterview[] = [];
  const unreadable: string[] = [];
  let [read, last]: [number, Entry | undefined] = [0, undefined];
  const entries = entriesOf({ accounts, since, after }, kindOf(state), { storage, now, order: 'newest' });
  for await (const several of entries) {
    // They are read at once, and judged in their order.
    const unread = new Set<string>();
    const records = await Promise.all(several.map(({ id }) => readRecord(storage, id, () => void unread.add(id))));
    for (const [i, entry] of several.entries()) {
      const record = records[i];
      const selected = record && selectedOf(record, entry, at);
      if (found.length === limit || read === limits.apiPageReads) {
        return { found, unreadable, ...(last ? { last: { id: last.id, at: last.at } } : {}) };
      }
      if (selected && fits(selected)) found.push(selected);
      if (unread.has(entry.id)) unreadable.push(entry.id);
      [read, last] = [read + 1, entry];
    }
  }
  return { found, unreadable };
}
