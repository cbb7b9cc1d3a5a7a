import type { ComponentChildren, VNode } from 'preact';
import {
  backFillMinutes,
  candidatesHeld,
  startBackFill,
  stopBackFill,
  triggerToFill,
} from '../../operator/actions/back-fill.ts';
import { personOf } from '../../operator/queries/applications.ts';
import { type TriggerView, triggerViews } from '../../operator/queries/triggers.ts';
import { fittingRows } from '../../pages/room.tsx';
import { Form, Onward, Pass } from './form.tsx';
import { fromOf, More } from './more.tsx';
import { calledIn, Place } from './names.tsx';
import { type DoorWizard, isPassed, type Step, type Taken } from './wizard.ts';

export const backFillStep: Step<DoorWizard> = {
  isDone: (wizard) =>
    isPassed(wizard, 'back-fill') ||
    Object.values(wizard.record?.backFills ?? {}).some(({ endedAt }) => endedAt !== undefined),
  async show(wizard, query) {
    const { account, record, reading } = wizard;
    const { words } = reading;
    const active = triggerViews(account, record).filter(({ state }) => state === 'active');
    const chosen = active.find(({ id }) => id === query.get('trigger'));
    const held = chosen && (await candidatesHeld(wizard.parts, account, chosen));
    const from = fromOf(query);
    const shown = fittingRows(active.slice(from), cardBytes, (view) => <TriggerCard wizard={wizard} view={view} />);
    const isChanging = active.some((each) => !each.is_ready || each.back_fill?.state === 'running');
    return (
      <>
        <p>{words.backFill.lead}</p>
        {active.length === 0 && <p>{words.backFill.noStage}</p>}
        <ul class="cards">{shown}</ul>
        <More step="back-fill" to={from + shown.length} of={active.length} words={words} />
        {isChanging && <Onward to="?stages=back-fill" text={words.wizard.refresh} />}
        {chosen && held && <HeldList wizard={wizard} view={chosen} held={held} />}
        <Pass wizard={wizard} text={words.wizard.doneGoOn('6')} isMain={!held?.length} />
      </>
    );
  },
  take,
};

const cardBytes = 10_000;

function TriggerCard({ wizard, view }: { wizard: DoorWizard; view: TriggerView }): VNode {
  const { id, is_ready: isReady, back_fill: filling } = view;
  const { words } = wizard.reading;
  const { backFill } = words;
  const isRunning = filling?.state === 'running';
  return (
    <li>
      <p class="head">
        <b>
          <Place view={view} words={words} />
        </b>
        {filling && <span class={filling.state === 'done' ? 'state done' : 'state'}>{backFill[filling.state]}</span>}
      </p>
      {filling && <p>{backFill.released(filling.released)}</p>}
      {isRunning && (
        <Form form={wizard.form} does="stop">
          <input type="hidden" name="trigger" value={id} />
          <p>
            <button type="submit">{backFill.stop}</button>
          </p>
        </Form>
      )}
      {!isRunning && isReady && (
        <p>
          <a href={`?${new URLSearchParams({ stages: 'back-fill', trigger: id })}#held`}>{backFill.list}</a>
        </p>
      )}
      {!isReady && <p class="soft">{backFill.noted}</p>}
    </li>
  );
}

const namesBytes = 10_000;

type HeldProps = { wizard: DoorWizard; view: TriggerView; held: Awaited<ReturnType<typeof candidatesHeld>> };

function HeldList({ wizard, view, held }: HeldProps): ComponentChildren {
  const { words, number } = wizard.reading;
  const { backFill } = words;
  const shown = fittingRows(held, namesBytes, (each) => (
    <li>
      <bdi>{calledIn(personOf(each), words)}</bdi>
    </li>
  ));
  return (
    <>
      <h3 id="held">
        <Place view={view} words={words} />
      </h3>
      {held.length === 0 ? (
        <p>{backFill.none}</p>
      ) : (
        <>
          <p>{backFill.takes(held.length, backFillMinutes(held.length))}</p>
          <ul>{shown}</ul>
          {held.length > shown.length && <p class="soft">{backFill.first(number(shown.length))}</p>}
          <Form form={wizard.form} does="start">
            <input type="hidden" name="trigger" value={view.id} />
            <p>
              <button type="submit" class="main">
                {backFill.invite(held.length)}
              </button>
            </p>
          </Form>
        </>
      )}
    </>
  );
}

async function take({ parts, account, reading }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const id = fields.get('trigger') ?? '';
  const does = fields.get('do');
  if (does !== 'start' && does !== 'stop') return { problem: reading.words.wizard.unknownForm };
  await triggerToFill(parts, account, id);
  await (does === 'stop' ? stopBackFill : startBackFill)(parts, account, id);
  return { next: '?stages=back-fill', saved: does === 'stop' ? 'stopped' : 'started' };
}
