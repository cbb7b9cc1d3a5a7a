import type { Measure } from '../measure.ts';
import { deliver, type Open, sendWarm } from '../support/backlog.ts';
import { describeLoad } from '../support/checks.ts';
import { besideBoth } from '../support/programs.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';
import { openWebhookBaseline } from '../support/webhook.ts';

/**
 * More interviews than one round sends results about, so that each gets one, and the backlog is long enough to be
 * measured.
 */
const interviews = 20_000;

/** What a web process accepts, and then what a worker process delivers of it. */
export const webhooks: Measure = {
  summary: 'webhooks acknowledged per second, and their results delivered per second',
  run: (setting) =>
    besideBoth(setting, {
      async run(stage) {
        const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
        const by = (open: Open) => take(stage, subjects, open, setting.seconds);
        return {
          bare: await by((roles) => openWebhookBaseline(stage, roles)),
          keeping: await by((roles) => openWebhookBaseline(stage, roles, 'records')),
          ours: await by(stage.openBridge),
        };
      },
      describe: ({ perSecond, p99, deliveredPerSecond }) =>
        `${Math.round(perSecond)} webhooks/s, p99 ${p99.toFixed(1)} ms, ${Math.round(deliveredPerSecond)} results/s`,
      figures: {
        'webhooks acknowledged': { of: ({ perSecond }) => perSecond, goal: { atLeast: 0.77 } },
        'results delivered, answered at once': {
          of: ({ deliveredPerSecond }) => deliveredPerSecond,
          goal: { atLeast: 0.68 },
        },
      },
    }),
};

async function take(stage: Stage, subjects: readonly Subject[], open: Open, seconds: number) {
  const loaded = await sendWarm(stage, open, subjects, seconds);
  const deliveredPerSecond = await deliver(stage, open, subjects, loaded);
  return { perSecond: describeLoad(loaded).perSecond, p99: loaded.p99, deliveredPerSecond };
}
