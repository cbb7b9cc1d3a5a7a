import { setTimeout as wait } from 'node:timers/promises';
import type { Narrate } from './narrate.ts';
import { type Stage, triggerStage } from './stage.ts';

type Played = Pick<Stage, 'spi' | 'vendor' | 'template'>;

/** Workable answers nine requests in ten seconds, and a start and a result need more than that. */
const patienceMs = 90_000;

/**
 * A recruiter drags a candidate to the trigger's stage, the candidate takes the interview, and a recruiter decides.
 * Resolves to what then stands on the candidate's timeline; throws with what did not happen in time.
 */
export async function playStageDoor(
  { spi, vendor, template }: Played,
  emit: Narrate,
  withinMs = patienceMs,
): Promise<string> {
  const has = (what: string, check: () => boolean) => until(what, check, withinMs);
  await has("Workable does not have the bridge's three webhooks", () => spi.subscriptions().length === 3);
  await has('the bridge has not asked who stands in the stage already', () => spi.requests.some(isBaseline));
  emit();

  const candidate = spi.people.create({ firstname: 'Ines', lastname: 'Marlow', stage: 'applied' });
  const comments = () => spi.comments(candidate.id);
  await spi.idle();
  emit('                     … the recruiter drags Ines Marlow to the stage "AI Interview"');
  spi.people.move(candidate.id, triggerStage);
  await has('no invitation is on the timeline', () => comments().length === 1);
  emit('                     … the candidate opens the invitation and answers the questions');
  const attempt = await vendor.control.start(candidate.email ?? '', template);
  await vendor.control.score(attempt, 8.7);
  await has('no result is on the timeline', () => comments().length === 2);
  emit('                     … the recruiter reads the report and wants to meet the candidate');
  await vendor.control.decide(attempt, true);
  await has('no decision is on the timeline', () => comments().length === 3 && spi.ratings(candidate.id).length === 1);
  emit();
  return [...comments(), ...spi.ratings(candidate.id)].map(({ body }) => body).join('\n\n');
}

/** A trigger invites no candidate before it is answered. */
export function isBaseline({ method, path, query, status }: Stage['spi']['requests'][number]): boolean {
  return method === 'GET' && path === '/candidates' && query.stage === triggerStage && status === 200;
}

async function until(problem: string, check: () => boolean, withinMs: number): Promise<void> {
  const endsAt = Date.now() + withinMs;
  while (!check()) {
    if (Date.now() > endsAt) throw new Error(`After ${withinMs / 1000} s ${problem}`);
    await wait(50);
  }
}
