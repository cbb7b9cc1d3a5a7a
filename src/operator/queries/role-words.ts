const words: Readonly<Record<string, string>> = {
  admin: 'all access',
  simple: 'standard access',
  reviewer: 'limited access',
  recruiter: 'external recruiter',
};

/** What people call a role of Workable's API. */
export function roleWords(role: string | undefined): string {
  return role === undefined ? 'role unknown' : (words[role] ?? role);
}
