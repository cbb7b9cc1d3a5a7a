import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { memoryOf } from '../../testing/memory.ts';
import { askRedis } from '../../testing/redis.ts';
import { describeSpread, median, quantile } from '../../testing/statistics.ts';
import type { Campaign } from './campaign.ts';
import { watchBridge } from './flood/watch-bridge.ts';
import { openSink } from './manners/sink.ts';
import { openStage, type Stage } from './manners/stage.ts';
import { createTraffic, type Traffic } from './manners/traffic.ts';
import { type Answers, everything, type Kind, kinds } from './strangers/attacks.ts';
import { eraseCandidate } from './strangers/erase.ts';
import { openTarget, type Target } from './strangers/target.ts';

/** The median of others may be so much longer while one account is attacked. */
const mostRatio = 1.5;
const mostMebibytes = 512;
const mostRedisMebibytes = 256;
const attacked = 'account-0';
/** What the bridge may answer an attacker; `closed` where it cuts a connection. */
const fitting = new Set(['200', '201', '400', '408', '413', '503', 'closed']);

type Slice = { webhooks: number[]; creates: number[]; answers: Answers; finding: string | undefined };

/** Whatever strangers and one account do, the others' webhooks and creates go on. */
export const strangers: Campaign = {
  summary: 'slow readers and writers, floods of one account and persons with thousands of interviews delay no one else',
  options: {
    seconds: { default: 60, meaning: 'measured of each kind, half of them without it' },
    pairs: { default: 5, meaning: 'of slices, without and with the attack' },
    kind: {
      default: 0,
      meaning: `1 to ${kinds.length}, ${kinds.length + 1} for all of them at once; 0 for each in turn`,
    },
    interviews: { default: 5_000, meaning: 'of one person' },
    rate: { default: 20, meaning: 'webhooks a second of the other accounts together; creates a quarter of that' },
    judge: { default: 1, meaning: '0: medians are printed and not judged' },
  },
  async run({ seconds = 0, pairs = 0, kind = 0, interviews = 0, rate = 0, judge = 0 }, print) {
    const accounts = Array.from({ length: 5 }, (_, i) => `account-${i}`);
    let traffic: Traffic | undefined;
    const sink = await openSink((arrival) => traffic?.onArrival(arrival));
    const stage = await openStage(accounts, sink.url, { DATA_KEY: 'data-key-of-the-campaign-with-strangers' });
    const target = await openTarget(stage, attacked, interviews);
    const findings: string[] = [];
    try {
      const others = accounts.filter((account) => account !== attacked);
      traffic = await createTraffic(stage, others, rate);
      const sliceMs = (seconds * 1000) / (2 * pairs);
      await slice({ stage, target, traffic, others, rate, sliceMs });
      const watch = watchBridge(stage.bridge.pid(), stage.bridge.url);
      const all = [...kinds, everything];
      for (const each of kind === 0 ? all : all.slice(kind - 1, kind)) {
        const found: { without: Slice; during: Slice }[] = [];
        for (let i = 0; i < pairs; i += 1) {
          const without = await slice({ stage, target, traffic, others, rate, sliceMs });
          const during = await slice({ stage, target, traffic, others, rate, sliceMs, kind: each });
          found.push({ without, during });
        }
        findings.push(...report(each, found, judge !== 0, print));
      }
      await traffic.untilCalm();
      findings.push(...(await finish(stage, target, await watch(), print)));
    } finally {
      await target.close();
      await stage.close();
      await sink.close();
    }
    for (const finding of findings) print(`  ${finding}`);
    return findings.length === 0;
  },
};

type SliceParts = {
  stage: Stage;
  target: Target;
  traffic: Traffic;
  others: readonly string[];
  rate: number;
  sliceMs: number;
  kind?: Kind;
};

