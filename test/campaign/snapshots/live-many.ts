import { type Draw, drawAgain, drawFromSeed } from '../interleavings/draw.ts';
import { brokenPromise } from './check.ts';
import { drawHistory, type History } from './history.ts';
import { type Lived, live } from './live.ts';

/** Of how many histories something is to be said. */
export type Counts = { histories: number; invitations: number; withdrawals: number; returns: number; results: number };
export type Found = { counts: Counts; broken?: { seed: number; promise: string; lines: string[] } };

/** Histories of the seeds from `seed` on, up to the first that breaks a promise; that one as short as it gets. */
export function liveMany(seed: number, runs: number): Found {
  const counts: Counts = { histories: 0, invitations: 0, withdrawals: 0, returns: 0, results: 0 };
  for (let i = 0; i < runs; i += 1) {
    const draw = drawFromSeed(seed + i);
    const { lived, promise } = tryOne(draw);
    if (promise !== undefined) return { counts, broken: { seed: seed + i, promise, lines: retell(shortest(draw)) } };
    if (lived) count(counts, lived);
  }
  return { counts };
}

export function sumOf(all: readonly Counts[]): Counts {
  const sum = (name: keyof Counts) => all.reduce((total, each) => total + each[name], 0);
  return {
    histories: sum('histories'),
    invitations: sum('invitations'),
    withdrawals: sum('withdrawals'),
    returns: sum('returns'),
    results: sum('results'),
  };
}

function count(counts: Counts, { done, rows, record }: Lived): void {
  counts.histories += 1;
  counts.invitations += done.filter(({ step }) => step === 'invite').length;
  counts.withdrawals += rows.filter(({ key }) => key === 'withdrawn').length;
  counts.returns += record().enrolments.reduce((sum, { returns }) => sum + returns, 0);
  counts.results += rows.filter(({ key }) => key === 'result').length;
}

function tryOne(draw: Draw): { history: History; lived?: Lived; promise?: string | undefined } {
  const history = drawHistory(draw);
  try {
    const lived = live(history);
    return { history, lived, promise: brokenPromise(history, lived) };
  } catch (error) {
    return { history, promise: error instanceof Error ? error.message : String(error) };
  }
}

/** Smaller numbers that break a promise too: a history to read. */
function shortest({ drawn }: Draw): Draw {
  let best = drawn;
  for (let before: number[][] | undefined; before !== best; ) {
    before = best;
    // A smaller number may leave fewer of them to be drawn.
    for (let group = 0; group < best.length; group += 1) {
      for (let at = 0; at < (best[group]?.length ?? 0); at += 1) {
        for (const lower of [() => 0, halved]) best = lowered(best, group, at, lower) ?? best;
      }
    }
  }
  return drawAgain(best);
}

function halved(number: number): number {
  return number >> 1;
}

/** The numbers with a smaller one in that place, where they break a promise too. */
function lowered(
  drawn: number[][],
  group: number,
  at: number,
  lower: (number: number) => number,
): number[][] | undefined {
  const numbers = drawn[group] ?? [];
  const number = numbers[at] ?? 0;
  if (number === 0) return undefined;
  const draw = drawAgain(drawn.with(group, numbers.with(at, lower(number))));
  return tryOne(draw).promise === undefined ? undefined : draw.drawn;
}

function retell(draw: Draw): string[] {
  const { history, lived, promise } = tryOne(draw);
  const { truths, snapshots, scores, tidings, ...rest } = history;
  return [
    ...truths.map((each) => `true ${JSON.stringify(each)}`),
    ...snapshots.map((each) => `comes ${JSON.stringify(each)}`),
    ...scores.map((each) => `score ${JSON.stringify(each)}`),
    ...tidings.map((each) => `vendor ${JSON.stringify(each)}`),
    JSON.stringify(rest),
    ...(lived?.done ?? []).map(({ at, step }) => `at ${at} ${step}`),
    ...(lived?.rows ?? []).map((row) => `row ${JSON.stringify(row)}`),
    `broken: ${promise}`,
  ];
}
