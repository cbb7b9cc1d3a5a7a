import type { VNode } from 'preact';
import type { ApplicationViewState } from '../queries/applications.ts';
import { Sentence } from './moment.tsx';

const tones: Partial<Record<ApplicationViewState, string>> = {
  delivered: 'good',
  failed: 'bad',
  not_invited: 'bad',
  needs_decision: 'bad',
  blocked: 'bad',
  parked: 'warn',
  refused: 'warn',
  delivering: 'warn',
  inviting: 'warn',
};

/** A state in the API's word. */
export function StateChip({ state }: { state: ApplicationViewState }): VNode {
  return <span class={`chip ${tones[state] ?? 'plain'}`}>{state.replaceAll('_', ' ')}</span>;
}

export function StateAndReason({ state, reason }: { state: ApplicationViewState; reason: string }): VNode {
  return (
    <>
      <StateChip state={state} />{' '}
      <span dir="auto">
        <Sentence text={reason} />
      </span>
    </>
  );
}
