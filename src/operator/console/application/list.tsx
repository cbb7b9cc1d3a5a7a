import { z } from 'zod';
import { fitting } from '../../../pages/room.tsx';
import { cursorsOf } from '../../api/cursor.ts';
import { accountName } from '../../api/fields.ts';
import { accountsNamed } from '../../api/found.ts';
import { hasStageDoor } from '../../queries/application-context.ts';
import { type ApplicationView, applicationViewStates, listApplications } from '../../queries/applications.ts';
import { Filters, Link } from '../form.tsx';
import { Chips, TextFilter } from '../interviews/filters.tsx';
import { addressOf } from '../listing.tsx';
import { base } from '../own-path.ts';
import { page } from '../page.ts';
import { StateAndReason } from '../state-chip.tsx';
import { pathOf } from './load.ts';

const rowsOfPage = 40;

export const applicationsPage = page({
  path: '/applications',
  place: 'applications',
  query: z.object({
    account: accountName('Only of this account.').optional(),
    state: z.enum(applicationViewStates).optional(),
    job: z.string().optional(),
    cursor: z.string().optional(),
  }),
}).showing({
  title: 'Applications of the stage door',
  async load(parts, { query: { cursor, ...filters } }) {
    const cursors = cursorsOf('console applications', filters);
    const accounts = accountsNamed(parts, filters.account, 'query parameter').filter(hasStageDoor);
    const asked = { ...filters, accounts, limit: rowsOfPage, after: cursors.read(cursor) };
    const { found, unreadable, last } = await listApplications(parts, asked);
    return { views: found.map(({ view }) => view), unreadable, filters, next: last && cursors.write(last) };
  },
  view: ({ views, unreadable, filters, next }) => {
    const chips = [undefined, ...applicationViewStates].map((state) => ({
      text: state?.replaceAll('_', ' ') ?? 'all',
      href: base + addressOf('/applications', { ...filters, state }),
      isHere: filters.state === state,
    }));
    return (
      <>
        <Chips label="States" chips={chips} />
        <Filters to="/applications" class="row">
          {filters.state !== undefined && <input type="hidden" name="state" value={filters.state} />}
          <TextFilter name="account" label="Account" value={filters.account} />
          <TextFilter name="job" label="Job: shortcode or title" value={filters.job} />
          <button type="submit">Filter</button>
        </Filters>
        <section aria-label="Applications">
          {views.length === 0 && (
            <p>{next === undefined ? 'There are none.' : 'None among those that were looked at: go on below.'}</p>
          )}
          {views.length > 0 && <ApplicationTable views={views} />}
          {unreadable.length > 0 && (
            <p class="alarm">{unreadable.length} cannot be read: “bridge doctor” may say why.</p>
          )}
          {next !== undefined && (
            <p>
              <Link to={addressOf('/applications', { ...filters, cursor: next })}>Older ones</Link>
            </p>
          )}
        </section>
      </>
    );
  },
});

export function ApplicationTable({ views }: { views: readonly ApplicationView[] }) {
  return (
    <table class="stack">
      <thead>
        <tr>
          <th scope="col">Application</th>
          <th scope="col">Job and stage</th>
          <th scope="col">State</th>
        </tr>
      </thead>
      <tbody>
        {views.map(({ id, account, job, job_title, stage, state, reason }) => (
          <tr>
            <td>
              <Link to={pathOf(id)}>{id}</Link>
              <br />
              <span class="soft">{account}</span>
            </td>
            <td dir="auto">{fitting([job_title ?? job, stage].filter(Boolean).join(', '), 200)}</td>
            <td>
              <StateAndReason state={state} reason={fitting(reason, 300)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
