import type { Recommendation } from '../../../interviews/score.ts';
import { dayText } from './dates.ts';
import { detailsText, layOut, vendorText } from './entry-text.ts';
import type { ResultFacts } from './facts.ts';
import { type Ref, refLine } from './ref.ts';
import { percentOf, recommendationWords, scoreWords } from './score-words.ts';

/** In Workable's words: thumbs 0–2, numbers 0–9. */
export type Rating = { scale: 'thumbs' | 'numbers'; grade: number; comment: string };

export type RatingPolicy = 'decision' | 'score' | 'off';

const thumbs = { no: 0, yes: 1, 'strong-yes': 2 } as const satisfies Record<Recommendation, number>;
const longestComment = 300;

/**
 * The rating of a result; undefined where there is none to write: no decision (policy `decision`), no percentage
 * (`score`), or the result came late. Its text is at most 300 characters and ends with the `Ref` line.
 */
export function renderRating(
  facts: ResultFacts,
  policy: RatingPolicy,
  { code, n }: Pick<Ref, 'code' | 'n'>,
  now: number,
): Rating | undefined {
  if (facts.isLate) return undefined;
  const graded = gradeOf(facts, policy);
  return graded && { ...graded, comment: commentOf(facts, policy, refLine({ code, key: 'rating', n }), now) };
}

function gradeOf({ decision, score }: ResultFacts, policy: RatingPolicy): Omit<Rating, 'comment'> | undefined {
  if (policy === 'decision') return decision && { scale: 'thumbs', grade: thumbs[decision] };
  const percent = policy === 'score' ? percentOf(score) : undefined;
  return percent === undefined ? undefined : { scale: 'numbers', grade: numberOf(percent) };
}

/** Ten equal steps: 1–10 % is the lowest, 91–100 % the highest, and 0 % is the lowest too. */
export function numberOf(percent: number): number {
  return Math.min(9, Math.max(0, Math.ceil(percent / 10) - 1));
}

/**
 * Every role sees ratings, whatever the policy of comments says, so there is no link in it, and nothing but what the
 * grade says already.
 */
function commentOf(
  { template, vendor, score, decision, endedAt }: ResultFacts,
  policy: RatingPolicy,
  ref: string,
  now: number,
): string {
  const verdict = [
    ...(policy === 'score' ? [scoreWords(score)] : []),
    ...(decision === undefined ? [] : [recommendationWords[decision]]),
  ];
  return layOut(
    {
      headline: `AI interview: ${verdict.join(', ')}.`,
      details: detailsText(template, dayText(endedAt, now)),
      lines: decision === undefined ? [] : [`Decided by a person at ${vendorText(vendor)}.`],
    },
    ref,
    longestComment,
  );
}
