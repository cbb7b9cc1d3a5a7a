import { median, quantile } from '../../testing/statistics.ts';
import type { Figure, Goal, Round } from './measure.ts';

/** The figures that a run saves, and that a later run is compared with. */
export type Report = { machine: string; rounds: number; seconds: number; figures: Figure[] };

/**
 * `webhooks acknowledged: 4,100 /s (3,900 to 4,200), 0.71 (0.70 to 0.73) of the baseline 5,800 /s (5,700 to 5,900);
 * goal ≥ 0.8: missed`
 */
export function describe(figure: Figure): string {
  const { name, unit, rounds, goal } = figure;
  const parts = [`${name}: ${spread(rounds.map(({ ours }) => ours))} ${unit}`.trimEnd()];
  const baselines = baselinesOf(rounds);
  if (baselines.length > 0) parts.push(`${spread(ratiosOf(rounds))} of the baseline ${spread(baselines)} ${unit}`);
  if (goal) parts.push(`goal ${sign(goal)}: ${isReached(figure) ? 'reached' : 'missed'}`);
  return parts.join('; ');
}

/** Figures that both runs have, by the name; ratios to the baseline where there is one, since machines differ. */
export function compare(before: readonly Figure[], now: readonly Figure[]): string[] {
  return now.flatMap((figure) => {
    const earlier = before.find(({ name }) => name === figure.name);
    if (!earlier) return [];
    const [was, is] = [decisive(earlier), decisive(figure)];
    const change = ((is - was) / was) * 100;
    return [`${figure.name}: ${short(was)} → ${short(is)} (${change >= 0 ? '+' : ''}${change.toFixed(1)} %)`];
  });
}

export function isReached({ rounds, goal }: Figure): boolean {
  if (!goal) return true;
  const value = decisive({ rounds });
  return 'atLeast' in goal ? value >= goal.atLeast : value <= goal.atMost;
}

export function roundsOf(figures: readonly Figure[]): number {
  return figures.reduce((sum, { rounds }) => sum + rounds.length, 0);
}

/** The median ratio to the baseline of the same round, or the median of the figure itself. */
function decisive({ rounds }: Pick<Figure, 'rounds'>): number {
  const ratios = ratiosOf(rounds);
  return median(ratios.length > 0 ? ratios : rounds.map(({ ours }) => ours));
}

function baselinesOf(rounds: readonly Round[]): number[] {
  return rounds.flatMap(({ baseline }) => (baseline === undefined ? [] : [baseline]));
}

function ratiosOf(rounds: readonly Round[]): number[] {
  return rounds.flatMap(({ ours, baseline }) => (baseline === undefined ? [] : [ours / baseline]));
}

function spread(values: readonly number[]): string {
  if (values.length === 1) return short(median(values));
  return `${short(median(values))} (${short(quantile(values, 0))} to ${short(quantile(values, 1))})`;
}

/** Three significant digits, thousands separated. */
function short(value: number): string {
  return value.toLocaleString('en-GB', {
    maximumSignificantDigits: 3,
    ...(value >= 1000 ? { maximumFractionDigits: 0 } : {}),
  });
}

function sign(goal: Goal): string {
  return 'atLeast' in goal ? `≥ ${goal.atLeast}` : `≤ ${goal.atMost}`;
}
