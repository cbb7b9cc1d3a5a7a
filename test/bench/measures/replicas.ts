import { setTimeout as sleep } from 'node:timers/promises';
import { openRedis, type RedisProcess } from '../../../testing/redis.ts';
import type { Figure, Measure } from '../measure.ts';
import { deliver, type Open, sendWarm } from '../support/backlog.ts';
import { describeLoad } from '../support/checks.ts';
import { place } from '../support/place.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';

const interviews = 10_000;

/** What it costs that a replica must have a write before it counts: both times Redis has two of them. */
export const replicas: Measure = {
  summary: 'webhooks acknowledged and results delivered per second, with REDIS_REPLICAS=0 and 1',
  isLong: true,
  async run(setting) {
    const pairs = await inRounds(setting, {
      names: { baseline: 'without', ours: 'with' },
      async run(stage) {
        const followers = [await openReplica(stage.redis), await openReplica(stage.redis)];
        try {
          const by = async (count: number) => {
            // The same result is not delivered twice.
            const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
            const open = (roles: string) => stage.openBridge(roles, { REDIS_REPLICAS: String(count) });
            return take(stage, subjects, open, setting.seconds);
          };
          return { baseline: await by(0), ours: await by(1) };
        } finally {
          for (const each of followers) await each.close();
        }
      },
      describe: ({ perSecond, p99, delivered }) =>
        `${Math.round(perSecond)} webhooks/s, p99 ${p99.toFixed(1)} ms, ${Math.round(delivered)} results/s`,
    });
    const figures: Figure[] = [
      {
        name: 'webhooks acknowledged, one replica waited for',
        unit: '/s',
        rounds: roundsOf(pairs, (found) => found.perSecond),
      },
      { name: 'p99 of them', unit: 'ms', rounds: roundsOf(pairs, (found) => found.p99) },
      {
        name: 'results delivered, one replica waited for',
        unit: '/s',
        rounds: roundsOf(pairs, (found) => found.delivered),
      },
    ];
    return figures;
  },
};

async function take(stage: Stage, subjects: readonly Subject[], open: Open, seconds: number) {
  const loaded = await sendWarm(stage, open, subjects, seconds);
  const delivered = await deliver(stage, open, subjects, loaded);
  return { perSecond: describeLoad(loaded).perSecond, p99: loaded.p99, delivered };
}

async function openReplica(master: RedisProcess): Promise<RedisProcess> {
  const replica = await openRedis({ appendfsync: 'everysec', replicaof: `127.0.0.1 ${master.port}` });
  place(replica.pid(), 'others');
  while (!String(await replica.command('INFO', 'replication')).includes('master_link_status:up')) await sleep(50);
  return replica;
}
