import type { ComponentChildren, VNode } from 'preact';
import type { Template } from '../../interviews/ports/vendor.ts';
import type { TriggerView } from '../../operator/queries/triggers.ts';
import { fillMarkup } from '../../pages/fill.tsx';
import { fitting, fittingRows } from '../../pages/room.tsx';
import type { TriggerQuestion } from '../../workable/stages/stored-triggers.ts';
import type { Words } from '../words.ts';
import { Choice, Form, Onward, spareBytes } from './form.tsx';
import { More } from './more.tsx';
import { interviewOptions, nameBytes, Place, templateBytes } from './names.tsx';
import { StageHead } from './stage-head.tsx';
import type { DoorWizard } from './wizard.ts';

type Props = { wizard: DoorWizard; views: readonly TriggerView[]; templates: readonly Template[] };

const listBytes = 9_000;

/** The stages that there are, each with what can be done about it. `from`: the first that is shown. */
export function TriggerList({ wizard, views, templates, from }: Props & { from: number }): ComponentChildren {
  const { words } = wizard.reading;
  if (views.length === 0) return null;
  const shown = fittingRows(views.slice(from), listBytes, (view) => (
    <TriggerCard wizard={wizard} view={view} templates={templates} />
  ));
  return (
    <>
      <h3>{words.triggers.stages}</h3>
      <ul class="cards">{shown}</ul>
      <More step="triggers" to={from + shown.length} of={views.length} words={words} />
      {views.some((each) => each.state === 'active' && !each.is_ready) && (
        <Onward to="?stages=triggers" text={words.wizard.refresh} />
      )}
    </>
  );
}

function TriggerCard({ wizard, view, templates }: Omit<Props, 'views'> & { view: TriggerView }): VNode {
  const { words } = wizard.reading;
  const { triggers } = words;
  const { id, state, is_fixed: isFixed } = view;
  const question = questionOf(wizard, id);
  return (
    <li>
      <StageHead view={view} templates={templates} words={words} />
      {state === 'active' && !view.is_ready && <p class="soft">{triggers.noted}</p>}
      {question && <p dir="auto">{questionIn(question, words)}</p>}
      {isFixed ? (
        <p class="soft">{triggers.fixed}</p>
      ) : (
        <Form form={wizard.form}>
          <input type="hidden" name="trigger" value={id} />
          <TriggerButtons state={state} question={question} words={words} />
        </Form>
      )}
      {!isFixed && (
        <p>
          <a href={`?${new URLSearchParams({ stages: 'triggers', trigger: id })}#own`}>{triggers.another}</a>
        </p>
      )}
    </li>
  );
}

function questionOf({ account, record }: DoorWizard, id: string): TriggerQuestion | undefined {
  return account.connected.everyTrigger(record).find((each) => each.id === id)?.question;
}

function questionIn(question: TriggerQuestion, { triggers }: Words): string {
  if (question.why === 'alike') return triggers.alike(fitting(question.stage, nameBytes));
  return question.why === 'found' ? triggers.found : triggers.removedStage;
}

type ButtonsProps = { state: TriggerView['state']; question: TriggerQuestion | undefined; words: Words };

function TriggerButtons({ state, question, words: { triggers } }: ButtonsProps): VNode {
  return (
    <p class="buttons">
      {question?.why === 'alike' && (
        <>
          <input type="hidden" name="alike" value={question.stage} />
          <Button does="alike" text={triggers.yesAlike} />
        </>
      )}
      {state === 'active' && <Button does="off" text={triggers.switchOff} />}
      {state === 'off' && <Button does="on" text={triggers.switchOn} />}
      {state === 'pending' && question?.why === 'found' && <Button does="on" text={triggers.yes} />}
      <Button does="remove" text={state === 'pending' ? triggers.no : triggers.remove} />
    </p>
  );
}

function Button({ does, text }: { does: string; text: string }): VNode {
  return (
    <button type="submit" name="do" value={does}>
      {text}
    </button>
  );
}

/** The interview of one stage that is to have another one than the usual. */
export function OwnInterview({ wizard, view, templates }: Omit<Props, 'views'> & { view: TriggerView }): VNode {
  const { record, form, typed, reading } = wizard;
  const { words } = reading;
  const own = record?.triggers?.find((each) => each.id === view.id)?.template;
  return (
    <div id="own">
      <h3>{fillMarkup(words.triggers.ofStage, { place: <Place view={view} words={words} /> })}</h3>
      <Form form={form} does="interview">
        <input type="hidden" name="trigger" value={view.id} />
        <Choice
          id="own-interview"
          name="interview"
          label={words.triggers.interview}
          options={[{ value: '', text: words.triggers.usualOne }, ...interviewOptions(templates, own, words)]}
          chosen={typed('interview', 'interview') ?? own ?? ''}
          bytes={templateBytes + spareBytes(wizard) / 2}
          notAll={words.wizard.notAll}
        />
        <p>
          <button type="submit" class="main">
            {words.triggers.useIt}
          </button>
        </p>
      </Form>
    </div>
  );
}
