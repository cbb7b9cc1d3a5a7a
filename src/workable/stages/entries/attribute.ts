import type { Score } from '../../../interviews/observation.ts';
import { percentOf } from './score-words.ts';

/** The percentage as three digits (`078`), which sort as text; undefined where there is none. */
export function attributeValue(score: Score | undefined): string | undefined {
  return percentOf(score)?.toString().padStart(3, '0');
}
