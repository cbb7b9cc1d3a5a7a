import { type Random, randomOf } from '../support/random.ts';

/**
 * What becomes of one call to the vendor. `late`: answered after `delayMs`, 0 for all others. `accept-then-…`: it has its
 * effect before.
 */
export type Trouble = { how: keyof typeof troubles; delayMs: number };

export type Plan = {
  /** So many interviews of one person are asked for at once, each of them by so many equal creates. */
  interviews: number;
  creates: number;
  /** What the vendor does to the first calls that invite, one after the other; then it behaves. */
  troubles: Trouble[];
  /** The fault of the first search for an invitation. */
  deafness?: Trouble;
  kill?: Kill;
};

/** Web processes are killed before, during or after the call of the vendor that invites the person. */
export type Kill = {
  whom: 'first' | 'second' | 'both';
  when: 'before' | 'while' | 'after';
  delayMs: number;
  downMs: number;
};

const troubles = {
  late: 4,
  'accept-then-drop': 4,
  'accept-then-hang': 1,
  drop: 2,
  hang: 1,
  error: 2,
  'rate-limit': 2,
  refuse: 2,
  unauthorised: 1,
  garbage: 1,
};

/** What happens in one round: the same for the same seed. */
export function planOf(seed: number, creates: number): Plan {
  const random = randomOf('invitations', seed);
  const isCrowd = random.chance(0.6);
  const interviews = isCrowd ? 1 : random.whole(2, 4);
  return {
    interviews,
    creates: isCrowd ? creates : Math.ceil(creates / 10 / interviews),
    troubles: Array.from({ length: random.whole(0, 3) }, () => troubleOf(random)),
    ...(random.chance(0.2) ? { deafness: { how: 'error', delayMs: 0 } } : {}),
    ...(random.chance(0.7) ? { kill: killOf(random) } : {}),
  };
}

function troubleOf(random: Random): Trouble {
  const how = random.pick<Trouble['how']>(troubles);
  return { how, delayMs: how === 'late' ? random.whole(50, 3_000) : 0 };
}

function killOf(random: Random): Kill {
  return {
    whom: random.pick({ first: 1, second: 1, both: 1 }),
    when: random.pick({ before: 1, while: 2, after: 1 }),
    delayMs: Math.floor(random.next() ** 2 * 400),
    downMs: random.whole(0, 1_500),
  };
}

export function describePlan({ interviews, creates, troubles, deafness, kill }: Plan): string {
  const vendor = [...troubles.map(({ how }) => how), ...(deafness ? ['deaf'] : [])].join(', ') || 'well';
  const killed = kill ? `${kill.whom} killed ${kill.delayMs} ms ${kill.when}` : 'no process killed';
  return `${interviews} × ${creates} creates, vendor ${vendor}, ${killed}`;
}
