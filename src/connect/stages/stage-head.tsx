import type { VNode } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import type { TriggerView } from '../../operator/queries/triggers.ts';
import type { Words } from '../words.ts';
import { interviewIn, Place } from './names.tsx';

type Props = { view: TriggerView; templates: readonly Template[]; words: Words };

/** Which stage it is, whether it is on, and the interview of its candidates. */
export function StageHead({ view, templates, words }: Props): VNode {
  const { state, template } = view;
  const { triggers } = words;
  return (
    <>
      <p class="head">
        <b>
          <Place view={view} words={words} />
        </b>
        <span class={state === 'active' ? 'state done' : 'state'}>
          {state === 'active' ? triggers.on : triggers[state]}
        </span>
      </p>
      <p>
        {template === undefined ? (
          <span class="alarm">{triggers.noInterview}</span>
        ) : (
          <bdi>{interviewIn(templates, template, words)}</bdi>
        )}
      </p>
    </>
  );
}
