import { type Clause, ClauseBroken, type ClauseGroup, NotApplicable } from './clause.ts';

export type Verdict =
  | { result: 'pass' }
  | { result: 'fail'; came: string; expected: string }
  | { result: 'not applicable'; reason: string };

export type CheckedClause = { id: string; group: string; title: string; why: string; docs: string } & Verdict;

/** An error of the kit itself: it says nothing about the server. */
export class KitError extends Error {
  constructor(clause: string, cause: unknown) {
    super(`The kit itself failed at ${clause}`, { cause });
    this.name = 'KitError';
  }
}

/** Checks one clause after the other; `only`: ids of those that are wanted. Throws KitError. */
export async function runClauses<Subject>(
  groups: readonly ClauseGroup<Subject>[],
  subject: Subject,
  only?: ReadonlySet<string>,
): Promise<CheckedClause[]> {
  const checked: CheckedClause[] = [];
  for (const { title: group, docs, clauses } of groups) {
    for (const clause of clauses) {
      if (only && !only.has(clause.id)) continue;
      const { id, title, why } = clause;
      checked.push({ id, group, title, why, docs, ...(await verdictOn(clause, subject)) });
    }
  }
  return checked;
}

async function verdictOn<Subject>(clause: Clause<Subject>, subject: Subject): Promise<Verdict> {
  try {
    await clause.check(subject);
    return { result: 'pass' };
  } catch (error) {
    if (error instanceof ClauseBroken) return { result: 'fail', came: error.came, expected: error.expected };
    if (error instanceof NotApplicable) return { result: 'not applicable', reason: error.message };
    throw new KitError(clause.id, error);
  }
}
