import type { VNode } from 'preact';
import { addressOf } from './board.tsx';
import { Choice, Play } from './shell.tsx';
import { type SpiState, stageOf, stagesOf } from './state.ts';
import type { SpiCandidate } from './types.ts';
import { recruiterId } from './world.ts';

type Props = { state: SpiState; candidate: SpiCandidate; back: string };

export function Actions({ state, candidate, back }: Props): VNode {
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

export function Remarks({ state, candidate, back }: Props): VNode {
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
          <Choice name="by" label="As" options={members} value={recruiterId} />
          <label>
            Comment
            <textarea name="body" required />
          </label>
          <button type="submit">Comment</button>
        </div>
      </Play>
      <Play action="rate" back={back} hidden={hidden}>
        <div class="fields">
          <Choice name="by" label="As" options={members} value={recruiterId} />
          <Choice name="grade" label="Would you hire?" options={grades} />
          <button type="submit">Evaluate</button>
        </div>
      </Play>
    </section>
  );
}

export function Profile({ candidate, back }: Props): VNode {
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
