/** A score above the maximum is shown as it is: the scale is set wrongly, and any arithmetic on it would be made up. */
export function percentageOf(score: number, scoreMax: number): number {
  return score > scoreMax ? score : Math.round((100 * score) / scoreMax);
}

/** The decision is a person's: no score alone makes a grade. */
export function gradeOf(
  decision: boolean | null | undefined,
  percentage: number | undefined,
  excelledFrom: number,
): 'failed' | 'passed' | 'excelled' | undefined {
  if (decision === null || decision === undefined) return undefined;
  if (!decision) return 'failed';
  return percentage !== undefined && percentage >= excelledFrom ? 'excelled' : 'passed';
}
