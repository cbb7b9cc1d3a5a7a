import type { Measure, Round, Setting } from '../measure.ts';
import { untilArrived } from '../support/arrivals.ts';
import { describeLoad, expectAll } from '../support/checks.ts';
import type { Measured } from '../support/floor.ts';
import { openFloor } from '../support/floor.ts';
import type { Subject } from '../support/seed.ts';
import { storeInterviews } from '../support/seed.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { webhook } from '../support/webhook.ts';

const connections = 32;
const interviews = 10_000;

/** What a bridge that only listens takes, and then what one that only works delivers of it. */
export const webhooks: Measure = {
  summary: 'webhooks acknowledged per second, and their results delivered per second',
  async run({ rounds, seconds, print }: Setting) {
    const taken: Round[] = [];
    const delivered: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const stage = await openStage();
      try {
        const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
        const floorSettings = { REDIS_URL: stage.redis.url, SINK_PORT: new URL(stage.peerUrl).port };
        const floor = await take(stage, subjects, (ROLES) => openFloor('webhook', { ...floorSettings, ROLES }));
        const ours = await take(stage, subjects, (roles) => stage.openBridge(roles));
        print(`round ${round + 1}: ${describe(floor)} | ${describe(ours)}`);
        taken.push({ ours: ours.perSecond, floor: floor.perSecond });
        delivered.push({ ours: ours.deliveredPerSecond, floor: floor.deliveredPerSecond });
      } finally {
        await stage.close();
      }
    }
    return [
      { name: 'webhooks acknowledged', unit: '/s', rounds: taken, goal: { atLeast: 0.8 } },
      { name: 'results delivered, answered at once', unit: '/s', rounds: delivered, goal: { atLeast: 0.8 } },
    ];

    async function take(stage: Stage, subjects: Subject[], open: (roles: string) => Promise<Measured>) {
      const web = await open('web');
      const load = { port: web.port, connections, request: webhook, subjects: subjects.map((each) => ({ ...each })) };
      await stage.peers.ask({ do: 'load', ...load, seconds: 1 });
      const loaded = await stage.peers.ask({ do: 'load', ...load, seconds });
      await web.close();
      expectAll(loaded, '200');
      const worker = await open('worker');
      const arrivals = await untilArrived(stage.peers, subjects, loaded.acknowledged);
      await worker.close();
      const { perSecond } = describeLoad(loaded);
      return {
        perSecond,
        p99: loaded.p99,
        deliveredPerSecond: arrivals.count / ((arrivals.lastAt - arrivals.firstAt) / 1000),
      };
    }
  },
};

function describe({
  perSecond,
  p99,
  deliveredPerSecond,
}: {
  perSecond: number;
  p99: number;
  deliveredPerSecond: number;
}): string {
  return `${Math.round(perSecond)} webhooks/s, p99 ${p99.toFixed(1)} ms, ${Math.round(deliveredPerSecond)} results/s`;
}
