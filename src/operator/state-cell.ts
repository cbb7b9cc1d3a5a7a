import type { Cell } from './cli/output.ts';
import type { DeliveryStateName } from './selected.ts';

const tones = { failed: 'bad', refused: 'busy', waiting: 'busy', acknowledged: 'good' } as const;

/** A state in its colour. */
export function stateCell(state: DeliveryStateName): Cell {
  return state in tones ? { text: state, tone: tones[state as keyof typeof tones] } : state;
}
