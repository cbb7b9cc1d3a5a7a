import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planOf, weights } from './kills/plan.ts';
import { findingsOf } from './kills/report.ts';
import { runRound } from './kills/round.ts';
import { jobmojitoLife as lifeOf } from './kills/vendors/jobmojito-life.ts';
import { vendorNamed, vendorNames } from './kills/vendors/vendors.ts';

test('a seed always kills the same processes at the same moments, and every one of them', () => {
  const plan = planOf(7, 200, weights);
  expect(planOf(7, 200, weights)).toEqual(plan);
  expect(planOf(8, 200, weights)).not.toEqual(plan);
  expect(new Set(plan.map(({ victim }) => victim))).toEqual(new Set(Object.keys(weights)));
});

test.each(vendorNames)('a seed always plays the same lives at %s, and the last word is always sent', (name) => {
  const { lifeOf } = vendorNamed(name);
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (seed, number) => {
      const acts = lifeOf(seed, `candidate ${number}`);
      expect(lifeOf(seed, `candidate ${number}`)).toEqual(acts);
      expect(acts.at(-1)?.isHasty ?? false).toBe(false);
    }),
  );
});

test('a state of JobMojito is given up only where a correction of the same result follows that is not', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (seed, number) => {
      const acts = lifeOf(seed, `candidate ${number}`);
      for (const [index, act] of acts.entries()) {
        if (!act.isHasty) continue;
        const next = acts[index + 1];
        expect(next).toMatchObject({ attempt: act.attempt, do: expect.stringMatching(/^(score|decide)$/) });
        expect(acts.slice(0, index)).toContainEqual(expect.objectContaining({ attempt: act.attempt, do: 'score' }));
      }
    }),
  );
});

test.concurrent.for(vendorNames)(
  'nothing that was acknowledged is lost although every process is killed, with %s',
  {
    timeout: 300_000,
  },
  async (vendor, { signal, expect }) => {
    const isFirst = vendor === vendorNames[0];
    const round = await runRound({ seed: 134, kills: isFirst ? 20 : 12, vendor, syncsEachWrite: true, signal });
    expect(findingsOf(round), `event logs and logs: ${round.directory}`).toEqual([]);
    if (isFirst) expect([...round.kills.values()].every(({ length }) => length > 0)).toBe(true);
    expect(round.audit.arrived).toBeGreaterThan(0);
  },
);
