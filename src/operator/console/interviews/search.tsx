import type { VNode } from 'preact';
import { z } from 'zod';
import { type ApplicationRecord, lastEnrolment } from '../../../applications/record.ts';
import { limits } from '../../../limits.ts';
import { type ApplicationView, applicationView } from '../../queries/applications.ts';
import { find } from '../../queries/find.ts';
import { openViews } from '../../queries/interview-view.ts';
import { ApplicationTable } from '../application/list.tsx';
import { pathOf as pathOfApplication } from '../application/load.ts';
import { Link } from '../form.tsx';
import { pathOf } from '../interview/load.ts';
import { action } from '../page.ts';
import { InterviewTable, type Row } from './table.tsx';

const shownAtMost = 25;

/** By POST, so that no address of a person is in an address of a page. One interview or application is shown at once. */
const searchAction = action({
  path: '/search',
  from: '/interviews',
  place: 'interviews',
  fields: z.strictObject({ text: z.string().trim().min(1).max(limits.reportLinkCharacters) }),
}).doing(async (parts, { fields: { text } }) => {
  const found = await find(parts, text, () => undefined);
  const { interviews, isCut } = found;
  const applications = found.applications.filter(
    ({ record }) => !interviews.some(({ record: { id } }) => isOf(record, id)),
  );
  const [only] = interviews;
  const [application] = applications;
  if (only && interviews.length === 1 && !application) return { next: pathOf(only.record.id) };
  if (application && applications.length === 1 && !only) return { next: pathOfApplication(application.record.id) };
  const view = openViews(parts);
  const shown = [interviews.slice(0, shownAtMost), applications.slice(0, shownAtMost)] as const;
  const [rows, views] = await Promise.all([
    Promise.all(shown[0].map(({ record, account }) => view(record, account))),
    Promise.all(shown[1].map(({ record, account }) => applicationView(parts, account, record))),
  ]);
  const count = Math.max(interviews.length, applications.length);
  return { title: 'Search', content: <Results rows={rows} views={views} count={count} isCut={isCut} /> };
});

/** The interview of its last stay, whose page leads to the application. */
function isOf(record: ApplicationRecord, interviewId: string): boolean {
  return lastEnrolment(record)?.interviewId === interviewId;
}

type ResultsProps = { rows: readonly Row[]; views: readonly ApplicationView[]; count: number; isCut: boolean };

function Results({ rows, views, count, isCut }: ResultsProps): VNode {
  return (
    <>
      {rows.length + views.length === 0 && <Nothing />}
      {views.length > 0 && (
        <section aria-label="Applications">
          <ApplicationTable views={views} />
        </section>
      )}
      {rows.length > 0 && (
        <section aria-label="Interviews">
          <InterviewTable rows={rows} />
        </section>
      )}
      {count > shownAtMost && (
        <p>
          These are the newest {shownAtMost} of {count}.
        </p>
      )}
      {isCut && <p>Only the newest applications and names were looked at: older ones may have it too.</p>}
    </>
  );
}

/** Nothing is known of a person where Workable or the vendor could not be asked either. */
function Nothing(): VNode {
  return (
    <section>
      <p>
        Nothing was found. Search for a whole e-mail address, a name, an id of an interview, application or attempt, a
        callback URL, a link to a report or for a candidate, or a candidate's id in Workable.
      </p>
      <p>
        If it was the whole address, the bridge has not heard of this candidate: see on the <Link to="">overview</Link>{' '}
        whether anything is wrong.
      </p>
    </section>
  );
}

export const searchActions = [searchAction];
