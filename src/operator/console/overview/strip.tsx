import type { VNode } from 'preact';
import { type HourOfTries, type TryOutcome, tookUpTo, tryOutcomes } from '../../../store/tries.ts';

const [width, height, bar, gap] = [720, 120, 24, 6];
const texts: Readonly<Record<TryOutcome, string>> = {
  acknowledged: 'taken by Workable',
  refused: 'refused, as Workable has a final state',
  failed: 'failed',
  again: 'tried again',
};

/** What came of the tries of each hour, as a picture with the numbers beside it. */
export function Strip({ hours }: { hours: readonly HourOfTries[] }): VNode {
  const most = Math.max(1, ...hours.map(countOf));
  const totals = tryOutcomes.map((outcome) => ({ outcome, count: sumOf(hours, outcome) }));
  return (
    <section aria-labelledby="strip">
      <h2 id="strip">Deliveries to Workable in 24 hours</h2>
      <svg class="strip" viewBox={`0 0 ${width} ${height + 26}`} role="img">
        <title>Tries of each hour. The sentence below has the sums</title>
        <Patterns />
        {hours.map((each, i) => (
          <Bar {...each} x={i * (bar + gap) + gap / 2} most={most} />
        ))}
        <line x1="0" y1={height} x2={width} y2={height} />
        {hours.map(
          ({ hour }, i) =>
            i % 4 === 3 && (
              <text x={i * (bar + gap) + gap / 2 + bar / 2} y={height + 20}>
                {hour % 24}:00
              </text>
            ),
        )}
      </svg>
      <p>
        {totals.map(({ outcome, count }, i) => (
          <>
            {i > 0 && ', '}
            <Key outcome={outcome} /> {count.toLocaleString('en-GB')} {texts[outcome]}
          </>
        ))}
        . {tookText(hours)} Hours in UTC.
      </p>
    </section>
  );
}

function Bar({ of, hour, x, most }: HourOfTries & { x: number; most: number }): VNode {
  let y = height;
  return (
    <g>
      <title>
        {hour % 24}:00: {tryOutcomes.map((outcome) => `${of[outcome]} ${texts[outcome]}`).join(', ')}
      </title>
      {tryOutcomes.map((outcome) => {
        if (of[outcome] === 0) return null;
        const tall = Math.max(2, Math.round((of[outcome] / most) * (height - 8)));
        y -= tall;
        return <rect class={`of-${outcome}`} fill={`url(#of-${outcome})`} x={x} y={y} width={bar} height={tall} />;
      })}
    </g>
  );
}

/** What came of a try is told apart without colours too: solid, hollow, striped across, striped along. */
const strokes: Readonly<Record<TryOutcome, string>> = {
  acknowledged: 'M-1 3H7',
  refused: '',
  failed: 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5',
  again: 'M-1 3H7',
};

function Patterns(): VNode {
  return (
    <defs>
      {tryOutcomes.map((outcome) => (
        <pattern id={`of-${outcome}`} class={`of-${outcome}`} width="6" height="6" patternUnits="userSpaceOnUse">
          <path d={strokes[outcome]} stroke-width={outcome === 'acknowledged' ? 6 : 2} />
        </pattern>
      ))}
    </defs>
  );
}

function Key({ outcome }: { outcome: TryOutcome }): VNode {
  return (
    <svg class="key" viewBox="0 0 14 14" aria-hidden="true">
      <rect class={`of-${outcome}`} fill={`url(#of-${outcome})`} x="1" y="1" width="12" height="12" />
    </svg>
  );
}

function countOf({ of }: HourOfTries): number {
  return tryOutcomes.reduce((all, outcome) => all + of[outcome], 0);
}

export function sumOf(hours: readonly HourOfTries[], outcome: TryOutcome): number {
  return hours.reduce((all, { of }) => all + of[outcome], 0);
}

function tookText(hours: readonly HourOfTries[]): string {
  const took = tookUpTo.map((_most, i) => hours.reduce((all, each) => all + (each.took[i] ?? 0), 0));
  const [half, nearlyAll] = [quantile(took, 0.5), quantile(took, 0.99)];
  if (half === undefined || nearlyAll === undefined) return 'No call was made.';
  return `Half of the calls took ${spoken(half)} (p50), 99 % ${spoken(nearlyAll)} (p99).`;
}

/** The upper end of the class in which this share of all ends; undefined where there is none. */
export function quantile(counts: readonly number[], share: number): number | undefined {
  const all = counts.reduce((sum, each) => sum + each, 0);
  if (all === 0) return undefined;
  let seen = 0;
  const i = counts.findIndex((each) => {
    seen += each;
    return seen >= all * share;
  });
  return tookUpTo[i];
}

function spoken(ms: number): string {
  if (!Number.isFinite(ms)) return 'more than 10 s';
  return ms < 1000 ? `${ms} ms at most` : `${ms / 1000} s at most`;
}
