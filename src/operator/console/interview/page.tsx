import type { VNode } from 'preact';
import { z } from 'zod';
import { Link } from '../form.tsx';
import { Live } from '../live.tsx';
import { Sentence } from '../moment.tsx';
import { page } from '../page.ts';
import { StateChip } from '../state-chip.tsx';
import { Buttons, Decisions } from './buttons.tsx';
import { Deliveries, Difference } from './deliveries.tsx';
import { History } from './history.tsx';
import { type InterviewData, loadInterview, pathOf } from './load.ts';
import { nextText } from './next-text.ts';

export const interviewPage = page({
  path: '/interviews/:id',
  place: 'interviews',
  query: z.object({ live: z.literal('off').optional() }),
}).showing({
  load: async (parts, { params: { id }, query: { live } }) => ({
    interview: await loadInterview(parts, id),
    isLive: live !== 'off',
  }),
  title: ({ interview }) => `Interview ${interview.view.id}`,
  view: ({ interview, isLive }) => (
    <>
      <Live at={pathOf(interview.view.id)} isOn={isLive} everySeconds={5}>
        <Case {...interview} />
        <Buttons {...interview} />
        <div class="columns">
          <div>
            <Deliveries {...interview} />
            <Difference changes={interview.changes} />
          </div>
          <History lines={interview.record.history} next={interview.view.next} />
        </div>
      </Live>
      <Decisions {...interview} />
    </>
  ),
});

/** What is the case, and what happens next. */
function Case({ view, record, attempts, isQueued }: InterviewData): VNode {
  const { account, origin, template, vendor } = view;
  const application = record.origin.door === 'stage' ? origin.candidate_id : undefined;
  return (
    <section aria-label="What is the case">
      <p>
        <StateChip state={view.state} />{' '}
        <strong dir="auto">
          <Sentence text={view.reason} />
        </strong>{' '}
        {nextText(view.next)}
        {isQueued && ' It is in the queue of replays.'}
      </p>
      <dl>
        <dt>Account</dt>
        <dd>
          <Link to={`/accounts/${encodeURIComponent(account)}`}>{account}</Link>
        </dd>
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
        {application !== undefined && (
          <>
            <dt>Candidate in Workable</dt>
            <dd class="mono">{application}</dd>
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
      </dl>
    </section>
  );
}
