import type { Score } from './observation.ts';

/**
 * Points above the maximum are shown as they are: the configured maximum is wrong, so a percentage would be wrong too.
 */
export function percentageOf(score: Score | null | undefined): number | undefined {
  if (!score || 'word' in score) return undefined;
  return isAboveMaximum(score) ? score.points : Math.round(decimal((100 * score.points) / score.of));
}

/** 84.5 where binary fractions make 84.49999999999999 of it: halves are rounded up. */
function decimal(value: number): number {
  return Number(value.toPrecision(12));
}

export function isAboveMaximum(score: Score | null | undefined): boolean {
  return !!score && 'points' in score && score.points > score.of;
}

export function describeScore(score: Score): string {
  return 'word' in score ? score.word : `${score.points} of ${score.of}`;
}

/** On the scale of the whole, as `87 of 100`. Words and points above their maximum are as the vendor has them. */
export function describeOfHundred(score: Score): string {
  return 'word' in score || isAboveMaximum(score) ? describeScore(score) : `${percentageOf(score)} of 100`;
}

export type Recommendation = 'no' | 'yes' | 'strong-yes';

/**
 * Recommendations come from a person's decision, never from a score alone. `strongFrom`: the percentage from which a
 * yes is a strong one.
 */
export function recommendationOf(
  decision: boolean | null | undefined,
  percentage: number | undefined,
  strongFrom: number,
): Recommendation | undefined {
  if (decision === null || decision === undefined) return undefined;
  if (!decision) return 'no';
  return percentage !== undefined && percentage >= strongFrom ? 'strong-yes' : 'yes';
}
