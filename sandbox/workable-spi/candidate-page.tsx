import type { VNode } from 'preact';
import type { Page } from '../../src/pages/render.tsx';
import { addressOf } from './board.tsx';
import { nameOf } from './render.ts';
import { Choice, Play, spiPage } from './shell.tsx';
import { type SpiState, stageOf, stagesOf, timelineOf } from './state.ts';
import { authorOf, gradeText, roleNames, TimelineRow } from './timeline-rows.tsx';
import type { Role, SpiActivity, SpiCandidate } from './types.ts';

type Props = { state: SpiState; candidate: SpiCandidate; back: string };

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
      <div>
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

function Actions({ state, candidate, back }: Props): VNode {
  const { id, jobShortcode } = candidate;
  const board = addressOf(jobShortcode === undefined ? undefined : { shortcode: jobShortcode });
  const stages = stagesOf(state, jobShortcode).map(({ slug, name }) => [slug, name] as const);
  const jobs = state.jobs.map(({ shortcode, title }) => [shortcode, title] as const);
  const isOut = candidate.disqualifiedAt !== undefined;
  const one = (action: string, text: string, to = back) => (
    <Play action={action} back={to} hidden={{ id }}>
      <button type="submit">{text}</button>
    </Play>
  );
  return (
    <section>
      <h2>What happens</h2>
      {jobShortcode !== undefined && (
        <Play action="move" back={back} hidden={{ id }}>
          <div class="fields">
            <Choice name="stage" label="Stage" options={stages} value={stageOf(state, candidate).slug} />
            <button type="submit">Move</button>
          </div>
        </Play>
      )}
      <div class="actions">
        {isOut ? one('revert', 'Revert') : one('disqualify', 'Disqualify')}
        {!isOut && one('withdraw', 'Withdraws')}
        {jobShortcode !== undefined && one('hire', 'Hire')}
        {one('anonymize', 'Anonymize')}
        {one('delete', 'Delete', board)}
      </div>
      {(['relocate', 'copy'] as const).map((action) => (
        <Play action={action} back={back} hidden={{ id }}>
          <div class="fields">
            <Choice name="job" label={action === 'copy' ? 'Copy to' : 'Relocate to'} options={jobs} />
            <button type="submit">{action === 'copy' ? 'Copy' : 'Relocate'}</button>
          </div>
        </Play>
      ))}
    </section>
  );
}

function Remarks({ state, candidate, back }: Props): VNode {
  const hidden = { id: candidate.id };
  const members = state.members.filter(({ isActive }) => isActive).map(({ id, name }) => [id, name] as const);
  const grades = [
    ['2', 'Definitely yes'],
    ['1', 'Yes'],
    ['0', 'No'],
  ] as const;
  return (
    <section>
      <h2>Comment or evaluate</h2>
      <Play action="comment" back={back} hidden={hidden}>
        <div class="fields">
          <Choice name="by" label="As" options={members} value="1f395e" />
          <label>
            Comment
            <textarea name="body" required />
          </label>
          <button type="submit">Comment</button>
        </div>
      </Play>
      <Play action="rate" back={back} hidden={hidden}>
        <div class="fields">
          <Choice name="by" label="As" options={members} value="1f395e" />
          <Choice name="grade" label="Would you hire?" options={grades} />
          <button type="submit">Evaluate</button>
        </div>
      </Play>
    </section>
  );
}

function Profile({ candidate, back }: Props): VNode {
  const fields = ['firstname', 'lastname', 'email', 'phone', 'headline'] as const;
  return (
    <section>
      <h2>Profile</h2>
      <Play action="edit" back={back} hidden={{ id: candidate.id }}>
        <div class="fields">
          {fields.map((name) => (
            <label>
              {name}
              <input name={name} value={candidate[name] ?? ''} />
            </label>
          ))}
          <button type="submit">Save</button>
        </div>
      </Play>
    </section>
  );
}
