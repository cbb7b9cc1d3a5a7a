import type { Measure } from '../measure.ts';
import { sendWarm } from '../support/backlog.ts';
import { describeLoad } from '../support/checks.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { storeInterviews } from '../support/seed.ts';
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
        const take = (bytes: number) =>
          sendWarm(stage, (roles) => openWebhookFloor(stage, roles, bytes), subjects, setting.seconds);
        const floor = describeLoad(await take(0)).perSecond;
        return { floor, ours: describeLoad(await take(keptBytes)).perSecond };
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
