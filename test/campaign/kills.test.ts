import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf, weights } from './kills/plan.ts';
import { lifeOf } from './kills/plot.ts';
import { findingsOf } from './kills/report.ts';
import { runRound } from './kills/round.ts';

test('a seed always kills the same processes at the same moments, and every one of them', () => {
  const plan = planOf(7, 200);
  expect(planOf(7, 200)).toEqual(plan);
  expect(planOf(8, 200)).not.toEqual(plan);
  expect(new Set(plan.map(({ victim }) => victim))).toEqual(new Set(Object.keys(weights)));
});

test('a state is given up only where a correction of the same result follows that is not', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (seed, number) => {
      const acts = lifeOf(seed, `candidate ${number}`);
      expect(lifeOf(seed, `candidate ${number}`)).toEqual(acts);
      for (const [index, act] of acts.entries()) {
        if (!act.isHasty) continue;
        const next = acts[index + 1];
        expect(next).toMatchObject({ attempt: act.attempt, do: expect.stringMatching(/^(score|decide)$/) });
        expect(acts.slice(0, index)).toContainEqual(expect.objectContaining({ attempt: act.attempt, do: 'score' }));
      }
    }),
  );
});

test('nothing that was acknowledged is lost although every process is killed', { timeout: 300_000 }, async ({
  signal,
}) => {
  const round = await runRound({
    seed: 134,
    kills: 20,
    syncsEachWrite: true,
    signal,
  });
  expect(findingsOf(round), `event logs and logs: ${round.directory}`).toEqual([]);
  expect(Object.values(round.kills).every((kills) => kills > 0)).toBe(true);
  expect(round.audit.arrived).toBeGreaterThan(0);
  expect(round.audit.arrived).toBe(round.audit.created);
});
