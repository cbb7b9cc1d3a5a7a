/**
 * The figures of one round: of the bridge, and of a baseline, a bare program that does the minimum for the same task.
 */
export type Round = { ours: number; baseline?: number };

/** The goal for the ratio to the baseline or, without a baseline, for the figure itself. */
export type Goal = { atLeast: number } | { atMost: number };

/** One figure of the report, round by round. */
export type Figure = { name: string; unit: string; rounds: Round[]; goal?: Goal };

/** One thing to measure, repeatable by its name. */
export type Measure = {
  /** One line for the usage. */
  summary: string;
  /** Whether it is left out unless it is named, since it takes too long. */
  isLong?: boolean;
  /** Throws when anything acknowledged does not arrive. */
  run(setting: Setting): Promise<Figure[]>;
};

export type Setting = {
  /** How often each figure is taken, baseline and bridge alternately. */
  rounds: number;
  /** Of load in each round. */
  seconds: number;
  print: (line: string) => void;
};

/** A figure that is taken once and beside no baseline. */
export function alone(name: string, unit: string, ours: number, atMost?: number): Figure {
  return { name, unit, rounds: [{ ours }], ...(atMost === undefined ? {} : { goal: { atMost } }) };
}
