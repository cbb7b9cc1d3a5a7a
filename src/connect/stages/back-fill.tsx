import type { ComponentChildren, VNode } from 'preact';
import {
  backFillMinutes,
  candidatesHeld,
  startBackFill,
  stopBackFill,
  triggerToFill,
} from '../../operator/actions/back-fill.ts';
import { calledAs, personOf } from '../../operator/queries/applications.ts';
import { type TriggerView, triggerViews } from '../../operator/queries/triggers.ts';
import { Form, Onward, unknownForm } from './form.tsx';
import type { DoorWizard, Step, Taken } from './wizard.ts';

export const backFillStep: Step<DoorWizard> = {
  title: 'Who stands there already',
  isDone: ({ record }) => Object.values(record?.backFills ?? {}).some(({ endedAt }) => endedAt !== undefined),
  async show(wizard, query) {
    const { account, record } = wizard;
    const active = triggerViews(account, record).filter(({ state }) => state === 'active');
    const chosen = active.find(({ id }) => id === query.get('trigger'));
    return (
      <>
        <p>
          Candidates who stood in a stage before it was added here are not invited unless you say so. At most 30 a
          minute are: 500 take about 20 minutes.
        </p>
        {active.length === 0 && <p>No stage is on: see step 3.</p>}
        <ul class="cards">
          {active.map((view) => (
            <TriggerCard wizard={wizard} view={view} />
          ))}
        </ul>
        {chosen && (
          <HeldList wizard={wizard} view={chosen} held={await candidatesHeld(wizard.parts, account, chosen)} />
        )}
        <Onward to="?stages=people" text="Go on to step 6" />
      </>
    );
  },
  take,
};

function TriggerCard({ wizard, view }: { wizard: DoorWizard; view: TriggerView }): VNode {
  const { id, is_ready: isReady, back_fill: filling } = view;
  const isRunning = filling?.state === 'running';
  return (
    <li>
      <p class="head">
        <b>
          <Place view={view} />
        </b>
        {filling && <span class={filling.state === 'done' ? 'state done' : 'state'}>{filling.state}</span>}
      </p>
      {filling && <p>{filling.released === 1 ? '1 candidate' : `${filling.released} candidates`} so far.</p>}
      {isRunning && (
        <Form form={wizard.form} does="stop">
          <input type="hidden" name="trigger" value={id} />
          <p>
            <button type="submit">Stop</button>
          </p>
        </Form>
      )}
      {!isRunning && isReady && (
        <p>
          <a href={`?${new URLSearchParams({ stages: 'back-fill', trigger: id })}#held`}>Count and list them</a>
        </p>
      )}
      {!isReady && <p class="soft">Who stands there is being noted: look again in a minute.</p>}
    </li>
  );
}

const listedAtMost = 200;

type HeldProps = { wizard: DoorWizard; view: TriggerView; held: Awaited<ReturnType<typeof candidatesHeld>> };

function HeldList({ wizard, view, held }: HeldProps): ComponentChildren {
  const minutes = backFillMinutes(held.length);
  return (
    <>
      <h3 id="held">
        <Place view={view} />
      </h3>
      {held.length === 0 ? (
        <p>No candidate stood there before, or all of them are invited already.</p>
      ) : (
        <>
          <p>
            {held.length === 1 ? '1 candidate' : `${held.length} candidates`}: inviting them takes about{' '}
            {minutes === 1 ? 'a minute' : `${minutes} minutes`}. You can stop it; who was invited by then stays so.
          </p>
          <ul>
            {held.slice(0, listedAtMost).map((each) => (
              <li>
                <bdi>{calledAs(personOf(each))}</bdi>
              </li>
            ))}
          </ul>
          {held.length > listedAtMost && <p class="soft">These are the first {listedAtMost}.</p>}
          <Form form={wizard.form} does="start">
            <input type="hidden" name="trigger" value={view.id} />
            <p>
              <button type="submit">{held.length === 1 ? 'Invite this one' : `Invite these ${held.length}`}</button>
            </p>
          </Form>
        </>
      )}
    </>
  );
}

function Place({ view }: { view: TriggerView }): VNode {
  const { job, job_title: title, stage, stage_name: stageName } = view;
  return (
    <>
      <bdi>{job === '*' ? 'Every job' : (title ?? job)}</bdi>: <bdi>{stageName ?? stage}</bdi>
    </>
  );
}

async function take({ parts, account }: DoorWizard, fields: URLSearchParams): Promise<Taken> {
  const id = fields.get('trigger') ?? '';
  const does = fields.get('do');
  if (does !== 'start' && does !== 'stop') return { problem: unknownForm };
  await triggerToFill(parts, account, id);
  await (does === 'stop' ? stopBackFill : startBackFill)(parts, account, id);
  return { next: '?stages=back-fill' };
}
