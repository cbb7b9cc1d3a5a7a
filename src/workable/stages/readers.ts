/** `in_some_jobs`: only where the hiring team of a job gives the member a role that sees it. */
export type Reading = 'yes' | 'in_some_jobs' | 'no';

/** Roles that only the hiring team of a job gives, to members of any role of the account but external recruiters. */
const rolesOfJobs = ['hiring_manager', 'recruiting_admin'];

/**
 * Whether a member sees a comment of such a policy, by their role in the account. Everybody but admins sees the jobs
 * alone in whose hiring team they are.
 */
export function readingOf(role: string | undefined, policy: readonly string[]): Reading {
  if (role === 'admin') return 'yes';
  if (role !== undefined && policy.includes(role)) return 'yes';
  if (role === 'recruiter') return 'no';
  return policy.some((each) => rolesOfJobs.includes(each)) ? 'in_some_jobs' : 'no';
}
