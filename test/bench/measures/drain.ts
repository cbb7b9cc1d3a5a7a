import { accountOf } from '../../../src/store/ids.ts';
import { accountKey } from '../../../src/store/keys.ts';
import { quantile } from '../../../testing/statistics.ts';
import { openSink } from '../../campaign/manners/sink.ts';
import { createTraffic, type Traffic } from '../../campaign/manners/traffic.ts';
import type { Measure, Round } from '../measure.ts';
import { openCrowd } from '../support/crowd.ts';
import { place } from '../support/place.ts';
import { createRateLimit } from '../support/rate-limit.ts';

const piled = 'account-0';
const healthy = Array.from({ length: 49 }, (_, i) => `account-${i + 1}`);
const backlog = 100_000;
const webhooksPerSecond = 50;
const limit = { most: 50, windowMs: 10_000 };
const warmUpMs = 10_000;
/** At the usual four seconds the slice is five minutes long, and there is as much again without the backlog. */
const windowsPerSecond = 7.5;

type Found = { drained: number; beside: number[]; without: number[] };

/** The other accounts are not slowed down by the backlog of one, whose results go out at Workable's rate limit. */
export const drain: Measure = {
  summary: `one account's backlog of ${backlog.toLocaleString('en-GB')} results at ${limit.most} per ${limit.windowMs / 1000} s, beside ${healthy.length} healthy accounts`,
  isLong: true,
  async run({ rounds, seconds, print }) {
    const found: Found[] = [];
    const windows = Math.max(1, Math.round(seconds * windowsPerSecond));
    place(process.pid, 'others');
    for (let round = 1; round <= rounds; round += 1) found.push(await take(windows, print));
    const times = (part: number): Round[] =>
      found.map(({ beside, without }) => ({ ours: quantile(beside, part), baseline: quantile(without, part) }));
    const drained = found.map((each) => ({ ours: each.drained, baseline: limit.most }));
    const goal = { atMost: 1.1 };
    return [
      { name: 'results drained at a rate limit', unit: 'per 10 s', rounds: drained, goal: { atLeast: 0.95 } },
      { name: 'webhook to PUT of healthy accounts beside a backlog, p50', unit: 'ms', rounds: times(0.5) },
      { name: 'webhook to PUT of healthy accounts beside a backlog, p99', unit: 'ms', rounds: times(0.99), goal },
    ];
  },
};

/** Half of the time without the backlog comes before it, half after, since machines are not always equally fast. */
async function take(windows: number, print: (line: string) => void): Promise<Found> {
  let traffic: Traffic | undefined;
  let drained = 0;
  const sink = await openSink(
    (arrival) => {
      if (arrival.account === piled) drained += 1;
      else traffic?.onArrival(arrival);
    },
    (path) => accountOf(path.slice('/interviews/'.length)),
  );
  sink.sicken(new Set([piled]), createRateLimit(limit.most, limit.windowMs));
  const crowd = await openCrowd([piled, ...healthy], sink.url);
  try {
    const quiet = (windows / 2) * limit.windowMs;
    const steady = await createTraffic(crowd, healthy, webhooksPerSecond);
    traffic = steady;
    const run = async (ms: number) => [...(await steady.run(ms, () => true)).values()].flat();

    await crowd.start();
    await run(warmUpMs);
    const without = await run(quiet);
    await crowd.stop();

    await crowd.addBacklog(piled, backlog);
    await crowd.start();
    await run(warmUpMs);
    const [before, startedAt] = [drained, performance.now()];
    const beside = await run(windows * limit.windowMs);
    const perWindow = ((drained - before) / (performance.now() - startedAt)) * limit.windowMs;
    await crowd.stop();

    const outbox = accountKey(piled, 'outbox:callback');
    const left = await crowd.redis.zcard(outbox);
    if (drained + left !== backlog)
      throw new Error(`Of ${backlog} results ${drained} were delivered, ${left} are left`);
    await crowd.redis.del(outbox);
    await crowd.start();
    await run(warmUpMs);
    without.push(...(await run(quiet)));
    await crowd.stop();
    print(`${drained} drained in all, ${without.length} + ${beside.length} results of healthy accounts`);
    return { drained: perWindow, beside, without };
  } finally {
    await crowd.close();
    await sink.close();
  }
}
