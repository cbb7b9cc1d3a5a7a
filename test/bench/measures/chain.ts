import type { Measure } from '../measure.ts';
import { arrivedPerSecond, untilArrived } from '../support/arrivals.ts';
import { type Open, send } from '../support/backlog.ts';
import { place } from '../support/place.ts';
import { besideBoth } from '../support/programs.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';
import { openWebhookBaseline } from '../support/webhook.ts';

/** One webhook each: the first are warm-up. */
const warmUp = 6_000;
const interviews = 16_000;
const longestSeconds = 60;

/** From webhooks to Workable, on one core for everything: the process that takes and delivers, and its Redis. */
export const chain: Measure = {
  summary: 'results per second from webhook to Workable, bridge and Redis on one core',
  run: (setting) =>
    besideBoth(setting, {
      async run(stage) {
        place(stage.redis.pid(), 'measured');
        const subjects = await storeInterviews(stage.settings('web,worker'), 'open', interviews);
        return {
          bare: await take(stage, subjects, (roles) => openWebhookBaseline(stage, roles)),
          keeping: await take(stage, subjects, (roles) => openWebhookBaseline(stage, roles, 'records')),
          ours: await take(stage, subjects, stage.openBridge),
        };
      },
      describe: (perSecond) => `${Math.round(perSecond)} results/s`,
      figures: { 'results on one core': { of: (perSecond) => perSecond, goal: { atLeast: 0.79 } } },
    }),
};

async function take(stage: Stage, subjects: readonly Subject[], open: Open): Promise<number> {
  const program = await open('web,worker');
  const first = subjects.slice(0, warmUp);
  const others = subjects.slice(warmUp);
  await untilArrived(stage.peers, first, await sendEach(stage, program, first));
  const { times } = await untilArrived(stage.peers, others, await sendEach(stage, program, others));
  await program.close();
  return arrivedPerSecond(times);
}

async function sendEach(stage: Stage, program: { port: number }, subjects: readonly Subject[]) {
  const amount = { seconds: longestSeconds, most: subjects.length };
  return (await send(stage, program, subjects, amount)).acknowledged;
}
