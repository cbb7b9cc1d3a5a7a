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
  const view = await openViews(parts)(record, account);
  const candidateId = record.origin.door === 'stage' ? view.origin.candidate_id : undefined;
  const [isQueued, applicationId] = await Promise.all([
    parts.storage.replays.isWaiting(account.name, id),
    candidateId === undefined ? undefined : parts.storage.applications.idOf(account.name, candidateId),
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
    /** Of the stage door. */
    applicationId,
    changes: changesOfInterview(found, parts.now()),
    mayAsk: account.vendor.capabilities.canAsk !== 'never',
    /** Absent where it could not be erased by it. */
    email: addressIn(record.candidate.email),
  };
}

export function pathOf(id: string): `/${string}` {
  return `/interviews/${encodeURIComponent(id)}`;
}
