import { createHash } from 'node:crypto';

export type Random = {
  /** In [0, 1). */
  next(): number;
  chance(probability: number): boolean;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  /** With as many chances as its weight, a whole number, each. */
  pick<T extends string>(weights: Readonly<Record<T, number>>): T;
};

/** Draws that are the same for the same words, on every machine and in every process. */
export function randomOf(...words: (string | number)[]): Random {
  const seed = words.join(' ');
  let drawn = 0;
  function next(): number {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE() / 2 ** 32;
  }
  return {
    next,
    chance: (probability) => next() < probability,
    whole: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick<T extends string>(weights: Readonly<Record<T, number>>): T {
      const entries = Object.entries(weights) as [T, number][];
      const chances = entries.flatMap(([name, weight]) => Array<T>(weight).fill(name));
      return chances[Math.floor(next() * chances.length)] as T;
    },
  };
}
