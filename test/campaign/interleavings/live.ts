import { calmDown } from './calm.ts';
import { check } from './check.ts';
import type { Draw } from './draw.ts';
import { happen } from './happenings.ts';
import { beginLife } from './life.ts';
import { begin } from './prelude.ts';
import type { Broken, Counts } from './stage.ts';

/** Called with everything that happens, and the time. */
type Log = (happening: () => string, at: number) => void;

export type Outcome = { counts: Counts; broken: Broken | undefined };

/**
 * One whole life, to its end or to the first promise that does not hold. Assumptions: all processes have the same
 * clock; a call that its caller gave up has no later effect, except at Redis; webhooks about a person arrive in the
 * order in which they were sent, one at a time; the vendor's answers are true.
 */
export async function live(draw: Draw, log: Log = () => undefined): Promise<Outcome> {
  const life = beginLife(draw, log);
  await begin(life);
  await happen(life);
  draw.turn();
  if (!life.broken()) await calmDown(life);
  if (!life.broken()) check(life);
  return { counts: life.stage.counts, broken: life.broken() };
}
