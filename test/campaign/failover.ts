import { setTimeout as sleep } from 'node:timers/promises';
import { openRedisCluster, openWatchedRedis, type RedisDeployment } from '../../testing/redis-deployment.ts';
import type { Campaign } from './campaign.ts';
import { audit, scoreAt } from './failover/audit.ts';
import { type Blow, blowsOfClusters, blowsOfSentinels } from './failover/blows.ts';
import { openStage, type Stage } from './failover/stage.ts';
import { startTraffic, type Traffic } from './failover/traffic.ts';
import { randomOf } from './support/random.ts';

const deployments = ['both', 'sentinel', 'cluster'] as const;

/** Redis fails over under traffic, in every way that it does, and loses nothing that was acknowledged. */
export const failover: Campaign = {
  summary: 'masters of Redis killed, cut off and frozen, slots moved, with Sentinels and as a Cluster',
  options: {
    redis: { default: 0, choices: deployments, meaning: '1 master, 2 replicas, 3 Sentinels, or 3 masters, 6 replicas' },
    seconds: { default: 20, meaning: 'how long a master is away' },
    rate: { default: 8, meaning: 'interviews a second' },
    limit: { default: 12, meaning: 'seconds within which something is acknowledged again' },
    seed: { default: 1, meaning: 'of what recruiters and candidates do' },
  },
  async run({ redis = 0, seconds = 0, rate = 0, limit = 0, seed = 0 }, print) {
    const options = { lastsMs: seconds * 1000, rate, limitMs: limit * 1000, seed };
    let hasHeld = true;
    if (deployments[redis] !== 'cluster') {
      print('1 master, 2 replicas, 3 Sentinels');
      hasHeld = (await suffer(await openWatchedRedis(2, 3), blowsOfSentinels, options, print)) && hasHeld;
    }
    if (deployments[redis] !== 'sentinel') {
      print('3 masters, 6 replicas');
      hasHeld = (await suffer(await openRedisCluster(3, 2), blowsOfClusters, options, print)) && hasHeld;
    }
    return hasHeld;
  },
};

type Options = { lastsMs: number; rate: number; limitMs: number; seed: number };

const calmMs = 3_000;
const deliveredWithinMs = 60_000;

async function suffer<Redis extends RedisDeployment>(
  redis: Redis,
  blows: readonly Blow<Redis>[],
  { lastsMs, rate, limitMs, seed }: Options,
  print: (line: string) => void,
): Promise<boolean> {
  try {
    const stage = await openStage(redis.url);
    const traffic = startTraffic(stage, rate, randomOf('failover', seed));
    try {
      let longestMs = 0;
      await sleep(calmMs);
      for (const { name, strike } of blows) {
        const struckAt = Date.now();
        await strike(redis, lastsMs);
        await sleep(calmMs);
        const gapMs = longestGap(traffic, struckAt);
        longestMs = Math.max(longestMs, gapMs);
        print(`  ${name}: ${inSeconds(Date.now() - struckAt)}, nothing acknowledged for ${inSeconds(gapMs)}`);
      }
      await traffic.end();
      await untilDelivered(stage, traffic);
      return await report(stage, traffic, print, longestMs <= limitMs);
    } finally {
      traffic.stop();
      await stage.close();
    }
  } finally {
    await redis.close();
  }
}

/** The longest time without an acknowledgement since then, of creates or webhooks. */
function longestGap({ acknowledged: { creates, webhooks } }: Traffic, since: number): number {
  const times = [since, ...[...creates, ...webhooks].filter((at) => at > since).sort((a, b) => a - b), Date.now()];
  return Math.max(...times.slice(1).map((at, i) => at - (times[i] ?? at)));
}

async function untilDelivered(stage: Stage, { lives }: Traffic): Promise<void> {
  const giveUpAt = Date.now() + deliveredWithinMs;
  const isDelivered = () => lives.every(({ callbackUrl, score }) => scoreAt(stage, callbackUrl) === score);
  while (!(isDelivered() && (await stage.isReady())) && Date.now() < giveUpAt) await sleep(200);
}

async function report(stage: Stage, traffic: Traffic, print: (line: string) => void, isSoon: boolean) {
  const { acknowledged, refused, lives } = traffic;
  const { lost, doubled, outOfOrder, sentTwice } = await audit(stage, lives);
  const ended = stage.ended();
  const isReady = await stage.isReady();
  print(`  ${acknowledged.creates.length} creates and ${acknowledged.webhooks.length} webhooks acknowledged,`);
  print(`  ${refused} refused or unanswered and repeated; ${sentTwice} PUTs sent again`);
  print(`  lost ${lost.length}, doubled ${doubled.length}, out of order ${outOfOrder.length}`);
  for (const finding of [...lost, ...doubled, ...outOfOrder, ...ended]) print(`  ${finding}`);
  if (!isReady) print('  a process is not ready');
  if (!isSoon) print('  it took too long until something was acknowledged again');
  return [lost, doubled, outOfOrder, ended].every(({ length }) => length === 0) && isSoon && isReady;
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
