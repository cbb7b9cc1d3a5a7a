import { expect, test } from 'vitest';
import { logged } from '../../../testing/operator.ts';
import { dragCandidate, passTime, untilNotes } from '../../../testing/stage-candidates.ts';
import { notesOf, openStageWorld } from '../../../testing/stage-world.ts';

test('a comment that Workable keeps and never answers stands there once', async () => {
  const world = await openStageWorld();
  try {
    world.spi.switches({ commentCommittedThenTimeout: 1 });
    const candidate = await dragCandidate(world);
    await untilNotes(world, candidate, 1);
    await passTime(world, 'it is found there', () =>
      logged(world, 'delivery').some((entry) => 'applicationId' in entry && entry.outcome === 'acknowledged'),
    );
    expect(notesOf(world, candidate)).toHaveLength(1);
    const searches = world.spi.requests.filter(({ path }) => path === `/candidates/${candidate.id}/activities`);
    expect(searches.length).toBeGreaterThan(0);
  } finally {
    await world.close();
  }
});
