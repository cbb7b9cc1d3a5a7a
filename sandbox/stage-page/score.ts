/** What is essential of a result: equal on both sides where the same one is meant. */
export type Fact = { percent?: number; isAdvanced?: boolean };

/** What came of one person at the vendor. */
export type Finished = {
  email: string;
  invitations: number;
  /** Every state that the result has had, oldest first. */
  versions: readonly Fact[];
};

/** What one interview has at Workable. */
export type Received = {
  email: string;
  /** How often an interview of this person was requested there. */
  requests: number;
  /** Every result that arrived, oldest first. */
  results: readonly Fact[];
  /** What stands on the timeline a second time. */
  repeats: number;
};

export type Score = {
  lost: number;
  doubled: number;
  outOfOrder: number;
  /** Finished at the vendor, and not yet at Workable. */
  onTheWay: number;
  arrived: number;
};

/**
 * Compares what the vendor has finished with what Workable has received. `isSettled`: all has been well for so long that
 * what has not arrived is lost. Pure.
 */
export function countScore(
  finished: readonly Finished[],
  received: readonly Received[],
  isSettled: boolean,
): Readonly<Score> {
  const score: Score = { lost: 0, doubled: 0, outOfOrder: 0, onTheWay: 0, arrived: 0 };
  for (const person of finished) {
    const theirs = received.filter(({ email }) => email === person.email);
    const requests = theirs.reduce((sum, each) => sum + each.requests, 0);
    score.doubled += Math.max(0, person.invitations - requests);
    for (const { results, repeats } of theirs) {
      score.doubled += repeats;
      score.outOfOrder += stepsBack(person.versions, results);
    }
    const newest = person.versions.at(-1);
    if (newest === undefined) continue;
    const hasArrived = theirs.some(({ results }) => isSame(results.at(-1), newest));
    if (hasArrived) score.arrived += 1;
    else if (isSettled) score.lost += 1;
    else score.onTheWay += 1;
  }
  return score;
}

/** How often an older state came after a newer one. A state that was seen too short to be noted counts for nothing. */
function stepsBack(versions: readonly Fact[], results: readonly Fact[]): number {
  let at = 0;
  let steps = 0;
  for (const result of results) {
    const next = versions.findIndex((version, i) => i >= at && isSame(version, result));
    if (next >= 0) at = next;
    else if (versions.some((version) => isSame(version, result))) steps += 1;
  }
  return steps;
}

function isSame(a: Fact | undefined, b: Fact | undefined): boolean {
  return a !== undefined && b !== undefined && a.percent === b.percent && a.isAdvanced === b.isAdvanced;
}

/** Notes each state of the results at the vendor as it is seen. */
export function createVersions() {
  const versions = new Map<string, Fact[]>();
  return function versionsOf(email: string, fact: Fact | undefined): readonly Fact[] {
    const known = versions.get(email) ?? [];
    if (fact && !isSame(known.at(-1), fact)) known.push(fact);
    versions.set(email, known);
    return known;
  };
}
