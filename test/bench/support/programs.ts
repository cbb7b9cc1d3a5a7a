import type { Figure, Goal, Setting } from '../measure.ts';
import { inRounds, roundsOf } from './rounds.ts';
import type { Stage } from './stage.ts';

/** The same measured with the program that keeps nothing, the one that keeps records, and the bridge. */
type Trio<Found> = { bare: Found; keeping: Found; ours: Found };

type Plan<Found> = {
  /** All three after each other on one stage. */
  run: (stage: Stage) => Promise<Trio<Found>>;
  describe: (found: Found) => string;
  /** By name, per second. */
  figures: Record<string, { of: (found: Found) => number; goal: Goal }>;
};

/**
 * Each figure beside both bare programs; the goal is one against the program that keeps records, as the bridge has to.
 */
export async function besideBoth<Found>(setting: Setting, plan: Plan<Found>): Promise<Figure[]> {
  const pairs = await inRounds<Omit<Trio<Found>, 'ours'>>(setting, {
    async run(stage) {
      const { bare, keeping, ours } = await plan.run(stage);
      return { baseline: { bare, keeping }, ours: { bare: ours, keeping: ours } };
    },
    describe: ({ bare, keeping }) => [...new Set([bare, keeping])].map(plan.describe).join('; keeping records '),
  });
  return Object.entries(plan.figures).flatMap(([name, { of, goal }]) => [
    { name, unit: '/s', rounds: roundsOf(pairs, ({ bare }) => of(bare)) },
    {
      name: `${name}, beside what keeps records`,
      unit: '/s',
      rounds: roundsOf(pairs, ({ keeping }) => of(keeping)),
      goal,
    },
  ]);
}
