import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../../../testing/memory.ts';
import { quantile } from '../../../testing/statistics.ts';
import type { Measure } from '../measure.ts';
import { untilArrived } from '../support/arrivals.ts';
import { send } from '../support/backlog.ts';
import { expectAll } from '../support/checks.ts';
import { createdSubjects, createRequest } from '../support/create.ts';
import { openStage, type Stage } from '../support/stage.ts';

const interviewsPerSecond = 25;
/** At the usual four seconds it is an hour. */
const minutesPerSecond = 15;
const connections = 4;

/** Workable creates, the vendor sends each result, Workable takes it, all the time: a memory leak would show. */
export const hour: Measure = {
  summary: `memory of a bridge over an hour of ${interviewsPerSecond} interviews a second, each created, scored and delivered`,
  isLong: true,
  async run({ seconds, print }) {
    const minutes = Math.max(6, Math.round(seconds * minutesPerSecond));
    const stage = await openStage();
    try {
      const { port, pid, close } = await stage.openBridge('web,worker');
      const found: number[] = [];
      for (let minute = 1; minute <= minutes; minute += 1) {
        await liveForAMinute(stage, port, `minute-${minute}`);
        found.push((await memoryOf(pid)).now);
        if (minute % 10 === 0) print(`after ${minute} minutes ${found.at(-1)} MiB`);
      }
      await close();
      const sixth = Math.floor(minutes / 6);
      const typical = (from: number) => quantile(found.slice(from, from + sixth), 0.5);
      // In the first one it still compiles and fills its caches.
      const rounds = [{ ours: typical(minutes - sixth), baseline: typical(sixth) }];
      return [
        { name: 'memory at the end of an hour, beside ten minutes in', unit: 'MiB', rounds, goal: { atMost: 1.1 } },
      ];
    } finally {
      await stage.close();
    }
  },
};

async function liveForAMinute(stage: Stage, port: number, run: string): Promise<void> {
  const startedAt = performance.now();
  for (let second = 1; second <= 60; second += 1) {
    await liveOnce(stage, port, `${run}-${second}`);
    await sleep(Math.max(0, startedAt + second * 1000 - performance.now()));
  }
}

/** Throws when a result that was acknowledged does not arrive. */
async function liveOnce(stage: Stage, port: number, run: string): Promise<void> {
  const amount = { seconds: 60, most: interviewsPerSecond };
  const create = { port, connections, request: createRequest(stage), subjects: [{ run }], ...amount };
  expectAll(await stage.peers.ask({ do: 'load', ...create }), '201');
  const subjects = createdSubjects(run, interviewsPerSecond);
  const { acknowledged } = await send(stage, { port }, subjects, amount);
  await untilArrived(stage.peers, subjects, acknowledged);
}
