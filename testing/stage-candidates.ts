import type { SpiCandidate } from '../sandbox/workable-spi/types.ts';
import { notesOf, type StageWorld } from './stage-world.ts';
import { until } from './world.ts';

/** A candidate of a stage world whose invitation stands on the timeline. */
export async function inviteCandidate(world: StageWorld, { job = world.job } = {}): Promise<SpiCandidate> {
  const candidate = await dragCandidate(world, { job });
  await untilNotes(world, candidate, 1);
  return candidate;
}

/** A candidate who has stood in the trigger's stage for as long as it takes to be invited. */
export async function dragCandidate(world: StageWorld, { job = world.job } = {}): Promise<SpiCandidate> {
  const { spi, stage } = world;
  const candidate = spi.people.create({ job, stage: 'applied' });
  await spi.idle();
  spi.people.move(candidate.id, stage);
  await spi.idle();
  world.later(61_000);
  return candidate;
}

/** The candidate takes the interview, and it is scored from 0 to 10. Resolves to the attempt. */
export async function scoreCandidate(
  { vendor, template }: StageWorld,
  { email }: SpiCandidate,
  score: number,
  decision: boolean | null = null,
): Promise<string> {
  const attempt = await vendor.control.start(email ?? '', template);
  await vendor.control.score(attempt, score, { recruiter_go_next_round: decision });
  return attempt;
}

/** Waits until as many comments stand on the timeline; answers them, oldest first. */
export function untilNotes(world: StageWorld, candidate: SpiCandidate, count: number): Promise<string[]> {
  const enough = () => {
    const notes = notesOf(world, candidate);
    return notes.length >= count && notes;
  };
  return passTime(world, `there are ${count} comments`, enough, 10_000, 25);
}

/** Lets time pass until something is so: a step with a new window of requests after so many looks. */
export async function passTime<T>(
  world: StageWorld,
  what: string,
  check: () => T | undefined | false,
  stepMs = 30_000,
  looks = 5,
): Promise<T> {
  let waited = 0;
  return until(what, () => {
    const seen = check();
    waited += 1;
    // The bridge needs a moment to do what has become due.
    if (!seen && waited % looks === 0) world.later(stepMs);
    return seen;
  });
}
