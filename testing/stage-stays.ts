import type { NewPerson } from '../sandbox/workable-spi/people.ts';
import type { SpiCandidate } from '../sandbox/workable-spi/types.ts';
import { notesOf, type StageWorld } from './stage-world.ts';
import { day, minute } from './times.ts';
import { until } from './world.ts';

/** A candidate who is dragged to the stage, and stands there for longer than the delay. */
export async function standInStage(world: StageWorld, person: NewPerson = {}): Promise<SpiCandidate> {
  const { spi, stage } = world;
  const candidate = spi.people.create({ stage: 'applied', ...person });
  await spi.idle();
  spi.people.move(candidate.id, stage);
  await spi.idle();
  world.later(61_000);
  return candidate;
}

/** The newest comment of the bridge that matches, once it is there. */
export function noteOf(world: StageWorld, candidate: Pick<SpiCandidate, 'id'>, words: RegExp): Promise<string> {
  return inTime(world, `a comment says ${words}`, () => notesOf(world, candidate).findLast((note) => words.test(note)));
}

/** The candidate is moved out of the stage, which the bridge has seen by then, and back again for longer than the delay. */
export async function leaveAndReturn(world: StageWorld, { id }: Pick<SpiCandidate, 'id'>): Promise<void> {
  const reads = () => world.spi.requests.filter(({ path }) => path.endsWith(`/candidates/${id}`)).length;
  const before = reads();
  world.spi.people.move(id, 'applied');
  await world.spi.idle();
  world.later(2 * minute);
  await inTime(world, 'the bridge has seen it', () => reads() > before);
  // A candidate who comes later is invited by then, so what was read is saved.
  await noteOf(world, await standInStage(world), /^Invited/);
  world.later(10_000);
  world.spi.people.move(id, world.stage);
  await world.spi.idle();
  world.later(61_000);
}

/** Polls until a state is reached; meanwhile the clock runs ahead, so that no window and no second try is waited for. */
export function inTime<Seen>(
  world: StageWorld,
  what: string,
  check: () => Promise<Seen | undefined | false> | Seen | undefined | false,
): Promise<Seen> {
  let looks = 0;
  return until(what, () => {
    looks += 1;
    if (looks % 25 === 0) world.later(10_000);
    return check();
  });
}

/**
 * Lets days pass in steps in which the bridge hears of Workable: after more than a week of silence it would ask an
 * operator before it invites.
 */
export async function passDays(world: StageWorld, days: number): Promise<void> {
  const polls = () => world.spi.requests.filter(({ query }) => 'updated_after' in query).length;
  for (let left = days; left > 0; left -= 6) {
    const before = polls();
    world.later(Math.min(left, 6) * day);
    await inTime(world, 'the bridge has polled', () => polls() > before);
  }
}

/** So many invitations of a person have reached the vendor. */
export function invitationsOf({ vendor }: StageWorld, email: string | null): number {
  return vendor.control.invitations.filter((each) => each.email === email).length;
}
