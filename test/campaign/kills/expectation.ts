import type { CallbackBody } from '../../../sandbox/workable/types.ts';

/** What must be reported to Workable, as far as the vendor's words decide it. */
export type Expected = {
  status: string;
  score?: string;
  grade?: string;
  summary?: string;
  /** Of a vendor without a summary: what tells its states apart. */
  mark?: string;
};

export const names = ['status', 'score', 'grade', 'summary', 'mark'] as const;

/** What a body says of that, apart from the mark. */
export function saidIn({ status, interview: { score, grade, summary } = {} }: CallbackBody): Expected {
  return {
    status,
    ...(score === undefined ? {} : { score }),
    ...(grade === undefined ? {} : { grade }),
    ...(summary === undefined ? {} : { summary }),
  };
}

/** In these of their fields. */
export function isSame(a: Expected, b: Expected, fields: readonly (keyof Expected)[] = names): boolean {
  return fields.every((name) => a[name] === b[name]);
}

/** How a person's decision is reported: from 85 points of 100 on it is an excellent one. */
export function gradeOf(decision: boolean | null, percentage = 0): { grade?: string } {
  if (decision === null) return {};
  return { grade: !decision ? 'failed' : percentage >= 85 ? 'excelled' : 'passed' };
}
