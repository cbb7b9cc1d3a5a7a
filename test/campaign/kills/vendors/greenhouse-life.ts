import { randomOf } from '../../support/random.ts';
import { type Pace, paceOf } from '../pace.ts';

/** What `test_status` then answers. */
export type GreenhouseSaid = {
  partner_status: string;
  partner_score: number | null;
  partner_profile_url: string | null;
  metadata: Record<string, string | number>;
};

/** `isWithKey`: the PATCH presents the key, which proves no more than its address does. */
export type GreenhouseAct = Pace & { said: GreenhouseSaid; isWithKey: boolean; method: 'PATCH' | 'POST' };

/** The words for a failed interview that the bridge is told of. */
export const failedWord = 'Did not finish';

/** What tells the states of one interview apart: each has its own. */
export const markLabel = 'Reading';

/** An interview of a vendor that says nothing but that there is news: any of its calls may be given up but the last. */
export function greenhouseLife(seed: number, person: string): GreenhouseAct[] {
  const random = randomOf('greenhouse life', seed, person);
  const acts: GreenhouseAct[] = [];
  if (random.chance(0.5)) add({ partner_status: 'in_progress' }, random.chance(0.5));
  if (random.chance(0.2)) {
    add({ partner_status: failedWord });
    if (random.chance(0.3)) return acts;
    add({ partner_status: 'in_progress' }, random.chance(0.5));
  }
  if (random.chance(0.3)) add({ partner_status: 'Being scored' }, random.chance(0.5));
  for (let left = random.whole(0, 4); left >= 0; left -= 1) {
    const partner_score = random.chance(0.1) ? null : random.whole(0, 1_000) / 10;
    // Malformed without an address, and a result all the same.
    const partner_profile_url = random.chance(0.1) ? null : 'https://vendor.example/people/1';
    add({ partner_status: 'complete', partner_score, partner_profile_url }, left > 0 && random.chance(0.3));
  }
  return acts;

  function add(changes: Partial<GreenhouseSaid> & { partner_status: string }, isHasty = false): void {
    acts.push({
      said: {
        partner_score: null,
        partner_profile_url: null,
        metadata: { [markLabel]: `${acts.length} of ${person}`, Minutes: random.whole(5, 40) },
        ...changes,
      },
      isWithKey: random.chance(0.5),
      method: random.chance(0.9) ? 'PATCH' : 'POST',
      ...paceOf(random, { isHasty }),
    });
  }
}
