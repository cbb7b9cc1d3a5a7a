import { randomOf } from '../support/random.ts';

/** What becomes of a candidate. `n` seconds are by the clock of the campaign. */
export type Life = {
  email: string;
  /** When they are created. */
  beginsAfterS: number;
  staysS: number;
  does: 'passes' | 'stays' | 'is-scored' | 'leaves' | 'comes-back' | 'is-disqualified' | 'is-late' | 'returns-after';
  /** Their profile has no usable address at first. */
  isMended: boolean;
  /** Of 0 to 10: the first is the result, the others are corrections. */
  scores: number[];
};

const weights = {
  passes: 2,
  stays: 1,
  'is-scored': 5,
  leaves: 2,
  'comes-back': 2,
  'is-disqualified': 1,
  'is-late': 1,
  'returns-after': 2,
} satisfies Record<Life['does'], number>;
const kinds = Object.keys(weights) as Life['does'][];

/** Of the first lives there is one of each kind. `spanS`: within so many seconds all have begun. */
export function lifeOf(seed: number, number: number, spanS: number): Life {
  const random = randomOf('stage-life', seed, number);
  const scores = Array.from({ length: random.whole(1, 3) }, () => random.whole(10, 99) / 10);
  return {
    email: `candidate-${number}@example.test`,
    beginsAfterS: random.whole(0, spanS),
    staysS: random.whole(90, 240),
    does: kinds[number] ?? random.pick(weights),
    isMended: random.chance(0.15),
    // Two equal scores are one.
    scores: scores.filter((score, i) => score !== scores[i - 1]),
  };
}
