import type { InterviewRecord } from '../../interviews/record.ts';
import { iso } from '../iso.ts';
import { type Finding, wrong } from './finding.ts';

const maxListed = 5;
const dayMs = 24 * 3_600_000;
const minuteMs = 60_000;

/** Newest interviews of the last day without an invitation: a recruiter has to send them again. */
export function invitationFindings(account: string, newest: readonly InterviewRecord[], now: number): Finding[] {
  const missing = newest.filter(({ invitation, createdAt }) => {
    const at = 'failure' in invitation ? invitation.at : createdAt + minuteMs;
    return invitation.state !== 'invited' && at <= now && at > now - dayMs;
  });
  if (missing.length === 0) return [];
  const [last] = missing
    .flatMap(({ invitation }) => ('failure' in invitation ? invitation : []))
    .sort((a, b) => b.at - a.at);
  const why = last ? `, the last since ${iso(last.at)}: ${last.failure.message}` : ', for an unknown reason';
  const count = `${missing.length} of the newest interviews ${missing.length === 1 ? 'has' : 'have'} no invitation`;
  const ids = missing.slice(-maxListed).map(({ id }) => id);
  return [
    wrong(
      `${account}: ${count}${why}. Workable got an error for each: once the cause is fixed, have them sent again. See "bridge show <id>": ${ids.join(' ')}`,
    ),
  ];
}
