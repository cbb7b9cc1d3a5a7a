import type { ComponentChildren, VNode } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import { nameIn, optionsOf } from '../../operator/queries/template-options.ts';
import type { TriggerView } from '../../operator/queries/triggers.ts';
import { Choice, Form } from './form.tsx';
import type { DoorWizard } from './wizard.ts';

type Props = { wizard: DoorWizard; views: readonly TriggerView[]; templates: readonly Template[] };

const mostShown = 100;

/** The stages that there are, each with what can be done about it. */
export function TriggerList({ wizard, views, templates }: Props): ComponentChildren {
  if (views.length === 0) return null;
  return (
    <>
      <h3>Stages</h3>
      <ul class="cards">
        {views.slice(0, mostShown).map((view) => (
          <TriggerCard wizard={wizard} view={view} templates={templates} />
        ))}
      </ul>
      {views.length > mostShown && (
        <p class="soft">
          These are the first {mostShown} of {views.length}.
        </p>
      )}
    </>
  );
}

const states = { active: 'On', off: 'Off', pending: 'Waits for you' } as const;

function TriggerCard({ wizard, view, templates }: Omit<Props, 'views'> & { view: TriggerView }): VNode {
  const { job, job_title: title, stage, stage_name: stageName, template, state, question, is_fixed: isFixed } = view;
  return (
    <li>
      <p class="head">
        <b>
          <bdi>{job === '*' ? 'Every job' : (title ?? job)}</bdi>: <bdi>{stageName ?? stage}</bdi>
        </b>
        <span class={state === 'active' ? 'state done' : 'state'}>{states[state]}</span>
      </p>
      <p>
        {template === undefined ? (
          <span class="alarm">No interview: choose one.</span>
        ) : (
          <bdi>{nameIn(templates, template)}</bdi>
        )}
        {state === 'active' && !view.is_ready && (
          <span class="soft"> Who stands there now is being noted first, so that they are not invited.</span>
        )}
      </p>
      {question !== undefined && <p dir="auto">{question}</p>}
      {isFixed ? (
        <p class="soft">It stands in the settings, and is changed there.</p>
      ) : (
        <Form form={wizard.form}>
          <input type="hidden" name="trigger" value={view.id} />
          <TriggerButtons view={view} />
        </Form>
      )}
      {!isFixed && <OwnInterview wizard={wizard} view={view} templates={templates} />}
    </li>
  );
}

function TriggerButtons({ view: { state, alike, question } }: { view: TriggerView }): VNode {
  const isGone = question !== undefined && state === 'pending' && /removed/.test(question);
  return (
    <p class="buttons">
      {alike !== undefined && (
        <>
          <input type="hidden" name="alike" value={alike} />
          <button type="submit" name="do" value="alike" class="main">
            Yes, it is that one now
          </button>
        </>
      )}
      {state === 'active' && <Button does="off" text="Switch off" />}
      {state === 'off' && <Button does="on" text="Switch on" />}
      {state === 'pending' && !isGone && <Button does="on" text="Yes, interview them" isMain />}
      <Button does="remove" text={state === 'pending' ? 'No, remove it' : 'Remove'} />
    </p>
  );
}

function Button({ does, text, isMain = false }: { does: string; text: string; isMain?: boolean }): VNode {
  return (
    <button type="submit" name="do" value={does} class={isMain ? 'main' : ''}>
      {text}
    </button>
  );
}

function OwnInterview({ wizard, view: { id }, templates }: Omit<Props, 'views'> & { view: TriggerView }): VNode {
  const own = wizard.record?.triggers?.find((each) => each.id === id)?.template;
  return (
    <details>
      <summary>Another interview</summary>
      <Form form={wizard.form} does="interview">
        <input type="hidden" name="trigger" value={id} />
        <Choice
          id={`interview-${id}`}
          name="interview"
          label="Interview of this stage"
          options={[{ value: '', text: 'The usual one' }, ...optionsOf(templates, own)]}
          chosen={own ?? ''}
        />
        <p>
          <button type="submit">Save</button>
        </p>
      </Form>
    </details>
  );
}
