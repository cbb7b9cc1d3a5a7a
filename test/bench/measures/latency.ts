import type { Figure, Measure } from '../measure.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { storeInterviews } from '../support/seed.ts';
import { measureTimes, timed } from '../support/times.ts';
import { openWebhookBaseline } from '../support/webhook.ts';

const fsyncs = ['everysec', 'always'] as const;

/** From a webhook to its result at Workable, while nothing else goes on. */
export const latency: Measure = {
  summary: 'milliseconds from a webhook to its result at Workable, idle',
  async run(setting) {
    const figures: Figure[] = [];
    for (const fsync of fsyncs) {
      const pairs = await inRounds(setting, {
        fsync,
        async run(stage) {
          const subjects = await storeInterviews(stage.settings('web,worker'), 'open', timed);
          const baseline = await measureTimes(stage, subjects, (roles) => openWebhookBaseline(stage, roles));
          return { baseline, ours: await measureTimes(stage, subjects, stage.openBridge) };
        },
        describe: ({ p50, p99 }) => `${fsync} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      });
      const add = (name: string, atMost: number, of: (found: { p50: number; p99: number }) => number) =>
        figures.push({
          name: `webhook to PUT, ${fsync}, ${name}`,
          unit: 'ms',
          rounds: roundsOf(pairs, of),
          goal: { atMost },
        });
      add('p50', 1.5, ({ p50 }) => p50);
      add('p99', 2, ({ p99 }) => p99);
    }
    return figures;
  },
};
