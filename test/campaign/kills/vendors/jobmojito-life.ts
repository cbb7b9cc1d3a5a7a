import { randomOf } from '../../support/random.ts';
import { otherThan, type Pace, paceOf } from '../pace.ts';

/** One change of an attempt; the candidate's first attempt is 1. */
export type JobmojitoAct = Pace & Change & { attempt: number };

type Change =
  | { do: 'collect' | 'fail' | 'reset' }
  | { do: 'score'; score: number; analysis: string }
  | { do: 'decide'; decision: boolean | null };

/**
 * A candidate's life. Nothing says when a state of this vendor's was true, so a state is given up only where nothing but
 * corrections of the same result follow, the last of which is always sent.
 */
export function jobmojitoLife(seed: number, person: string): JobmojitoAct[] {
  const random = randomOf('life', seed, person);
  const acts: JobmojitoAct[] = [];
  let attempt = 1;
  if (random.chance(0.25)) {
    add({ do: 'fail' });
    if (random.chance(0.25)) return acts;
    attempt += 1;
  }
  sit();
  if (random.chance(0.15)) {
    add({ do: 'reset' });
    attempt += 1;
    if (random.chance(0.7)) sit();
  }
  return acts;

  function sit(): void {
    if (random.chance(0.6)) add({ do: 'collect' });
    add(score());
    let decision: boolean | null = null;
    for (let left = random.whole(0, 6); left > 0; left -= 1) {
      const isDecision = random.chance(0.65);
      if (isDecision) decision = otherThan(decision, random);
      add(isDecision ? { do: 'decide', decision } : score(), left > 1 && random.chance(0.3));
    }
  }

  /** No two analyses are the same: each names the state it belongs to. */
  function score(): Change {
    return { do: 'score', score: random.whole(0, 100) / 10, analysis: `Analysis ${acts.length} of ${person}.` };
  }

  function add(change: Change, isHasty = false): void {
    const mayBeFollowedByOld = change.do === 'score';
    acts.push({ ...change, attempt, ...paceOf(random, { isHasty, mayBeFollowedByOld }) });
  }
}
