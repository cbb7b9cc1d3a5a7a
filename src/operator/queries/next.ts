import type { Plan } from '../../interviews/plan.ts';
import { isWaiting, type OpenCircuit } from '../../outbox/circuits.ts';

/** What the bridge does by itself, in a word. */
export const nextActions = ['invite', 'mail', 'deliver', 'ask', 'cancel', 'conclude', 'erase'] as const;

export type Next = { at: number; what: (typeof nextActions)[number] };

const words = { cancel: 'cancel', poll: 'ask', settle: 'conclude', erase: 'erase' } as const;
const steps = { invite: 'invite', cancel: 'cancel', poll: 'ask', conclude: 'conclude', erase: 'erase' } as const;

/** What comes next by itself, and when; undefined where nothing does. Deliveries wait for their circuits. Pure. */
export function nextOf({ step, schedule, clocks }: Plan, open: readonly OpenCircuit[], now: number): Next | undefined {
  if (step.do in steps) return { at: now, what: steps[step.do as keyof typeof steps] };
  const sends = Object.entries(schedule.sendAt ?? {}).map(([circuit, at]): Next => {
    const pause = open.find((each) => each.circuit === circuit)?.pause;
    const until = pause && isWaiting(pause, now) ? pause.until : now;
    return { at: Math.max(at, until), what: circuit === 'mail' ? 'mail' : 'deliver' };
  });
  const others = Object.entries(clocks).map(([clock, at]): Next => ({ at, what: words[clock as keyof typeof words] }));
  const [next] = [...sends, ...others].sort((a, b) => a.at - b.at);
  return next && Number.isFinite(next.at) ? next : undefined;
}
