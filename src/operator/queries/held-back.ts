import { isWaiting, type OpenCircuit } from '../../outbox/circuits.ts';
import type { DeliveryView } from './deliveries.ts';

/** The open circuit that one of these waits for, which has the name of the destination; undefined without. Pure. */
export function heldBackBy(
  deliveries: readonly Pick<DeliveryView, 'destination' | 'state'>[],
  open: readonly OpenCircuit[],
  now: number,
): OpenCircuit | undefined {
  return open.find(
    ({ circuit, pause }) =>
      isWaiting(pause, now) &&
      deliveries.some(({ destination, state }) => state === 'waiting' && destination === circuit),
  );
}
