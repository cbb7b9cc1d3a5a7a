import type { Random } from '../support/random.ts';

/** When an act comes, and what becomes of its webhook. */
export type Pace = {
  /** Since the act before was sent, or given up. */
  pauseMs: number;
  /** The next act comes although this one was not acknowledged; its webhook is then never sent again. */
  isHasty: boolean;
  /** Its webhook is sent twice at the same time, to both web processes. */
  isDoubled: boolean;
  /** Followed by the webhook of an earlier state that comes late. */
  isFollowedByOld: boolean;
};

export function paceOf(random: Random, { isHasty = false, mayBeFollowedByOld = true } = {}): Pace {
  return {
    isHasty,
    // Now and then long enough for the grace after a failed attempt to end.
    pauseMs: random.chance(0.1) ? random.whole(1_000, 5_000) : random.whole(30, 600),
    isDoubled: random.chance(0.1),
    isFollowedByOld: mayBeFollowedByOld && random.chance(0.1),
  };
}

export function otherThan(decision: boolean | null, random: Random): boolean | null {
  const others = [true, false, null].filter((each) => each !== decision);
  return others[random.whole(0, others.length - 1)] ?? null;
}
