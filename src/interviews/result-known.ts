import type { DeliveryState } from '../outbox/delivery.ts';
import type { InterviewRecord } from './record.ts';

/**
 * Since when what is to be sent of a result is known, epoch ms: since the interview came to something, or, where a
 * result stands there already, since the newest observation. Undefined while there is none. What comes again while the
 * first result waits makes it no younger.
 */
export function resultKnownAt(
  { concluded, attempts }: Pick<InterviewRecord, 'concluded' | 'attempts'>,
  { acknowledged }: Pick<DeliveryState, 'acknowledged'>,
): number | undefined {
  if (!concluded || !acknowledged) return concluded?.at;
  const observed = Object.values(attempts).flatMap((attempt) => Object.values(attempt.observed));
  return Math.max(concluded.at, ...observed.map(({ at }) => at));
}
