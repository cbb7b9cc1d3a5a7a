import type { VNode } from 'preact';
import type { Page } from '../../src/pages/render.tsx';
import { NewCandidate, Settings, Traffic } from './board-settings.tsx';
import { nameOf } from './render-candidates.ts';
import { Play, spiPage } from './shell.tsx';
import { byId, type SpiState, stagesOf, timelineOf } from './state.ts';
import type { SpiCandidate, SpiJob, SpiStage } from './types.ts';

/** The candidates of one job by stage; of the talent pool without one. */
export function boardPage(state: SpiState, job: SpiJob | undefined): Page {
  const stages = stagesOf(state, job?.shortcode);
  const candidates = [...state.candidates.values()].filter((each) => each.jobShortcode === job?.shortcode).sort(byId);
  const back = addressOf(job);
  return spiPage(
    job?.title ?? 'Talent pool',
    <>
      <p class="soft">
        Sandbox Workable: you are the recruiter at {state.account.name}. Drag candidates between the stages, or choose a
        stage and press Move. <a href={back}>Refresh</a>
      </p>
      <Jobs state={state} job={job} />
    </>,
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways */}
      <section class="board" aria-label="Pipeline" tabIndex={0} data-live="board">
        {stages.map((stage) => (
          <Column state={state} stage={stage} stages={stages} candidates={candidates} back={back} />
        ))}
      </section>
      {job && <NewCandidate job={job} stages={stages} back={back} nextId={state.nextCandidateId()} />}
      {job && <Settings job={job} stages={stages} back={back} />}
      <Traffic state={state} />
    </>,
  );
}

export function addressOf(job: Pick<SpiJob, 'shortcode'> | undefined): string {
  return job ? `/?job=${job.shortcode}` : '/?job=';
}

function Jobs({ state, job }: { state: SpiState; job: SpiJob | undefined }): VNode {
  const rows = [...state.jobs, undefined];
  return (
    <nav aria-label="Jobs">
      {rows.map((each) => (
        <a href={addressOf(each)} aria-current={each === job ? 'page' : undefined}>
          {each ? `${each.title} (${each.isSample ? 'sample' : each.state})` : 'Talent pool'}
        </a>
      ))}
    </nav>
  );
}

type ColumnProps = { state: SpiState; stage: SpiStage; stages: SpiStage[]; candidates: SpiCandidate[]; back: string };

function Column({ state, stage, stages, candidates, back }: ColumnProps): VNode {
  const here = candidates.filter(({ stageId }) => stageId === stage.id);
  const headingId = `stage-${stage.id}`;
  return (
    <section class="column" data-stage={stage.slug} aria-labelledby={headingId}>
      <h2 id={headingId} dir="auto">
        {stage.name} <span class="soft">{here.length}</span>
        {stage.isConfidential && <span class="soft"> · confidential</span>}
      </h2>
      {here.map((candidate) => (
        <Card state={state} candidate={candidate} stages={stages} back={back} />
      ))}
    </section>
  );
}

type CardProps = { state: SpiState; candidate: SpiCandidate; stages: SpiStage[]; back: string };

function Card({ state, candidate, stages, back }: CardProps): VNode {
  const rows = timelineOf(state, candidate.id);
  const remarks = ['comment', 'rating']
    .map((action) => [rows.filter((row) => row.action === action).length, action] as const)
    .filter(([count]) => count > 0)
    .map(([count, action]) => `${count} ${action}${count === 1 ? '' : 's'}`);
  return (
    <div class="card" data-candidate={candidate.id} draggable>
      <a href={`/candidates/${candidate.id}`} draggable={false} dir="auto">
        {nameOf(candidate) || candidate.id}
      </a>
      <p class="soft">{candidate.email ?? 'no e-mail'}</p>
      {remarks.length > 0 && <p class="soft">{remarks.join(' · ')}</p>}
      {candidate.disqualifiedAt !== undefined && (
        <p class="alarm">{candidate.isWithdrawn ? 'withdrawn' : 'disqualified'}</p>
      )}
      {candidate.jobShortcode !== undefined && (
        <Play action="move" back={back} hidden={{ id: candidate.id }}>
          <select name="stage" aria-label={`Stage of ${nameOf(candidate)}`}>
            {stages.map(({ id, slug, name }) => (
              <option value={slug} selected={id === candidate.stageId}>
                {name}
              </option>
            ))}
          </select>
          <button type="submit">Move</button>
        </Play>
      )}
    </div>
  );
}
