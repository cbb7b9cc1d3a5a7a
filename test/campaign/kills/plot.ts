import { type Random, randomOf } from '../support/random.ts';

/** What happens to a candidate at the vendor, one change of an attempt after the other. */
export type Act = Change & {
  /** The candidate's first attempt is 1. */
  attempt: number;
  /** Since the act before was sent, or given up. */
  pauseMs: number;
  /** The next act comes although this one was not acknowledged; its webhook is then never sent again. */
  isHasty: boolean;
  /** Its webhook is sent twice at the same time, to both web processes. */
  isDoubled: boolean;
  /** Followed by the webhook of an earlier, lower state that comes late. */
  isFollowedByOld: boolean;
};

type Change =
  | { do: 'collect' | 'fail' | 'reset' }
  | { do: 'score'; score: number; analysis: string }
  | { do: 'decide'; decision: boolean | null };

/**
 * A candidate's life, the same for the same seed. Nothing says when a vendor's state was true, so a state is given up
 * only where nothing but corrections of the same result follow, the last of which is always sent.
 */
export function lifeOf(seed: number, person: string): Act[] {
  const random = randomOf('life', seed, person);
  const acts: Act[] = [];
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
    acts.push({
      ...change,
      attempt,
      isHasty,
      // Now and then long enough for the grace after a failed attempt to end.
      pauseMs: random.chance(0.1) ? random.whole(1_000, 5_000) : random.whole(30, 600),
      isDoubled: random.chance(0.1),
      isFollowedByOld: change.do === 'score' && random.chance(0.1),
    });
  }
}

function otherThan(decision: boolean | null, random: Random): boolean | null {
  const others = [true, false, null].filter((each) => each !== decision);
  return others[random.whole(0, others.length - 1)] ?? null;
}
