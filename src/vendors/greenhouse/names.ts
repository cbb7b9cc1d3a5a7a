import type { Candidate } from '../../interviews/record.ts';

/** The vendor needs both names: a single one is split at its last space, or gets the last name of the settings. */
export function namesOf({ firstName, lastName }: Candidate, otherwise: string): { first: string; last: string } {
  if (firstName !== undefined && lastName !== undefined) return { first: firstName, last: lastName };
  const name = (firstName ?? lastName ?? '').trim();
  const [, first = name, last = otherwise] = /^(.*\S)\s+(\S+)$/s.exec(name) ?? [];
  return { first, last };
}
