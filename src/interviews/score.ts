/** A score above the maximum is shown as it is: the scale is set wrongly, and any arithmetic on it would be made up. */
export function percentageOf(score: number, scoreMax: number): number {
  return score > scoreMax ? score : Math.round((100 * score) / scoreMax);
}

export type Recommendation = 'no' | 'yes' | 'strong-yes';

/** The decision is a person's: no score alone makes a recommendation. `strongFrom`: the percentage that makes a yes a strong one. */
export function recommendationOf(
  decision: boolean | null | undefined,
  percentage: number | undefined,
  strongFrom: number,
): Recommendation | undefined {
  if (decision === null || decision === undefined) return undefined;
  if (!decision) return 'no';
  return percentage !== undefined && percentage >= strongFrom ? 'strong-yes' : 'yes';
}
