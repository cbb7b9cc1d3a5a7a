/** The roles of Workable, from the one that sees least. */
export type Role = 'recruiter' | 'reviewer' | 'simple' | 'hiring_manager' | 'recruiting_admin' | 'admin';

/** All sets of roles that a comment may be visible to (Workable's reference, "Create a comment"). */
const policies: readonly (readonly Role[])[] = [
  ['admin'],
  ['recruiter', 'admin'],
  ['recruiting_admin', 'admin'],
  ['recruiter', 'recruiting_admin', 'admin'],
  ['hiring_manager', 'recruiting_admin', 'admin'],
  ['recruiter', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['simple', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['recruiter', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'],
  ['recruiter', 'reviewer', 'simple', 'hiring_manager', 'recruiting_admin', 'admin'],
];

/** The set of these roles, separated by commas in any order; undefined where Workable has no such set. */
export function policyOf(text: string): readonly Role[] | undefined {
  const named = text.split(',').map((role) => role.trim());
  return policies.find((roles) => roles.length === named.length && roles.every((role) => named.includes(role)));
}

/** For a message that lists what is allowed. */
export const policyTexts = policies.map((roles) => roles.join(','));
