import type { CheckedClause } from '../runner.ts';

export type Report = {
  kit: 'check-vendor' | 'check-provider';
  url: string;
  clauses: readonly CheckedClause[];
  /** What the kit left at the server, or did there. */
  notes: readonly string[];
};

export type Counts = { passed: number; failed: number; notApplicable: number };

export function countsOf({ clauses }: Pick<Report, 'clauses'>): Counts {
  const count = (result: CheckedClause['result']) => clauses.filter((clause) => clause.result === result).length;
  return { passed: count('pass'), failed: count('fail'), notApplicable: count('not applicable') };
}

/** The one document of `--json`. */
export function jsonReport(report: Report): object {
  const { kit, url, clauses, notes } = report;
  return { kit, url, summary: countsOf(report), clauses, notes };
}

const mostShown = 500;

/** As it may be shown: without these secrets, wherever a server repeats them, and not too long. */
export function presented(clause: CheckedClause, secrets: readonly string[]): CheckedClause {
  const present = (text: string) => shortened(withoutSecrets(text, secrets));
  if (clause.result === 'fail') return { ...clause, came: present(clause.came), expected: present(clause.expected) };
  return clause.result === 'not applicable' ? { ...clause, reason: present(clause.reason) } : clause;
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  // Within JSON a secret may be spelled with backslashes.
  const spellings = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('/', '\\/'),
    encodeURIComponent(secret),
  ]);
  return spellings.reduce((hidden, secret) => hidden.replaceAll(secret, '[secret]'), text);
}

function shortened(text: string): string {
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`;
}
