import { Refusal, unprocessable } from './refusal.ts';
import { jobOf, type SpiState } from './state.ts';
import type { Role, SpiCandidate, SpiJob, SpiMember } from './types.ts';

export type WriteKind = 'comment' | 'evaluate' | 'move' | 'disqualify' | 'revert' | 'copy' | 'relocate';

/** What a member is in a job: as in its hiring team; super admins see all jobs; others are nothing there. */
export function roleIn(
  state: SpiState,
  member: SpiMember,
  { jobShortcode }: Pick<SpiCandidate, 'jobShortcode'>,
): Role | undefined {
  if (jobShortcode === undefined) return member.role;
  return jobOf(state, jobShortcode).team[member.id] ?? (member.isSuperAdmin ? 'admin' : undefined);
}

/** Passes, or refuses a write of this member: 422 for an unknown one, 403 for all else. */
export function checkWrite(state: SpiState, kind: WriteKind, memberId: string, candidate: SpiCandidate): void {
  const member = state.members.find(({ id }) => id === memberId);
  if (!member) throw unprocessable('member_id is unknown');
  const job = candidate.jobShortcode === undefined ? undefined : jobOf(state, candidate.jobShortcode);
  if (!member.isActive || (job && isClosedTo(state, kind, job))) throw forbidden(state);
  if (job && isHiddenFrom(state, member, job)) throw forbidden(state);
  const role = roleIn(state, member, candidate) ?? member.role;
  const allowed = state.permissions[`ats:collab:candidates:${kind}`];
  if (allowed && !allowed.includes(role)) throw forbidden(state);
}

function isClosedTo({ switches }: SpiState, kind: WriteKind, job: SpiJob): boolean {
  if (job.state === 'published') return false;
  if (job.state === 'closed') return switches.closedJobWrites === 403;
  const isRemark = kind === 'comment' || kind === 'evaluate';
  return !(isRemark && switches.archivedJobWrites === 'comments-pass');
}

/** `department` hits super admins too, as has been seen. */
function isHiddenFrom({ switches }: SpiState, member: SpiMember, job: SpiJob): boolean {
  if (switches.member403 === 'none') return false;
  if (switches.member403 === 'department')
    return job.department !== null && !member.departments.includes(job.department);
  return !member.isSuperAdmin && job.team[member.id] === undefined;
}

export function forbidden({ switches }: SpiState): Refusal {
  return new Refusal(403, switches.forbiddenBody === 'error' ? { error: 'Forbidden' } : undefined);
}
