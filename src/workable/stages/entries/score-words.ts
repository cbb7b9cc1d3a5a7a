import { isScore, type Score } from '../../../interviews/observation.ts';
import { isAboveMaximum, percentageOf, type Recommendation } from '../../../interviews/score.ts';
import { cleanText } from './clean.ts';

/**
 * The whole percentage, 0 to 100; undefined where there is none. Also for points above the maximum: the scale is
 * configured wrongly, and a wrong number would sort candidates.
 */
export function percentOf(score: Score | undefined): number | undefined {
  if (!isScore(score) || isAboveMaximum(score)) return undefined;
  const percent = percentageOf(score);
  return Number.isFinite(percent) ? percent : undefined;
}

/** In at most 30 characters. A score is never turned into a recommendation. */
export function scoreWords(score: Score | undefined): string {
  if (!isScore(score)) return 'completed without a score';
  const percent = percentOf(score);
  if (percent !== undefined) return `${percent} %`;
  if ('points' in score)
    return score.of > 0 ? `${short(score.points)} of ${short(score.of)}` : 'completed without a score';
  const word = cleanText(score.word, 20);
  // A vendor's word may read like a person's decision.
  return word === '' || gradeWord.test(word) ? 'completed, score in the report' : `score "${word}"`;
}

const gradeWord = /recommend|excel|pass|fail|reject|hire|hiring|advance|proceed|decline|accept/i;

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** How strong a yes is comes from the score as well, so it is not said. */
export const recommendationWords = {
  no: 'not recommended',
  yes: 'recommended',
  'strong-yes': 'recommended',
} as const satisfies Record<Recommendation, string>;
