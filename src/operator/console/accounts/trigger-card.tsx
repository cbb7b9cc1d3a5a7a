import type { VNode } from 'preact';
import type { Template } from '../../../interviews/ports/vendor.ts';
import { fittingRows } from '../../../pages/room.tsx';
import { nameIn } from '../../queries/template-options.ts';
import type { TriggerView } from '../../queries/triggers.ts';
import { Button, Form, Link } from '../form.tsx';
import { counted } from '../listing.tsx';
import { At } from '../moment.tsx';
import { Input } from '../typed.tsx';
import { pathOf } from './words.tsx';

type Props = { account: string; view: TriggerView; templates: readonly Template[] };

const states = { active: ['good', 'On'], off: ['plain', 'Off'], pending: ['warn', 'Waits for you'] } as const;

export function TriggerCard({ account, view, templates }: Props): VNode {
  const { id, state, template, question, is_fixed: isFixed, is_ready: isReady } = view;
  const [chip, word] = states[state];
  return (
    <section>
      <h2>
        <Place view={view} /> <span class={`chip ${chip}`}>{word}</span>
      </h2>
      <p>
        {template === undefined ? (
          <span class="alarm">No interview: choose one.</span>
        ) : (
          <bdi>{nameIn(templates, template)}</bdi>
        )}
        {state === 'active' && !isReady && (
          <span class="soft">
            {' '}
            Candidates already in the stage are being noted first, so that they are not invited.
          </span>
        )}
      </p>
      {question !== undefined && <p dir="auto">{question}</p>}
      <BackFill account={account} view={view} />
      {isFixed ? (
        <p class="soft">It stands in STAGE_TRIGGERS, and is changed there.</p>
      ) : (
        <Buttons account={account} view={view} />
      )}
      {!isFixed && (
        <details>
          <summary>Another interview</summary>
          <Form to={pathOf(account, `/triggers/${id}/template`)} class="row">
            <p class="field">
              <label for={`template-${id}`}>Template; empty: the usual one</label>
              <Input id={`template-${id}`} name="template" list="templates" autocomplete="off" value={template ?? ''} />
            </p>
            <button type="submit">Save</button>
          </Form>
        </details>
      )}
    </section>
  );
}

export function Place({ view }: { view: TriggerView }): VNode {
  const { job, job_title: title, stage, stage_name: stageName } = view;
  return (
    <>
      <bdi>{job === '*' ? 'Every job without one of its own' : (title ?? job)}</bdi>: <bdi>{stageName ?? stage}</bdi>
    </>
  );
}

function Buttons({ account, view }: { account: string; view: TriggerView }): VNode {
  const { id, state, alike, stage_is_gone: isGone } = view;
  const path = pathOf(account, `/triggers/${id}`);
  return (
    <div class="row">
      {alike !== undefined && (
        <Button to={`${path}/on`} text="Yes, it is that one now" isMain fields={Object.entries({ stage: alike })} />
      )}
      {state === 'active' && <Button to={`${path}/off`} text="Switch off" />}
      {state === 'off' && <Button to={`${path}/on`} text="Switch on" />}
      {state === 'pending' && !isGone && <Button to={`${path}/on`} text="Yes, interview them" isMain />}
      <Button to={`${path}/remove`} text={state === 'pending' ? 'No, remove it' : 'Remove'} />
    </div>
  );
}

function BackFill({
  account,
  view: { id, state, back_fill: filling, is_ready: isReady },
}: Omit<Props, 'templates'>): VNode {
  const path = pathOf(account, `/triggers/${id}/back-fill`);
  return (
    <>
      {filling && (
        <p>
          Back-fill <span class={`chip ${filling.state === 'done' ? 'good' : 'plain'}`}>{filling.state}</span>:{' '}
          {counted(filling.released, 'candidate')} so far, since <At at={Date.parse(filling.started_at)} />.{' '}
          {filling.state === 'running' && (
            <>
              <Link to={path}>Watch it</Link> <Button to={`${path}/stop`} text="Stop it" />
            </>
          )}
        </p>
      )}
      {state === 'active' && isReady && filling?.state !== 'running' && (
        <p>
          <Link to={path}>Back-fill: count and list who stood there before</Link>
        </p>
      )}
    </>
  );
}

const listBytes = 8_000;

/** For all fields of the page that name a template, as many as there is room for: any other can be entered too. */
export function TemplateList({ templates }: { templates: readonly Template[] }): VNode {
  return (
    <datalist id="templates">
      {fittingRows(templates, listBytes, ({ id, name }) => (
        <option value={id}>{name}</option>
      ))}
    </datalist>
  );
}
