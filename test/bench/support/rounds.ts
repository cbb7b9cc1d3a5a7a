import type { Round, Setting } from '../measure.ts';
import { openStage, type Stage } from './stage.ts';

/** The same measured with the baseline and the bridge. */
export type Pair<Found> = { baseline: Found; ours: Found };

type Plan<Found> = {
  /** How Redis writes its file. */
  fsync?: 'always' | 'everysec';
  /** Baseline and bridge after each other on one stage. */
  run: (stage: Stage) => Promise<Pair<Found>>;
  describe: (found: Found) => string;
  /** What the two are, where it is not baseline and bridge. */
  names?: { baseline: string; ours: string };
};

/** Each round has a separate stage, so that none finds data of another. */
export async function inRounds<Found>({ rounds, print }: Setting, plan: Plan<Found>): Promise<Pair<Found>[]> {
  const pairs: Pair<Found>[] = [];
  const names = plan.names ?? { baseline: 'baseline', ours: 'bridge' };
  for (let round = 1; round <= rounds; round += 1) {
    const stage = await openStage(plan.fsync);
    try {
      const pair = await plan.run(stage);
      print(
        `round ${round}: ${names.baseline} ${plan.describe(pair.baseline)} | ${names.ours} ${plan.describe(pair.ours)}`,
      );
      pairs.push(pair);
    } finally {
      await stage.close();
    }
  }
  return pairs;
}

/** One figure of what every round found. */
export function roundsOf<Found>(pairs: readonly Pair<Found>[], figure: (found: Found) => number): Round[] {
  return pairs.map(({ baseline, ours }) => ({ baseline: figure(baseline), ours: figure(ours) }));
}
