import type { Figure, Measure } from '../measure.ts';
import { deliver, send } from '../support/backlog.ts';
import { describeLoad } from '../support/checks.ts';
import { fill } from '../support/fill.ts';
import { read, result } from '../support/read.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { measureTimes, timed } from '../support/times.ts';
import { warmUpSeconds } from '../support/warm-up.ts';

const sizes = [1_000, 100_000, 1_000_000];
const sampled = 1_000;
const open = 10_000;

type Found = Record<'taken' | 'delivered' | 'read' | 'p50' | 'p99', number>;

const atLeast = { unit: '/s', goal: { atLeast: 0.9 } };
const atMost = { unit: 'ms', goal: { atMost: 1.1 } };
const kinds: Record<keyof Found, { name: string } & Pick<Figure, 'unit' | 'goal'>> = {
  taken: { name: 'webhooks acknowledged', ...atLeast },
  delivered: { name: 'results delivered', ...atLeast },
  read: { name: 'GET /interviews/:id', ...atLeast },
  p50: { name: 'webhook to PUT, p50', ...atMost },
  p99: { name: 'webhook to PUT, p99', ...atMost },
};

/**
 * Settled interviews of earlier days, each number of them in a separate Redis; the load is about open interviews
 * besides them.
 */
export const stored: Measure = {
  summary: `webhooks, results, reads and latency with ${sizes.map((size) => size.toLocaleString('en-GB')).join(', ')} interviews stored`,
  isLong: true,
  async run({ rounds, seconds, print }) {
    const stages: Stage[] = [];
    const samples: Subject[][] = [];
    const found: Found[][] = [];
    try {
      for (const size of sizes) {
        const stage = await openStage();
        stages.push(stage);
        samples.push(await fill(stage, size, sampled, print));
      }
      for (let round = 1; round <= rounds; round += 1) {
        const ofRound: Found[] = [];
        for (const [i, stage] of stages.entries()) ofRound.push(await take(stage, samples[i] ?? [], seconds));
        print(`round ${round}: ${ofRound.map(describe).join(' | ')}`);
        found.push(ofRound);
      }
    } finally {
      for (const stage of stages) await stage.close();
    }
    const names = Object.keys(kinds) as (keyof Found)[];
    return names.flatMap((kind) =>
      sizes.slice(1).map((size, i) => ({
        ...kinds[kind],
        name: `${kinds[kind].name}, ${size.toLocaleString('en-GB')} stored`,
        rounds: found.map((of) => ({ ours: of[i + 1]?.[kind] ?? Number.NaN, baseline: of[0]?.[kind] ?? Number.NaN })),
      })),
    );
  },
};

async function take(stage: Stage, settled: readonly Subject[], seconds: number): Promise<Found> {
  const subjects = await storeInterviews(stage.settings('web'), 'open', open + timed);
  const busy = subjects.slice(timed);
  const web = await stage.openBridge('web');
  const readPerSecond = await read(stage, web.port, settled, result, seconds);
  await send(stage, web, busy, { seconds: warmUpSeconds });
  const loaded = await send(stage, web, busy, { seconds });
  await web.close();
  const delivered = await deliver(stage, stage.openBridge, busy, loaded);
  const times = await measureTimes(stage, subjects.slice(0, timed), stage.openBridge);
  return { taken: describeLoad(loaded).perSecond, delivered, read: readPerSecond, ...times };
}

function describe({ taken, delivered, read: reads, p50, p99 }: Found): string {
  const perSecond = [
    `${taken.toFixed(0)} webhooks/s`,
    `${delivered.toFixed(0)} results/s`,
    `${reads.toFixed(0)} reads/s`,
  ];
  return [...perSecond, `p50 ${p50.toFixed(1)} ms`, `p99 ${p99.toFixed(1)} ms`].join(', ');
}
