import { isWaiting, type OpenCircuit } from '../../outbox/circuits.ts';
import type { DeliveryView } from './deliveries.ts';

/** Whether one of these waits for an open circuit, which has the name of the destination. Pure. */
export function isHeldBack(
  deliveries: readonly Pick<DeliveryView, 'destination' | 'state'>[],
  open: readonly OpenCircuit[],
  now: number,
): boolean {
  return deliveries.some(
    ({ destination, state }) =>
      state === 'waiting' && open.some(({ circuit, pause }) => circuit === destination && isWaiting(pause, now)),
  );
}
