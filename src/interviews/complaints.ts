import { limits } from '../limits.ts';
import { subjectOf } from './at-vendor.ts';
import { budgets } from './budgets.ts';
import type { Change } from './change.ts';
import type { Step } from './plan.ts';
import type { InterviewRecord } from './record.ts';
import { save, type Turn, type WorkParts } from './turn.ts';

/**
 * Saves what follows from an answer of the vendor's, and reports to the vendor what could not be read in it. Names are
 * kept before they are reported: each is reported once at most, whatever happens in between.
 */
export async function saveAnswer(
  parts: WorkParts,
  turn: Turn,
  unread: readonly string[],
  change: Pick<Change, 'to' | 'event'>,
): Promise<Step | undefined> {
  const names = newlyUnread(turn, unread);
  const step = await save(parts, turn, { ...change, to: (record) => withComplaints(change.to(record), names) });
  // Its answer changes nothing, so what comes next does not wait for it.
  if (names.length > 0 && isKept(turn, names)) void complain(parts, turn, names);
  return step;
}

/** Those that the vendor was not told of before, as far as there is room. */
function newlyUnread({ account, record }: Turn, unread: readonly string[]): readonly string[] {
  if (account.vendor.complain === undefined) return [];
  const { complaints = [] } = record;
  const room = Math.max(0, limits.complaintsOfInterview - complaints.length);
  return [...new Set(unread)].filter((name) => !complaints.includes(name)).slice(0, room);
}

function withComplaints(record: InterviewRecord | undefined, names: readonly string[]): InterviewRecord | undefined {
  if (!record || names.length === 0) return record;
  return { ...record, complaints: [...(record.complaints ?? []), ...names] };
}

/** Where the lease was over, nothing was saved. */
function isKept({ record: { complaints = [] } }: Turn, names: readonly string[]): boolean {
  return names.every((name) => complaints.includes(name));
}

/** The vendor may well not listen: nothing depends on it. */
async function complain(parts: WorkParts, { account, record }: Turn, names: readonly string[]): Promise<void> {
  const { vendor } = account;
  await parts
    .within(budgets.complain, async (options) => vendor.complain?.(subjectOf(record), names, options))
    .catch(() => undefined);
}
