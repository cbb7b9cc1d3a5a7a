import type { VNode } from 'preact';
import { Choice, Play } from './shell.tsx';
import type { SpiState } from './state.ts';
import { liveSubscriptions } from './subscriptions.ts';
import type { SpiJob, SpiStage } from './types.ts';

type JobProps = { job: SpiJob; stages: SpiStage[]; back: string };

/** `nextId`: each has an e-mail address of its own, since the same one is the same person. */
export function NewCandidate({ job, stages, back, nextId }: JobProps & { nextId: string }): VNode {
  const slugs = stages.map(({ slug, name }) => [slug, name] as const);
  const texts = [
    ['firstname', 'First name', 'Ines'],
    ['lastname', 'Last name', 'Marlow'],
    ['email', 'E-mail', `ines.marlow.${nextId}@example.test`],
    ['phone', 'Phone', ''],
  ] as const;
  return (
    <section>
      <h2>New candidate</h2>
      <Play action="create" back={back} hidden={{ job: job.shortcode }}>
        <div class="fields">
          {texts.map(([name, label, value]) => (
            <label>
              {label}
              <input name={name} value={value} required={name === 'firstname'} />
            </label>
          ))}
          <Choice name="stage" label="Stage" options={slugs} value="applied" />
        </div>
        <div class="actions">
          <button class="main" type="submit">
            Add candidate
          </button>
        </div>
      </Play>
    </section>
  );
}

const jobStates = [
  ['published', 'published'],
  ['closed', 'closed (used internally)'],
  ['archived', 'archived'],
  ['draft', 'draft'],
] as const;

export function Settings({ job, stages, back }: JobProps): VNode {
  return (
    <section>
      <h2>Job and stages</h2>
      <Play action="job-state" back={back} hidden={{ job: job.shortcode }}>
        <div class="fields">
          <Choice name="state" label="State" options={jobStates} value={job.state} />
          <button type="submit">Change</button>
        </div>
      </Play>
      <details>
        <summary>Stages of the pipeline</summary>
        {stages.map(({ slug, name }) => (
          <div class="actions">
            <Play action="rename-stage" back={back} hidden={{ pipeline: job.pipelineId, stage: slug }}>
              <input name="name" value={name} aria-label={`Name of the stage ${slug}`} required />
              <button type="submit">Rename</button>
            </Play>
            <Play action="remove-stage" back={back} hidden={{ pipeline: job.pipelineId, stage: slug }}>
              <button type="submit">Remove</button>
            </Play>
            <span class="soft">{slug}</span>
          </div>
        ))}
      </details>
    </section>
  );
}

/** What goes on between Workable and its clients. */
export function Traffic({ state }: { state: SpiState }): VNode {
  const deliveries = state.deliveries.slice(-10).toReversed();
  return (
    <section data-live="traffic">
      <h2>Webhooks</h2>
      <p class="soft">
        {liveSubscriptions(state).length} subscriptions, {state.deliveries.length} deliveries, {state.requests.length}{' '}
        requests of the API.
      </p>
      {deliveries.map(({ at, event, candidateId, status, isLost, attempt }) => (
        <p>
          {new Date(at).toISOString().slice(11, 19)} {event} of {candidateId}
          {attempt > 1 ? `, try ${attempt}` : ''}: {isLost ? 'lost' : (status ?? 'under way')}
        </p>
      ))}
    </section>
  );
}
