import { randomOf } from '../support/random.ts';

/** How often each process is killed, in relation to the others: the cheaper its start, the oftener. */
export const weights = { redis: 60, web1: 4, web2: 4, worker1: 5, worker2: 5, vendor: 11, workable: 11 };
/** With the server that takes the bridge's mail. */
export const weightsWithMail = { ...weights, mail: 11 };
export type ProcessName = keyof typeof weightsWithMail;

export type Blow = {
  /** Since the blow before, or since traffic flows again. */
  pauseMs: number;
  /** Before it, traffic has to flow again. */
  endsPause: boolean;
  victim: ProcessName;
  /** Until it is started again. */
  downMs: number;
};

/**
 * The kills of a round: storms of them, some at the same moment, and between the storms a pause, in which traffic flows
 * again. A process that is still down when it is next is awaited, so the order is always the same.
 */
export function planOf<Name extends ProcessName>(
  seed: number,
  kills: number,
  weights: Readonly<Record<Name, number>>,
): Blow[] {
  const random = randomOf('kills', seed);
  let left = 0;
  return Array.from({ length: kills }, () => {
    const endsPause = left === 0;
    left = endsPause ? random.whole(8, 64) : left - 1;
    const isLong = random.chance(0.04);
    const victim = random.pick(weights);
    return {
      endsPause,
      pauseMs: endsPause ? random.whole(0, 2_000) : random.chance(0.25) ? 0 : random.whole(5, 150),
      victim,
      downMs: isLong ? random.whole(1_000, 4_000) : random.whole(0, victim === 'redis' ? 200 : 500),
    };
  });
}
