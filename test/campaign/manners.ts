import { setTimeout as sleep } from 'node:timers/promises';
import { describeSpread, median, quantile } from '../../testing/statistics.ts';
import type { Campaign } from './campaign.ts';
import { type Sickness, sicknesses } from './manners/sickness.ts';
import { openSink, type Sink } from './manners/sink.ts';
import { openStage } from './manners/stage.ts';
import { createTraffic, type Latencies, type Traffic } from './manners/traffic.ts';

/** The latency of healthy accounts may be so much longer while another account is sick. */
const mostRatio = 1.1;

/** What taking the results in costs is no matter of the outage. */
const pileMs = 2000;

type Pair = { well: Latencies; sick: Latencies };

/** One account's trouble delays no other, and Retry-After is obeyed. */
export const manners: Campaign = {
  summary: 'one account’s trouble delays no other, and Retry-After is obeyed to the second',
  options: {
    accounts: { default: 50, meaning: 'served by one process' },
    seconds: { default: 60, meaning: 'measured of each kind of trouble, half of them without it' },
    slices: { default: 10, meaning: 'with and without it in turn' },
    kind: { default: 0, meaning: `of trouble, 1 to ${sicknesses.length}; 0 for each in turn` },
    rate: { default: 50, meaning: 'webhooks a second, of all accounts together' },
  },
  async run({ accounts = 0, seconds = 0, slices = 0, kind = 0, rate = 0 }, print) {
    const names = Array.from({ length: accounts }, (_, i) => `account-${i}`);
    let traffic: Traffic | undefined;
    const sink = await openSink((arrival) => traffic?.onArrival(arrival));
    const stage = await openStage(names, sink.url);
    try {
      traffic = await createTraffic(stage, names, rate);
      const sliceMs = (seconds * 1000) / slices;
      await traffic.run(sliceMs, () => true);
      const within: boolean[] = [];
      for (const sickness of kind === 0 ? sicknesses : sicknesses.slice(kind - 1, kind)) {
        const pairs: Pair[] = [];
        for (let i = 0; i < slices / 2; i += 1) pairs.push(await measure(sink, traffic, names, sickness, sliceMs));
        within.push(report(sickness, pairs, print));
      }
      const { asked, early, onTheirWay, late } = sink.waits.count;
      if (asked > 0) {
        print(
          `Retry-After: ${asked} waits of an account, ${early} callbacks too early, ${onTheirWay} already in flight; the first one after a wait came ${describeSpread(late)} ms after its end`,
        );
      }
      return early === 0 && within.every(Boolean);
    } finally {
      await stage.close();
      await sink.close();
    }
  },
};

async function measure(sink: Sink, traffic: Traffic, names: string[], sickness: Sickness, ms: number): Promise<Pair> {
  const sick = new Set(names.slice(0, Math.ceil((names.length * sickness.ofFifty) / 50)));
  const isHealthy = (account: string) => !sick.has(account);
  const well = await traffic.run(ms, isHealthy);
  await traffic.untilCalm();
  if (sickness.backlog !== undefined) {
    // Results pile up while the account has to wait, and are due all at once when the outage begins.
    sink.sicken(sick, () => ({ status: 429, headers: { 'Retry-After': '3' } }));
    for (const account of sick) await traffic.pile(account, sickness.backlog);
    await sleep(pileMs);
  }
  sink.sicken(sick, sickness.treat);
  const whileSick = await traffic.run(ms, isHealthy);
  sink.heal();
  await traffic.untilCalm();
  return { well, sick: whileSick };
}

function report({ what }: Sickness, pairs: Pair[], print: (line: string) => void): boolean {
  const all = (latencies: Latencies) => [...latencies.values()].flat();
  const line = (part: number) => {
    const [well, sick] = [
      pairs.map((pair) => quantile(all(pair.well), part)),
      pairs.map((pair) => quantile(all(pair.sick), part)),
    ];
    const ratios = sick.map((value, i) => value / (well[i] ?? Number.NaN));
    return {
      text: `${describeSpread(well)} ms → ${describeSpread(sick)} ms, ratio ${describeSpread(ratios)}`,
      ratio: median(ratios),
    };
  };
  const [p50, p99] = [line(0.5), line(0.99)];
  const accounts = [...(pairs[0]?.well.keys() ?? [])];
  const of = (account: string, kind: keyof Pair) => median(pairs.flatMap((pair) => pair[kind].get(account) ?? []));
  const perAccount = accounts.map((account) => of(account, 'sick') / of(account, 'well'));
  print(what);
  print(`  p50 ${p50.text}`);
  print(`  p99 ${p99.text}`);
  print(`  p50 of each healthy account, ratio ${describeSpread(perAccount)}`);
  return p50.ratio <= mostRatio;
}
