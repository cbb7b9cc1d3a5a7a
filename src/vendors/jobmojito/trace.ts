import type { Observation, Score } from '../../interviews/observation.ts';
import { limits } from '../../limits.ts';
import { longestSeconds, mostAheadMs } from '../values.ts';
import { readReasons } from './reasons.ts';

/** Accepts values whose meaning is certain, and records the field names of all others. `scoreMax`: the top of the scale. */
export function traceFrom(unread: readonly string[], scoreMax: number) {
  const ignored = new Set(unread);
  const belowMinimum = new Set<string>();
  return {
    /** −1 is how vendors write "not scored". No scale goes below 0. */
    score(field: string, points: number | null | undefined): Score | null | undefined {
      if (points === -1) return null;
      if (typeof points !== 'number') return points;
      if (points >= 0) return { points, of: scoreMax };
      belowMinimum.add(field);
      return undefined;
    },

    seconds(field: string, deciseconds: number | null | undefined): number | undefined {
      if (typeof deciseconds !== 'number') return undefined;
      const seconds = Math.round(deciseconds / 10);
      if (deciseconds >= 0 && seconds <= longestSeconds) return seconds;
      ignored.add(field);
      return undefined;
    },

    /** A time of the past, seen from `at`, when it was received; both epoch ms. */
    time(field: string, time: number | null | undefined, at: number): number | undefined {
      if (typeof time !== 'number' || time <= at + mostAheadMs) return time ?? undefined;
      ignored.add(field);
      return undefined;
    },

    /** Undocumented words count with their presumed meaning. */
    word(field: string, word: string, known: RegExp): void {
      if (word !== '' && !known.test(word)) ignored.add(field);
    },

    reasons(field: string, said: unknown): string[] | null | undefined {
      const { texts, isWhole } = readReasons(said);
      if (!isWhole) ignored.add(field);
      return texts;
    },

    leftOut(field: string): void {
      ignored.add(field);
    },

    said(): Pick<Observation, 'ignored' | 'belowMinimum'> {
      return {
        ...(ignored.size > 0 ? { ignored: [...ignored].slice(0, limits.ignoredFields) } : {}),
        ...(belowMinimum.size > 0 ? { belowMinimum: [...belowMinimum] } : {}),
      };
    },
  };
}

export type Trace = ReturnType<typeof traceFrom>;
