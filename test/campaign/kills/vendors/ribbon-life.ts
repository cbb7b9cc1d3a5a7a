import { randomOf } from '../../support/random.ts';
import { type Pace, paceOf } from '../pace.ts';

export type RibbonAct = Pace &
  (
    | { do: 'finish'; summary: string }
    /** The video is there: news that changes nothing that is reported. */
    | { do: 'film' }
    /** A recruiter moves the candidate. */
    | { do: 'move'; word: 'accepted' | 'rejected' | 'shortlisted' }
  );

/**
 * An interview at Ribbon, which says only that it was processed, again where it was processed again. A recruiter's word
 * comes by a webhook alone, and nothing says when it was given: so it is never given up.
 */
export function ribbonLife(seed: number, person: string): RibbonAct[] {
  const random = randomOf('ribbon life', seed, person);
  const acts: RibbonAct[] = [];
  // One who never finishes: nobody is told of that.
  if (random.chance(0.05)) return acts;
  finish();
  for (let left = random.whole(0, 6); left > 0; left -= 1) {
    const isHasty = left > 1 && random.chance(0.3);
    const what = random.pick({ finish: 3, film: 2, move: 4 });
    if (what === 'finish') finish(isHasty);
    else if (what === 'film') acts.push({ do: 'film', ...paceOf(random, { isHasty }) });
    else {
      const word = random.pick({ accepted: 3, rejected: 3, shortlisted: 1 });
      acts.push({ do: 'move', word, ...paceOf(random) });
    }
  }
  // What was given up last is not told by a word about the candidate.
  if (acts.some(({ isHasty }) => isHasty)) finish();
  return acts;

  /** No two summaries are the same: each names the state it belongs to. */
  function finish(isHasty = false): void {
    acts.push({ do: 'finish', summary: `Summary ${acts.length} of ${person}.`, ...paceOf(random, { isHasty }) });
  }
}
