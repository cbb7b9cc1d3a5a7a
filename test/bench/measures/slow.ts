import type { Measure } from '../measure.ts';
import { deliver, type Open, send } from '../support/backlog.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';
import { openWebhookBaseline } from '../support/webhook.ts';

const interviews = 2_000;
const afterMs = 100;
const longestFillSeconds = 60;

/** What a worker delivers while it mostly waits for Workable: this measures how many deliveries it keeps in flight. */
export const slow: Measure = {
  summary: `results delivered per second to a Workable that answers after ${afterMs} ms`,
  async run(setting) {
    const pairs = await inRounds(setting, {
      async run(stage) {
        const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
        await stage.peers.ask({ do: 'answer', afterMs });
        const baseline = await take(stage, subjects, (roles) => openWebhookBaseline(stage, roles));
        return { baseline, ours: await take(stage, subjects, stage.openBridge) };
      },
      describe: (perSecond) => `${Math.round(perSecond)} results/s`,
    });
    const rounds = roundsOf(pairs, (perSecond) => perSecond);
    return [{ name: `results delivered, answered after ${afterMs} ms`, unit: '/s', rounds, goal: { atLeast: 0.8 } }];
  },
};

async function take(stage: Stage, subjects: readonly Subject[], open: Open): Promise<number> {
  const web = await open('web');
  const loaded = await send(stage, web, subjects, { seconds: longestFillSeconds, most: subjects.length });
  await web.close();
  return deliver(stage, open, subjects, loaded);
}
