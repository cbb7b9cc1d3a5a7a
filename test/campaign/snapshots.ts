import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { programOf } from '../../testing/program.ts';
import type { Campaign } from './campaign.ts';
import { type Counts, type Found, sumOf } from './snapshots/live-many.ts';

/** The stage door's middle without a network, in histories of one candidate each. */
export const snapshots: Campaign = {
  summary: 'the stage door as it is, in histories of webhooks, reads and lists in any order, late, doubled and lost',
  options: {
    runs: { default: 1_000_000, meaning: 'histories' },
    seed: { default: 1, meaning: 'of the first history; the next one has the next' },
    workers: { default: 0, meaning: 'threads; 0 for as many as there are cores' },
  },
  async run({ runs = 0, seed = 0, workers = 0 }, print) {
    const startedAt = performance.now();
    const count = Math.max(1, Math.min(workers || availableParallelism(), runs));
    const share = Math.ceil(runs / count);
    const found = await Promise.all(
      Array.from({ length: count }, (_, i) => {
        const from = i * share;
        return liveApart(seed + from, Math.max(0, Math.min(share, runs - from)));
      }),
    );
    print(describe(sumOf(found.map(({ counts }) => counts)), performance.now() - startedAt));
    const broken = found.flatMap((each) => each.broken ?? []);
    for (const { seed: at, promise, lines } of broken) {
      print(`seed ${at} broke "${promise}"`);
      for (const line of lines) print(`  ${line}`);
      print(`again: npm run campaign -- snapshots --seed ${at} --runs 1`);
    }
    return broken.length === 0;
  },
};

/** In a thread of its own. */
async function liveApart(seed: number, runs: number): Promise<Found> {
  let last: Found = { counts: sumOf([]) };
  const worker = new Worker(programOf('test/campaign/snapshots/worker'), { workerData: { seed, runs } });
  worker.on('message', (found: Found) => {
    last = found;
  });
  const [code] = await once(worker, 'exit');
  if (code !== 0) throw new Error(`A worker ended with ${code}`);
  return last;
}

function describe({ histories, invitations, withdrawals, returns, results }: Counts, ms: number): string {
  return (
    `${histories} histories, ${invitations} invitations, ${withdrawals} rows of withdrawals, ${returns} returns, ` +
    `${results} rows of results, ${Math.round(ms / 1000)} s`
  );
}
