import type { Cell } from './cli/output.ts';
import { type InterviewState, interviewStateOf } from './queries/interview-state.ts';
import { subjectOf } from './queries/interview-view.ts';
import type { DeliveryStateName, Selected } from './selected.ts';

/** Where an interview stands, in the word of the API; of an application, how its entries do. */
export function stateWord(selected: Selected, now: number): InterviewState | DeliveryStateName {
  if (selected.kind === 'application') return selected.state;
  return interviewStateOf(subjectOf(selected.record, selected.account, now));
}

const tones: Readonly<Record<string, 'good' | 'bad' | 'busy'>> = {
  ...{ failed: 'bad', not_invited: 'bad', needs_decision: 'bad' },
  ...{ refused: 'busy', waiting: 'busy', delivering: 'busy', inviting: 'busy' },
  ...{ acknowledged: 'good', delivered: 'good' },
};

/** A state in its colour. */
export function stateCell(state: string): Cell {
  const tone = tones[state];
  return tone ? { text: state, tone } : state;
}
