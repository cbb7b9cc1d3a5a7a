import { parentPort, workerData } from 'node:worker_threads';
import { type Counts, liveMany, sumOf } from './live-many.ts';

/** A worker of the campaign with snapshots: a share of its histories, piece by piece. */
const { seed, runs } = workerData as { seed: number; runs: number };
const pieceRuns = 10_000;

const done: Counts[] = [];
for (let from = 0; from < runs; from += pieceRuns) {
  const { counts, broken } = liveMany(seed + from, Math.min(pieceRuns, runs - from));
  done.push(counts);
  parentPort?.postMessage({ counts: sumOf(done), broken });
  if (broken) break;
}
