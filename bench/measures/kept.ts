import type { Measure } from '../measure.ts';
import { type Open, send } from '../support/backlog.ts';
import { describeLoad } from '../support/checks.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';
import { warmUpSeconds } from '../support/warm-up.ts';
import { openWebhookFloor } from '../support/webhook.ts';

const interviews = 10_000;
/** As long as a sealed record of the bridge with its line of story. */
const keptBytes = 2_000;

/** How far anything can come that reads and writes a record for every webhook, one after the other. */
export const kept: Measure = {
  summary: `webhooks per second of the bare program when it also reads and writes ${keptBytes.toLocaleString('en-GB')} bytes for each, beside without`,
  async run(setting) {
    const pairs = await inRounds(setting, {
      async run(stage) {
        const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
        const floor = await take(stage, subjects, (roles) => openWebhookFloor(stage, roles), setting.seconds);
        const keeping: Open = (roles) => openWebhookFloor(stage, roles, keptBytes);
        return { floor, ours: await take(stage, subjects, keeping, setting.seconds) };
      },
      names: { floor: 'bare', ours: 'keeping' },
      describe: (perSecond) => `${Math.round(perSecond)} webhooks/s`,
    });
    return [
      {
        name: 'webhooks of the bare program that keeps something',
        unit: '/s',
        rounds: roundsOf(pairs, (perSecond) => perSecond),
      },
    ];
  },
};

async function take(stage: Stage, subjects: readonly Subject[], open: Open, seconds: number): Promise<number> {
  const web = await open('web');
  await send(stage, web, subjects, { seconds: warmUpSeconds });
  const loaded = await send(stage, web, subjects, { seconds });
  await web.close();
  return describeLoad(loaded).perSecond;
}
