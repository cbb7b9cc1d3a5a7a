import { endsAt, type History, lastNewsAt } from './history.ts';
import { simulate } from './simulation.ts';

export type Lived = ReturnType<typeof simulate>;

/** One candidate's history, to the end. */
export function live({ truths, snapshots, scores, tidings, ...rest }: History): Lived {
  const world = simulate(truths, { ...rest, hasTimeline: true });
  const happenings = [
    ...snapshots.map(({ source, at, lagMs }) => ({ at, happen: () => world.snapshot(source, at, lagMs) })),
    ...tidings.map(({ at, says }) => ({ at, happen: () => world.tell(says) })),
    ...scores.map(({ at, score }) => ({ at, happen: () => world.complete(score) })),
  ];
  for (const { at, happen } of happenings.toSorted((a, b) => a.at - b.at)) {
    world.runTo(at);
    happen();
  }
  world.snapshot('row', lastNewsAt);
  world.runTo(endsAt);
  return world;
}
