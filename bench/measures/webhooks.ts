import type { Measure } from '../measure.ts';
import { deliver, type Open, sendWarm } from '../support/backlog.ts';
import { describeLoad } from '../support/checks.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';
import { openWebhookFloor } from '../support/webhook.ts';

/** More than are told of in one round, so that each is told of once and the rest of them is a backlog long enough to be measured. */
const interviews = 20_000;

/** What a bridge that only listens takes, and then what one that only works delivers of it. */
export const webhooks: Measure = {
  summary: 'webhooks acknowledged per second, and their results delivered per second',
  async run(setting) {
    const pairs = await inRounds(setting, {
      async run(stage) {
        const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
        const by = (open: Open) => take(stage, subjects, open, setting.seconds);
        const bare = await by((roles) => openWebhookFloor(stage, roles));
        const keeping = await by((roles) => openWebhookFloor(stage, roles, 'records'));
        const ours = await by(stage.openBridge);
        return { floor: { bare, keeping }, ours: { bare: ours, keeping: ours } };
      },
      describe: ({ bare, keeping }) => [...new Set([bare, keeping])].map(describe).join('; keeping records '),
    });
    const goal = { atLeast: 0.8 };
    const unit = '/s';
    const taken = (program: Program) => roundsOf(pairs, (found) => found[program].perSecond);
    const delivered = (program: Program) => roundsOf(pairs, (found) => found[program].deliveredPerSecond);
    return [
      { name: 'webhooks acknowledged', unit, rounds: taken('bare'), goal },
      { name: 'results delivered, answered at once', unit, rounds: delivered('bare'), goal },
      { name: 'webhooks beside a bare program that keeps records', unit, rounds: taken('keeping') },
      { name: 'results beside a bare program that keeps records', unit, rounds: delivered('keeping') },
    ];
  },
};

type Program = 'bare' | 'keeping';

function describe({ perSecond, p99, deliveredPerSecond }: Awaited<ReturnType<typeof take>>): string {
  return `${Math.round(perSecond)} webhooks/s, p99 ${p99.toFixed(1)} ms, ${Math.round(deliveredPerSecond)} results/s`;
}

async function take(stage: Stage, subjects: readonly Subject[], open: Open, seconds: number) {
  const loaded = await sendWarm(stage, open, subjects, seconds);
  const deliveredPerSecond = await deliver(stage, open, subjects, loaded);
  return { perSecond: describeLoad(loaded).perSecond, p99: loaded.p99, deliveredPerSecond };
}
