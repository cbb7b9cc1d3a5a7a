import type { Campaign } from '../campaign.ts';
import { type Draw, drawAgain, drawFromSeed } from './draw.ts';
import { t0 } from './life.ts';
import { live, type Outcome } from './live.ts';
import { shrink } from './shrink.ts';
import { type Broken, type Counts, noCounts } from './stage.ts';

type Totals = Counts & { lives: number; mostCalls: number };
type BrokenLife = Broken & { seed: number; history: string[] };

const yieldEvery = 100;

/**
 * Lives of the seeds from `seed` on, up to the first that breaks a promise. That one is shrunk as far as possible, with
 * its history.
 */
export async function liveMany(
  seed: number,
  runs: number,
  afterEach: (totals: Totals) => void = () => undefined,
): Promise<{ totals: Totals; broken: BrokenLife | undefined }> {
  const totals: Totals = { ...noCounts(), lives: 0, mostCalls: 0 };
  for (let i = 0; i < runs; i += 1) {
    const draw = drawFromSeed(seed + i);
    const { counts, broken } = await live(draw);
    for (const name of Object.keys(counts) as (keyof Counts)[]) totals[name] += counts[name];
    totals.lives += 1;
    totals.mostCalls = Math.max(totals.mostCalls, counts.calls);
    if (broken !== undefined) {
      const shortest = await shrink(draw.drawn, broken.promise, live);
      return { totals, broken: { seed: seed + i, ...(await retrace(drawAgain(shortest), broken)) } };
    }
    afterEach(totals);
    // Lives leave the event loop no turn.
    if (i % yieldEvery === 0) await new Promise(setImmediate);
  }
  return { totals, broken: undefined };
}

async function retrace(draw: Draw, otherwise: Broken): Promise<Broken & { history: string[] }> {
  const history: string[] = [];
  const { broken = otherwise }: Outcome = await live(draw, (happening, at) => {
    history.push(`${String(at - t0).padStart(9)} ms  ${happening()}`);
  });
  return { ...broken, history };
}

const progressEvery = 100_000;

export const interleavings: Campaign = {
  summary: 'the middle as it is, in any order of its calls, with crashes, lost answers and late ones',
  options: {
    runs: { default: 1_000_000, meaning: 'lives' },
    seed: { default: 1, meaning: 'of the first life; the next one has the next' },
  },
  async run({ runs = 0, seed = 0 }, print) {
    const startedAt = performance.now();
    const { totals, broken } = await liveMany(seed, runs, (soFar) => {
      if (soFar.lives % progressEvery === 0) print(describe(soFar, performance.now() - startedAt));
    });
    print(describe(totals, performance.now() - startedAt));
    if (!broken) return true;
    print(`seed ${broken.seed} broke "${broken.promise}": ${broken.details}`);
    for (const line of broken.history) print(line);
    print(`again: npm run campaign -- interleavings --seed ${broken.seed} --runs 1`);
    return false;
  },
};

function describe({ lives, ...counts }: Totals, ms: number): string {
  const all = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return [`lives ${lives}`, ...all, `${Math.round(ms / 1000)} s`].join(' · ');
}
