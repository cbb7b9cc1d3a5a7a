import type { BridgeAccount } from '../../bridge-accounts.ts';
import type { BridgeParts } from '../parts.ts';
import { type InterviewState, interviewStateOf } from './interview-state.ts';
import { subjectOf } from './interview-view.ts';
import { listInterviews } from './list-interviews.ts';

/** `isAll`: there are no others. */
export type StateCounts = { counted: number; isAll: boolean; of: Partial<Record<InterviewState, number>> };

/** How many of the newest interviews of these accounts are in each state: of all it would mean to read them all. */
export async function countStates(
  parts: BridgeParts,
  accounts: readonly BridgeAccount[],
  newest: number,
): Promise<StateCounts> {
  const { found, last } = await listInterviews(parts, { accounts, limit: newest });
  const of: Partial<Record<InterviewState, number>> = {};
  for (const { record, account } of found) {
    const state = interviewStateOf(subjectOf(record, account, parts.now()));
    of[state] = (of[state] ?? 0) + 1;
  }
  return { counted: found.length, isAll: last === undefined, of };
}
