import type { VNode } from 'preact';
import { z } from 'zod';
import type { Enrolment } from '../../../applications/record.ts';
import { reasons } from '../../queries/application-reason.ts';
import { Button, Link } from '../form.tsx';
import { Difference } from '../interview/deliveries.tsx';
import { History } from '../interview/history.tsx';
import { pathOf as pathOfInterview } from '../interview/load.ts';
import { Live } from '../live.tsx';
import { At, Sentence } from '../moment.tsx';
import { page } from '../page.ts';
import { Rows } from '../rows.tsx';
import { StateChip } from '../state-chip.tsx';
import { Entries } from './entries.tsx';
import { type ApplicationData, loadApplication, pathOf } from './load.ts';

export const applicationPage = page({
  path: '/applications/:id',
  place: 'interviews',
  query: z.object({ live: z.literal('off').optional() }),
}).showing({
  load: async (parts, { params: { id }, query: { live } }) => ({
    application: await loadApplication(parts, id),
    isLive: live !== 'off',
  }),
  title: ({ application }) => `Application ${application.view.id}`,
  view: ({ application, isLive }) => (
    <>
      <Live at={pathOf(application.view.id)} isOn={isLive} everySeconds={5}>
        <Case {...application} />
        <Buttons {...application} />
        <div class="columns">
          <div>
            <Stays stays={application.record.enrolments} />
            <Entries entries={application.view.entries} />
            <Difference changes={application.changes} />
          </div>
          <History lines={application.record.history} />
        </div>
      </Live>
      <Forget {...application} />
    </>
  ),
});

function Case({ view, isQueued }: ApplicationData): VNode {
  const { account, candidate_id, job, job_title, stage, interview_id, next_at } = view;
  const rows = [
    ['Candidate in Workable', candidate_id],
    ['Job', job_title === undefined ? job : `${job_title} (${job ?? 'not known'})`],
    ['Stage', stage],
    ['Template', view.template?.name ?? view.template?.id],
  ] as const;
  return (
    <section aria-label="What is the case">
      <p>
        <StateChip state={view.state} />{' '}
        <strong dir="auto">
          <Sentence text={view.reason} />
        </strong>{' '}
        {next_at === undefined ? (
          'Nothing more happens by itself at a known time.'
        ) : (
          <>
            Next: it is looked at again at <At at={Date.parse(next_at)} /> UTC.
          </>
        )}
        {isQueued && ' It is in the queue of replays.'}
      </p>
      <dl>
        <dt>Account</dt>
        <dd>
          <Link to={`/accounts/${encodeURIComponent(account)}`}>{account}</Link>
        </dd>
        {interview_id !== undefined && (
          <>
            <dt>Interview</dt>
            <dd>
              <Link to={pathOfInterview(interview_id)}>{interview_id}</Link>
            </dd>
          </>
        )}
        <Rows rows={rows} />
      </dl>
    </section>
  );
}

const shownStays = 15;

function Stays({ stays }: { stays: readonly Enrolment[] }): VNode {
  return (
    <section aria-labelledby="stays">
      <h2 id="stays">Stays in a stage with a trigger</h2>
      {stays.length === 0 && <p>None yet.</p>}
      {stays.length > 0 && (
        <ol class="line" reversed>
          {stays
            .slice(-shownStays)
            .toReversed()
            .map((stay) => (
              <Stay {...stay} />
            ))}
        </ol>
      )}
    </section>
  );
}

function Stay({ number, stage, since, interviewId, blocked, held, askedAt, left, returns }: Enrolment): VNode {
  return (
    <li class={blocked ? 'is-bad' : interviewId === undefined ? '' : 'is-good'}>
      <p>
        {number}. In <bdi>{stage}</bdi> since <At at={since} />
        {left && (
          <>
            , left at <At at={left.at} /> ({left.why})
          </>
        )}
        {returns > 0 && `, came back ${returns === 1 ? 'once' : `${returns} times`}`}
      </p>
      {blocked && <p class="alarm">{reasons[blocked.reason]}</p>}
      {held !== undefined && askedAt === undefined && <p>{reasons[`held-${held}`]}</p>}
      {askedAt !== undefined && (
        <p>
          A person asked for the invitation at <At at={askedAt} />.
        </p>
      )}
      {interviewId !== undefined && (
        <p>
          <Link to={pathOfInterview(interviewId)}>{interviewId}</Link>
        </p>
      )}
    </li>
  );
}

function Buttons({ view, hasFailed, mayInvite }: ApplicationData): VNode {
  const path = pathOf(view.id);
  return (
    <section aria-labelledby="actions">
      <h2 id="actions">What you can do</h2>
      <div class="row">
        <Button to={`${path}/deliver`} text="Write the entries now" isMain />
        {hasFailed && <Button to={`${path}/dismiss`} text="Dismiss the failure" />}
        {mayInvite && <Button to={`${path}/invite`} text="Invite after all" />}
        <Button to={`${path}/reveal`} text="Reveal names and addresses" />
      </div>
      <p class="soft">Each of these is written to the history. What Workable has already is not written again.</p>
    </section>
  );
}

function Forget({ view, email }: ApplicationData): VNode | null {
  if (email === undefined) return null;
  return (
    <section class="danger" aria-labelledby="ends">
      <h2 id="ends">What cannot be undone</h2>
      <Button to={`${pathOf(view.id)}/forget`} text="Forget this person…" />
    </section>
  );
}
