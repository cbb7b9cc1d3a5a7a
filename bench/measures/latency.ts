import { quantile } from '../../campaign/support/statistics.ts';
import type { Figure, Measure } from '../measure.ts';
import type { Open } from '../support/backlog.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { type Subject, storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';
import { openWebhookFloor, webhook } from '../support/webhook.ts';

const warmUp = 50;
const samples = 300;
/** Enough for who is measured to write down what Workable answered, and to be idle again. */
const pauseMs = 5;
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
          const subjects = await storeInterviews(stage.settings('web,worker'), 'open', warmUp + samples);
          const floor = await measureTimes(stage, subjects, (roles) => openWebhookFloor(stage, roles));
          return { floor, ours: await measureTimes(stage, subjects, stage.openBridge) };
        },
        describe: ({ p50, p99 }) => `${fsync} p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
      });
      const of = { unit: 'ms', goal: { atMost: 1.5 } };
      figures.push({ name: `webhook to PUT, ${fsync}, p50`, rounds: roundsOf(pairs, ({ p50 }) => p50), ...of });
      figures.push({ name: `webhook to PUT, ${fsync}, p99`, rounds: roundsOf(pairs, ({ p99 }) => p99), ...of });
    }
    return figures;
  },
};

/** One webhook about each interview: only the first has a result that Workable does not have yet. */
async function measureTimes({ peers }: Stage, subjects: readonly Subject[], open: Open) {
  const { port, close } = await open('web,worker');
  const ask = (some: readonly Subject[]) =>
    peers.ask({ do: 'latency', port, request: webhook, subjects: [...some], count: some.length, pauseMs });
  await ask(subjects.slice(0, warmUp));
  const times = await ask(subjects.slice(warmUp));
  await close();
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}
