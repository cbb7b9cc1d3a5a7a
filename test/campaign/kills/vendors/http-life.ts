import { randomOf } from '../../support/random.ts';
import { otherThan, type Pace, paceOf } from '../pace.ts';

/** What the vendor then says of the interview. */
export type HttpSaid = {
  status: string;
  score?: { value: number; max: number } | null;
  summary?: string | null;
  decision?: boolean | null;
};

/** How the bridge learns of it. A `lie` is a hint with an interview in it that the vendor never had. */
export type HttpWay = 'hint' | 'lie' | 'proven hint' | 'bearer' | 'signature';

/** `isShort`: to `/webhooks/http`, and not to the address of the interview. */
export type HttpAct = Pace & { said: HttpSaid; way: HttpWay; isShort: boolean };

const ways: Record<HttpWay, number> = { hint: 3, lie: 1, 'proven hint': 2, bearer: 2, signature: 2 };

/**
 * An interview of the vendor contract. Every state carries its time, so any webhook may be given up or come late, as long
 * as the last one is sent.
 */
export function httpLife(seed: number, person: string): HttpAct[] {
  const random = randomOf('http life', seed, person);
  const acts: HttpAct[] = [];
  if (random.chance(0.6)) add({ status: 'started' }, random.chance(0.3));
  if (random.chance(0.2)) {
    add({ status: 'failed' });
    if (random.chance(0.25)) return acts;
    add({ status: 'started' }, random.chance(0.3));
  } else if (random.chance(0.15)) {
    add({ status: random.pick({ declined: 1, cancelled: 1, expired: 2 }) });
    // A result that comes after all counts.
    if (random.chance(0.6)) return acts;
  }
  if (random.chance(0.6)) add({ status: 'processing' }, random.chance(0.3));
  let decision: boolean | null = null;
  if (random.chance(0.25)) add({ ...result(), score: null }, random.chance(0.3));
  add({ ...result(), decision });
  for (let left = random.whole(0, 6); left > 0; left -= 1) {
    const last = acts.at(-1)?.said ?? result();
    const isDecision = random.chance(0.6);
    if (isDecision) decision = otherThan(decision, random);
    // A score that is taken back is no score any more.
    const corrected = random.chance(0.15) ? { ...result(), score: null } : result();
    add({ ...(isDecision ? last : corrected), decision }, left > 1 && random.chance(0.3));
  }
  return acts;

  /** No two summaries are the same: each names the state it belongs to. */
  function result(): HttpSaid {
    const max = Number(random.pick({ 5: 1, 10: 1, 100: 2 }));
    const score = { value: random.whole(0, max * 10) / 10, max };
    return { status: 'completed', score, summary: `Summary ${acts.length} of ${person}.` };
  }

  function add(said: HttpSaid, isHasty = false): void {
    const way = random.pick(ways);
    const isShort = way !== 'hint' && way !== 'lie' && random.chance(0.5);
    acts.push({ said, way, isShort, ...paceOf(random, { isHasty }) });
  }
}
