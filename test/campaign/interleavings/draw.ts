/**
 * Everything that is left open about a life is a number drawn here, so that a life is the list of its numbers: one
 * group for every happening. 0 is always the calmest choice: fewer groups with smaller numbers are a simpler life.
 */
export type Draw = {
  /** A whole number from 0 up to, but not including, `n`. */
  below(n: number): number;
  pick<T>(from: readonly T[]): T;
  /** True once in so many times. */
  oneIn(n: number): boolean;
  /** A new group begins. */
  turn(): void;
  /** What was drawn so far. */
  drawn: number[][];
};

export function drawFromSeed(seed: number): Draw {
  let state = scatter(seed) ^ scatter(Math.floor(seed / 2 ** 32));
  return drawFrom((n) => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  });
}

/** The same life again, or one like it; when the numbers of a group are used up, the rest of it is calm. */
export function drawAgain(groups: readonly (readonly number[])[]): Draw {
  return drawFrom((n, group, at) => (groups[group]?.[at] ?? 0) % n);
}

function drawFrom(next: (n: number, group: number, at: number) => number): Draw {
  let group: number[] = [];
  const drawn = [group];
  function below(n: number): number {
    const number = next(n, drawn.length - 1, group.length);
    group.push(number);
    return number;
  }
  return {
    drawn,
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    oneIn: (n) => below(n) === n - 1,
    turn() {
      group = [];
      drawn.push(group);
    },
  };
}

/** Neighbouring seeds lead to lives that have nothing in common (the end of murmur3). */
function scatter(seed: number): number {
  let mixed = seed | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
