import type { VNode } from 'preact';
import { pathOf as pathOfApplication } from '../application/load.ts';
import { Link } from '../form.tsx';
import { liveQuery } from '../live.tsx';
import { page } from '../page.ts';
import { Difference } from '../standing/difference.tsx';
import { History } from '../standing/history.tsx';
import { Standing } from '../standing/page.tsx';
import { Buttons, Decisions } from './buttons.tsx';
import { Deliveries } from './deliveries.tsx';
import { type InterviewData, loadInterview, pathOf } from './load.ts';
import { WhatToDo } from './what-to-do.tsx';

export const interviewPage = page({ path: '/interviews/:id', place: 'interviews', query: liveQuery }).showing({
  load: async (parts, { params: { id }, query: { live } }) => ({
    interview: await loadInterview(parts, id),
    isLive: live !== 'off',
  }),
  title: ({ interview }) => `Interview ${interview.view.id}`,
  view: ({ interview, isLive }) => (
    <>
      <Standing
        at={pathOf(interview.view.id)}
        isLive={isLive}
        view={interview.view}
        next={<WhatToDo {...interview} />}
        isQueued={interview.isQueued}
        facts={<Facts {...interview} />}
        buttons={<Buttons {...interview} />}
        history={<History lines={interview.record.history} next={interview.view.next} />}
      >
        <Deliveries {...interview} />
        <Difference changes={interview.changes} />
      </Standing>
      <Decisions {...interview} />
    </>
  ),
});

function Facts({ view, applicationId, attempts }: InterviewData): VNode {
  const { origin, template, vendor } = view;
  return (
    <>
      <dt>Vendor</dt>
      <dd>
        {vendor}
        {view.vendor_ref !== undefined && (
          <>
            , there <bdi class="mono">{view.vendor_ref}</bdi>
          </>
        )}
      </dd>
      <dt>Template</dt>
      <dd dir="auto">{template.name ?? template.id}</dd>
      {origin.job_title !== undefined && (
        <>
          <dt>Job</dt>
          <dd dir="auto">{origin.job_title}</dd>
        </>
      )}
      {applicationId !== undefined && (
        <>
          <dt>Application</dt>
          <dd>
            <Link to={pathOfApplication(applicationId)}>{applicationId}</Link>
          </dd>
          <dt>Candidate in Workable</dt>
          <dd class="mono">{origin.candidate_id}</dd>
        </>
      )}
      {attempts.map(({ id, status, score }) => (
        <>
          <dt>Attempt</dt>
          <dd dir="auto">
            <span class="mono">{id}</span> {status}
            {score !== undefined && `, score ${score}`}
          </dd>
        </>
      ))}
    </>
  );
}
