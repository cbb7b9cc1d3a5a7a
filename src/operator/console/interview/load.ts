import { addressIn } from '../../../interviews/person.ts';
import { attemptsOf, type InterviewRecord } from '../../../interviews/record.ts';
import { describeScore } from '../../../interviews/score.ts';
import { named } from '../../actions/named.ts';
import { foundInterview } from '../../api/found.ts';
import { changesOfInterview } from '../../queries/changes.ts';
import { openViews } from '../../queries/interview-view.ts';
import { obstacleToEntries } from '../application/load.ts';
import type { ConsoleParts } from '../page.ts';
import { waitingOf } from './waiting.ts';

export type InterviewData = Awaited<ReturnType<typeof loadInterview>>;

/** An interview with all that the console says of it; nothing personal is shown of that before it is asked for. */
export async function loadInterview(parts: ConsoleParts, id: string) {
  const found = foundInterview(id, await named(parts, id));
  const { record, account } = found;
  const view = await openViews(parts)(record, account);
  const candidateId = record.origin.door === 'stage' ? view.origin.candidate_id : undefined;
  const [isQueued, applicationId, backlog] = await Promise.all([
    parts.storage.replays.isWaiting(account.name, id),
    candidateId === undefined ? undefined : parts.storage.applications.idOf(account.name, candidateId),
    parts.storage.backlogs.backlogOf(account.name, parts.now()),
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
    mayAsk: account.vendor.capabilities.canAsk !== 'never' && isAnswerable(record),
    waiting: waitingOf({ record, account, view }, backlog.circuits, parts.now()),
    isPaused: account.isPaused === true,
    /** What keeps the entries about it from the candidate's timeline. */
    obstacle: applicationId === undefined ? undefined : await obstacleToEntries(parts, applicationId),
    rejectedWebhooks: backlog.rejectedWebhooks,
    /** Absent where it could not be erased by it. */
    email: addressIn(record.candidate.email),
  };
}

function isAnswerable({ invitation }: InterviewRecord): boolean {
  return invitation.state === 'invited' || invitation.state === 'unclear';
}

export function pathOf(id: string): `/${string}` {
  return `/interviews/${encodeURIComponent(id)}`;
}
