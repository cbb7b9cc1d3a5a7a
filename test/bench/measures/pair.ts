import type { Measure } from '../measure.ts';
import { deliver, send } from '../support/backlog.ts';
import type { Measured } from '../support/baseline.ts';
import { describeLoad } from '../support/checks.ts';
import { openPeers, type Peers } from '../support/peers.ts';
import { place } from '../support/place.ts';
import { inRounds, roundsOf } from '../support/rounds.ts';
import { storeInterviews } from '../support/seed.ts';
import type { Stage } from '../support/stage.ts';
import { warmUpSeconds } from '../support/warm-up.ts';

const interviews = 10_000;

/** How much a second process adds; the baseline is one process of each role, on all cores too. */
export const pair: Measure = {
  isLong: true,
  summary: 'webhooks and results with two processes that listen and two that work, beside one of each',
  async run(setting) {
    const second = openPeers();
    try {
      const pairs = await inRounds(setting, {
        run: async (stage) => ({
          baseline: await take(stage, [stage.peers], setting.seconds),
          ours: await take(stage, [stage.peers, second], setting.seconds),
        }),
        names: { baseline: 'one', ours: 'two' },
        describe: ({ perSecond, deliveredPerSecond }) =>
          `${Math.round(perSecond)} webhooks/s, ${Math.round(deliveredPerSecond)} results/s`,
      });
      const taken = roundsOf(pairs, ({ perSecond }) => perSecond);
      const delivered = roundsOf(pairs, ({ deliveredPerSecond }) => deliveredPerSecond);
      return [
        { name: 'webhooks acknowledged by two processes', unit: '/s', rounds: taken },
        { name: 'results delivered by two processes', unit: '/s', rounds: delivered },
      ];
    } finally {
      second.close();
    }
  },
};

/**
 * As many processes of each role as there are senders, each of which loads one of them with its part of the interviews.
 */
async function take(stage: Stage, senders: readonly Peers[], seconds: number) {
  const subjects = await storeInterviews(stage.settings('web'), 'open', interviews);
  const share = Math.ceil(interviews / senders.length);
  const webs = await openAll('web');
  const sendAll = (forSeconds: number) =>
    Promise.all(
      senders.map((peers, i) =>
        send({ ...stage, peers }, webs[i] as Measured, subjects.slice(i * share, (i + 1) * share), {
          seconds: forSeconds,
        }),
      ),
    );
  await sendAll(warmUpSeconds);
  const loads = await sendAll(seconds);
  await closeAll(webs);
  const acknowledged = loads.flatMap((loaded) => loaded.acknowledged);
  const deliveredPerSecond = await deliver(stage, openWorkers, subjects, { acknowledged });
  return { perSecond: loads.reduce((sum, loaded) => sum + describeLoad(loaded).perSecond, 0), deliveredPerSecond };

  async function openWorkers(role: string): Promise<Measured> {
    const workers = await openAll(role);
    return { ...(workers[0] as Measured), close: () => closeAll(workers) };
  }

  async function openAll(role: string): Promise<Measured[]> {
    const processes = await Promise.all(senders.map(() => stage.openBridge(role)));
    for (const { pid } of processes) place(pid, 'anywhere');
    return processes;
  }
}

async function closeAll(processes: readonly Measured[]): Promise<void> {
  await Promise.all(processes.map(({ close }) => close()));
}
