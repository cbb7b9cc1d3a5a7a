import type { VNode } from 'preact';
import type { Page } from '../../src/pages/render.tsx';
import { addressOf } from './board.tsx';
import { Actions, Profile, Remarks } from './candidate-forms.tsx';
import { nameOf } from './render-candidates.ts';
import { spiPage } from './shell.tsx';
import { type SpiState, stageOf, timelineOf } from './state.ts';
import { authorOf, gradeText, roleNames, TimelineRow } from './timeline-rows.tsx';
import type { Role, SpiActivity, SpiCandidate } from './types.ts';

/** A profile with its timeline, as members of one role see it. */
export function candidatePage(state: SpiState, candidate: SpiCandidate, as: Role): Page {
  const job = state.jobs.find(({ shortcode }) => shortcode === candidate.jobShortcode);
  const rows = timelineOf(state, candidate.id).filter(({ visibility }) => visibility?.includes(as) ?? true);
  const back = `/candidates/${candidate.id}?as=${as}`;
  const props = { state, candidate, back };
  return spiPage(
    nameOf(candidate) || candidate.id,
    <>
      <p>
        {candidate.email ?? 'no e-mail'} · {candidate.phone ?? 'no phone'}
      </p>
      <p>
        <span class="tag">{stageOf(state, candidate).name}</span> {job?.title ?? 'Talent pool'}{' '}
        {candidate.disqualifiedAt !== undefined && (
          <span class="tag alarm">
            {candidate.isWithdrawn ? 'Withdrawn' : 'Disqualified'}: {candidate.disqualificationReason ?? 'no reason'}
          </span>
        )}
      </p>
      {Object.entries(candidate.attributes).map(([key, value]) => (
        <p class="soft">
          {state.attributes.find((each) => each.key === key)?.label ?? key}: {String(value)}
        </p>
      ))}
      <p class="soft">
        <a href={addressOf(job)}>Board</a> · <a href={back}>Refresh</a> · id {candidate.id}
      </p>
    </>,
    <div class="two">
      <div data-live="timeline">
        <Evaluations state={state} rows={rows} />
        <Timeline state={state} candidate={candidate} rows={rows} as={as} />
      </div>
      <div>
        <Actions {...props} />
        <Remarks {...props} />
        <Profile {...props} />
      </div>
    </div>,
  );
}

type TimelineProps = { state: SpiState; candidate: SpiCandidate; rows: SpiActivity[]; as: Role };

/** Newest first. */
function Timeline({ state, candidate, rows, as }: TimelineProps): VNode {
  return (
    <section>
      <h2>Timeline</h2>
      <nav aria-label="Seen as">
        <span class="soft">as seen by</span>
        {(Object.keys(roleNames) as Role[]).map((role) => (
          <a href={`/candidates/${candidate.id}?as=${role}`} aria-current={role === as ? 'page' : undefined}>
            {roleNames[role]}
          </a>
        ))}
      </nav>
      {rows.toReversed().map((row) => (
        <TimelineRow state={state} row={row} />
      ))}
    </section>
  );
}

/** One evaluation per member and stage. */
function Evaluations({ state, rows }: { state: SpiState; rows: SpiActivity[] }): VNode {
  const evaluations = rows.flatMap((row) => (row.rating ? [{ row, rating: row.rating }] : []));
  return (
    <section>
      <h2>Scorecard</h2>
      {evaluations.length === 0 && <p class="soft">No evaluation yet.</p>}
      <dl>
        {evaluations.map(({ row, rating }) => (
          <>
            <dt>
              {authorOf(state, row)}, {row.stage?.name}
            </dt>
            <dd>{gradeText(rating)}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}