/** A stretch of the others' ordinary day, with an erasure in it. */
async function slice({ stage, target, traffic, others, rate, sliceMs, kind }: SliceParts): Promise<Slice> {
  const ending = new AbortController();
  // Every attacker listens.
  setMaxListeners(0, ending.signal);
  const attack = kind?.attack(target, ending.signal) ?? Promise.resolve(new Map());
  // It takes a moment to be under way.
  await sleep(Math.min(1_000, sliceMs / 4));
  const creates = createSteadily(stage, others, rate / 4, sliceMs);
  const erasing = eraseCandidate(stage, others[0] ?? '');
  const latencies = await traffic.run(sliceMs, () => true);
  const finding = await erasing;
  const createMs = await creates;
  ending.abort();
  return { webhooks: [...latencies.values()].flat(), creates: createMs, answers: await attack, finding };
}

/** How long each create took, in ms. Rejects where one is not answered 201. */
async function createSteadily(stage: Stage, accounts: readonly string[], perSecond: number, ms: number) {
  const startedAt = performance.now();
  const times: number[] = [];
  const creating: Promise<void>[] = [];
  for (let made = 0; made < (ms / 1000) * perSecond; made += 1) {
    const waitMs = startedAt + (made / perSecond) * 1000 - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    creating.push(createOne(accounts[made % accounts.length] ?? ''));
  }
  await Promise.all(creating);
  return times;

  async function createOne(account: string): Promise<void> {
    const at = performance.now();
    await stage.newInterview(account);
    times.push(performance.now() - at);
  }
}

function report(
  { what }: Kind,
  pairs: readonly { without: Slice; during: Slice }[],
  isJudged: boolean,
  print: (line: string) => void,
): string[] {
  const findings: string[] = [];
  print(what);
  for (const of of ['webhooks', 'creates'] as const) {
    const p50 = (when: 'without' | 'during') => pairs.map((pair) => quantile(pair[when][of], 0.5));
    const [without, during] = [p50('without'), p50('during')];
    const ratios = during.map((value, i) => value / (without[i] ?? Number.NaN));
    print(`  ${of}: p50 ${describeSpread(without)} ms → ${describeSpread(during)} ms, ratio ${describeSpread(ratios)}`);
    if (isJudged && !(median(ratios) <= mostRatio)) findings.push(`${what}: ${of} of others take too long`);
  }
  const answers = new Map<string, number>();
  for (const [outcome, count] of pairs.flatMap(({ during }) => [...during.answers])) {
    answers.set(outcome, (answers.get(outcome) ?? 0) + count);
  }
  print(`  answered: ${[...answers].map(([outcome, count]) => `${outcome} ${count} times`).join(', ') || 'nothing'}`);
  const odd = [...answers.keys()].filter((outcome) => !fitting.has(outcome));
  if (odd.length > 0) findings.push(`${what}: answered ${odd.join(', ')}`);
  const failed = pairs
    .flatMap(({ without, during }) => [without.finding, during.finding])
    .filter((finding) => finding !== undefined);
  return [...findings, ...failed.map((finding) => `${what}: ${finding}`)];
}

async function finish(
  { bridge, redisUrl }: Stage,
  { url }: Target,
  { memory, slowestMs, unhealthy }: Awaited<ReturnType<ReturnType<typeof watchBridge>>>,
  print: (line: string) => void,
): Promise<string[]> {
  const findings: string[] = [];
  const { peak } = await memoryOf(bridge.pid());
  const info = String(await askRedis(redisUrl, 'INFO', 'memory'));
  const redisMebibytes = Math.round(Number(/^used_memory_peak:(\d+)/m.exec(info)?.[1]) / 1024 ** 2);
  print(`memory: bridge ${memory[0]} MiB at its start, ${peak} MiB at most; Redis ${redisMebibytes} MiB at most`);
  print(`/livez: ${unhealthy} times not 200, within ${slowestMs} ms`);
  if (peak > mostMebibytes) findings.push(`the bridge took more than ${mostMebibytes} MiB`);
  if (redisMebibytes > mostRedisMebibytes) findings.push(`Redis took more than ${mostRedisMebibytes} MiB`);
  if (unhealthy > 0) findings.push('the bridge did not answer health checks');
  if (!(await fetch(`${url}/readyz`)).ok) findings.push('it is not ready afterwards');
  if (/"failure":"internal"|"outcome":"internal"|"event":"unhandled"|"level":"fatal"/.test(bridge.stdout())) {
    findings.push('its log holds errors');
  }
  return findings;
}
