import { addressIn } from '../../../interviews/person.ts';
import { attemptsOf } from '../../../interviews/record.ts';
import { describeScore } from '../../../interviews/score.ts';
import { named } from '../../actions/named.ts';
import { foundInterview } from '../../api/found.ts';
import { changesOfInterview } from '../../queries/changes.ts';
import { openViews } from '../../queries/interview-view.ts';
import type { ConsoleParts } from '../page.ts';

export type InterviewData = Awaited<ReturnType<typeof loadInterview>>;

/** An interview with all that the console says of it; nothing personal is shown of that before it is asked for. */
export async function loadInterview(parts: ConsoleParts, id: string) {
  const found = foundInterview(id, await named(parts, id));
  const { record, account } = found;
  const [view, isQueued] = await Promise.all([
    openViews(parts)(record, account),
    parts.storage.replays.isWaiting(account.name, id),
  ]);
  const attempts = attemptsOf(record).map(({ attemptId, vendorStatus, state, score }) => ({
    id: attemptId,
    status: vendorStatus ?? state,
    score: score ? describeScore(score) : undefined,
  }));
  return {
    view,
    record,
    attempts,
    isQueued,
    changes: changesOfInterview(found, parts.now()),
    mayAsk: account.vendor.capabilities.canAsk !== 'never',
    /** Absent where it could not be erased by it. */
    email: addressIn(record.candidate.email),
  };
}

export function pathOf(id: string): `/${string}` {
  return `/interviews/${encodeURIComponent(id)}`;
}
