import type { VNode } from 'preact';
import { z } from 'zod';
import { cursorsOf } from '../../api/cursor.ts';
import { accountsNamed } from '../../api/found.ts';
import { type InterviewState, interviewStates } from '../../queries/interview-state.ts';
import { openViews } from '../../queries/interview-view.ts';
import { kindOf, listInterviews } from '../../queries/list-interviews.ts';
import { countStates, type StateCounts } from '../../queries/state-counts.ts';
import { Filters, Link } from '../form.tsx';
import { addressOf } from '../listing.tsx';
import { base } from '../own-path.ts';
import { page } from '../page.ts';
import { Chips, TextFilter } from './filters.tsx';
import { interviewFilters, textsOf } from './query.ts';
import { InterviewTable, type Row } from './table.tsx';

const query = z.object({ ...interviewFilters, cursor: z.string().optional() });

const rowsOfPage = 25;
const countedNewest = 200;

export const interviewsPage = page({ path: '/interviews', place: 'interviews', query }).showing({
  title: 'Interviews',
  async load(parts, { query: { cursor, ...filters } }) {
    const cursors = cursorsOf(`console interviews ${kindOf(filters.state)}`, filters);
    const accounts = accountsNamed(parts, filters.account, 'query parameter');
    const asked = { ...filters, accounts, limit: rowsOfPage, after: cursors.read(cursor) };
    const [{ found, unreadable, last }, counts] = await Promise.all([
      listInterviews(parts, asked),
      countStates(parts, accounts, countedNewest),
    ]);
    const view = openViews(parts);
    const rows = await Promise.all(found.map(({ record, account }) => view(record, account)));
    const next = last && cursors.write(last);
    return { rows, unreadable, counts, filters, next, hasDoor: accounts.some(({ stage }) => stage !== undefined) };
  },
  view: ({ rows, unreadable, counts, filters, next, hasDoor }) => {
    const given: Given = textsOf(filters);
    return (
      <>
        <States counts={counts} given={given} />
        <FilterForm given={given} />
        {hasDoor && (
          <p class="soft">
            Candidates of the stage door who have no interview yet are among the{' '}
            <Link to="/applications">applications</Link>.
          </p>
        )}
        <section aria-label="Interviews">
          <Rows rows={rows} unreadable={unreadable} hasMore={next !== undefined} />
          <p class="row">
            {next !== undefined && <Link to={addressOf('/interviews', { ...given, cursor: next })}>Older ones</Link>}
            {rows.length > 0 && (
              <Link to={addressOf('/replay-interviews', given)}>
                All that this filter finds: what would a replay send?
              </Link>
            )}
          </p>
        </section>
      </>
    );
  },
});

type Given = Readonly<Record<string, string | undefined>>;

function Rows({
  rows,
  unreadable,
  hasMore,
}: {
  rows: readonly Row[];
  unreadable: readonly string[];
  hasMore: boolean;
}): VNode {
  return (
    <>
      {rows.length > 0 && <InterviewTable rows={rows} />}
      {rows.length === 0 && <p>{hasMore ? 'None among those that were looked at: go on below.' : 'There are none.'}</p>}
      {unreadable.length > 0 && (
        <p class="alarm">
          {unreadable.length} cannot be read, {unreadable[0]} among them: “bridge doctor” may say why.
        </p>
      )}
    </>
  );
}

function States({ counts, given }: { counts: StateCounts; given: Given }): VNode {
  const { counted, isAll, of } = counts;
  const chips = interviewStates.map((state: InterviewState) => ({
    text: state.replaceAll('_', ' '),
    count: of[state] ?? 0,
    href: base + addressOf('/interviews', { ...given, state }),
    isHere: given.state === state,
  }));
  const all = {
    text: 'all',
    href: base + addressOf('/interviews', { ...given, state: undefined }),
    isHere: given.state === undefined,
  };
  return (
    <>
      <Chips label="States" chips={[all, ...chips]} />
      {!isAll && <p class="soft">The numbers are of the newest {counted} interviews.</p>}
    </>
  );
}

function FilterForm({ given }: { given: Given }): VNode {
  return (
    <details open={Object.entries(given).some(([name, value]) => name !== 'state' && value !== undefined)}>
      <summary>Filter by account, job, template or time</summary>
      <Filters to="/interviews" class="row">
        {given.state !== undefined && <input type="hidden" name="state" value={given.state} />}
        <TextFilter name="account" label="Account" value={given.account} />
        <TextFilter name="job" label="Job: id or title" value={given.job} />
        <TextFilter name="template" label="Template id" value={given.template} />
        <TextFilter name="since" label="Since" value={given.since} type="date" />
        <button type="submit">Filter</button>
      </Filters>
    </details>
  );
}
