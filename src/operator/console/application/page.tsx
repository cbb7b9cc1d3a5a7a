import type { VNode } from 'preact';
import type { Enrolment } from '../../../applications/record.ts';
import { reasons } from '../../queries/application-reason.ts';
import { Button, Link } from '../form.tsx';
import { pathOf as pathOfInterview } from '../interview/load.ts';
import { liveQuery } from '../live.tsx';
import { At } from '../moment.tsx';
import { Obstructed } from '../obstructed.tsx';
import { page } from '../page.ts';
import { Rows } from '../rows.tsx';
import { Difference } from '../standing/difference.tsx';
import { Ends } from '../standing/ends.tsx';
import { History } from '../standing/history.tsx';
import { Standing } from '../standing/page.tsx';
import { Entries } from './entries.tsx';
import { type ApplicationData, loadApplication, pathOf } from './load.ts';

export const applicationPage = page({ path: '/applications/:id', place: 'applications', query: liveQuery }).showing({
  load: async (parts, { params: { id }, query: { live } }) => ({
    application: await loadApplication(parts, id),
    isLive: live !== 'off',
  }),
  title: ({ application }) => `Application ${application.view.id}`,
  view: ({ application, isLive }) => (
    <>
      <Standing
        at={pathOf(application.view.id)}
        isLive={isLive}
        view={application.view}
        next={<Next {...application} />}
        isQueued={application.isQueued}
        facts={<Facts {...application} />}
        buttons={<Buttons {...application} />}
        history={<History lines={application.record.history} />}
      >
        <Stays stays={application.record.enrolments} />
        <Entries entries={application.entries} />
        <Difference changes={application.changes} />
      </Standing>
      {application.email !== undefined && <Ends at={pathOf(application.view.id)} mayForget />}
    </>
  ),
});

function Next({ view: { account, next_at: at, entries }, changes, obstacle }: ApplicationData): VNode {
  const isWaiting = entries.some(({ state }) => state === 'waiting' || state === 'trying');
  return (
    <>
      {at === undefined ? (
        !obstacle && 'Nothing more happens by itself at a known time.'
      ) : (
        <>
          Next: it is looked at again at <At at={Date.parse(at)} /> UTC.
        </>
      )}
      {obstacle && (
        <>
          {' '}
          <Obstructed account={account} isWritten={changes.isSent} {...obstacle} />
        </>
      )}
      {!obstacle && isWaiting && (
        <>
          {' '}
          An entry waits for the timeline: the page of{' '}
          <Link to={`/accounts/${encodeURIComponent(account)}`}>{account}</Link> says whether Workable refuses it.
        </>
      )}
    </>
  );
}

function Facts({ view }: ApplicationData): VNode {
  const { candidate_id, job, job_title, stage, interview_id } = view;
  const rows = [
    ['Candidate in Workable', candidate_id],
    ['Job', job_title === undefined ? job : `${job_title} (${job ?? 'not known'})`],
    ['Stage', stage],
    ['Template', view.template?.name ?? view.template?.id],
  ] as const;
  return (
    <>
      {interview_id !== undefined && (
        <>
          <dt>Interview</dt>
          <dd>
            <Link to={pathOfInterview(interview_id)}>{interview_id}</Link>
          </dd>
        </>
      )}
      <Rows rows={rows} />
    </>
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
    <>
      <Button to={`${path}/deliver`} text="Deliver now" isMain />
      {hasFailed && <Button to={`${path}/dismiss`} text="Dismiss the failure" />}
      {mayInvite && <Button to={`${path}/invite`} text="Invite after all" />}
      <Button to={`${path}/reveal`} text="Reveal names and addresses" />
    </>
  );
}
