import { type Draw, drawAgain } from './draw.ts';
import type { Outcome } from './live.ts';
import type { Promised } from './stage.ts';

type Groups = readonly (readonly number[])[];

/** Fewer happenings with smaller numbers that break the same promise: a life to read. */
export async function shrink(life: Groups, promise: Promised, live: (draw: Draw) => Promise<Outcome>): Promise<Groups> {
  let best = life;
  for (let before: Groups | undefined; before !== best; ) {
    before = best;
    await dropHappenings();
    await lowerNumbers();
  }
  return best;

  /** Many at a time first. The first group is the beginning of the life. */
  async function dropHappenings(): Promise<void> {
    for (let size = best.length >> 1; size > 0; size >>= 1) {
      for (let at = best.length - size; at >= 1; at -= size) {
        await attempt([...best.slice(0, at), ...best.slice(at + size)]);
      }
    }
  }

  async function lowerNumbers(): Promise<void> {
    for (let group = 0; group < best.length; group += 1) {
      for (let at = 0; at < (best[group]?.length ?? 0); at += 1) {
        for (const lower of [() => 0, (number: number) => number >> 1, (number: number) => number - 1]) {
          const number = best[group]?.[at] ?? 0;
          if (number > 0) await attempt(best.with(group, (best[group] ?? []).with(at, lower(number))));
        }
      }
    }
  }

  async function attempt(candidate: Groups): Promise<void> {
    const draw = drawAgain(candidate);
    const { broken } = await live(draw);
    if (broken?.promise === promise && isSimpler(draw.drawn, best)) best = draw.drawn;
  }
}

function isSimpler(a: Groups, b: Groups): boolean {
  return a.length < b.length || (a.length === b.length && a.flat().reduce(sum, 0) < b.flat().reduce(sum, 0));
}

function sum(a: number, b: number): number {
  return a + b;
}
