import type { VNode } from 'preact';
import { z } from 'zod';
import { type FailureGroup, failureGroups } from '../../queries/failures.ts';
import { Filters, Link } from '../form.tsx';
import { addressOf, counted, Pages } from '../listing.tsx';
import { At } from '../moment.tsx';
import { base } from '../own-path.ts';
import { page } from '../page.ts';
import { Input } from '../typed.tsx';
import { type Filter, failedCursors, filterFields, selectionOf, textsOf } from './filter.ts';
import { type Line, linesOf, Progress } from './progress.tsx';

export const failedPage = page({
  path: '/failed',
  place: 'failed',
  query: z.object({ ...filterFields, cursor: z.string().optional() }),
}).showing({
  title: 'Failed and refused',
  load: async (parts, { query: { cursor, ...filter } }) => {
    const { answer: _, ...selection } = selectionOf(parts, filter);
    const cursors = failedCursors('groups', filter);
    const after = cursors.read(cursor);
    const [{ last, ...found }, lines] = await Promise.all([
      failureGroups(parts, { ...selection, after }),
      linesOf(parts),
    ]);
    return { filter, lines, ...found, next: last && cursors.write(last), isFirst: after === undefined };
  },
  view: ({ filter, groups, looked, next, isFirst, lines }) => (
    <>
      <Kinds filter={filter} />
      <Waiting lines={lines} />
      <section>
        <p>{about[filter.kind]}</p>
        <FilterForm filter={filter} />
        {groups.length > 1 && (
          <p>
            <Link to={addressOf('/failed/dry-run', textsOf(filter))}>All of them: what would a replay send?</Link>
          </p>
        )}
      </section>
      <section>
        {groups.length === 0 ? <p>There are none.</p> : <Groups filter={filter} groups={groups} />}
        {!(isFirst && next === undefined) && (
          <p class="soft">
            These are of {looked.toLocaleString('en-GB')}, the newest first: other pages have the others.
          </p>
        )}
        <Pages path="/failed" query={textsOf(filter)} cursor={next} isFirst={isFirst} />
      </section>
    </>
  ),
});

const about = {
  failed:
    'These were not taken, and are not tried again by themselves. Once the cause is gone, look what a replay would send, and replay them. Dismiss those that need not arrive: they raise no alarm any more.',
  refused: 'Workable had a final state already and answered 409. Nothing is wrong as a rule. A replay tries again.',
} as const;

function Kinds({ filter: { kind, answer: _, ...filter } }: { filter: Filter }): VNode {
  return (
    <ul class="chips">
      {(['failed', 'refused'] as const).map((each) => (
        <li>
          <a
            href={base + addressOf('/failed', textsOf({ ...filter, kind: each }))}
            {...(each === kind ? { 'aria-current': 'page' } : {})}
          >
            {each === 'failed' ? 'Failed' : 'Refused (409)'}
          </a>
        </li>
      ))}
    </ul>
  );
}

function FilterForm({ filter: { kind, account, since, until } }: { filter: Filter }): VNode {
  return (
    <Filters to="/failed" class="row">
      {kind === 'refused' && <input type="hidden" name="kind" value={kind} />}
      <p class="field">
        <label for="account">Account</label>
        <Input id="account" name="account" value={account ?? ''} autocomplete="off" autocapitalize="none" />
      </p>
      <p class="field">
        <label for="since">{kind === 'failed' ? 'Failed since' : 'Refused since'}</label>
        <Input id="since" name="since" type="date" value={since ?? ''} />
      </p>
      <p class="field">
        <label for="until">and before</label>
        <Input id="until" name="until" type="date" value={until ?? ''} />
      </p>
      <button type="submit">Show</button>
      {[account, since, until].some((each) => each !== undefined) && (
        <Link to={addressOf('/failed', kind === 'failed' ? {} : { kind })}>Show all</Link>
      )}
    </Filters>
  );
}

const mostGroups = 30;

function Groups({ filter, groups }: { filter: Filter; groups: readonly FailureGroup[] }): VNode {
  return (
    <>
      <table class="stack">
        <thead>
          <tr>
            {['Answer', 'Account', 'First', 'Last', 'Do'].map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.slice(0, mostGroups).map((each) => (
            <Group filter={filter} group={each} />
          ))}
        </tbody>
      </table>
      {groups.length > mostGroups && (
        <p class="soft">
          The largest {mostGroups} of {groups.length} groups.
        </p>
      )}
    </>
  );
}

function Group({ filter, group }: { filter: Filter; group: FailureGroup }): VNode {
  const { account, answer, count, since, until } = group;
  const texts = textsOf({ ...filter, account, answer });
  return (
    <tr>
      <th scope="row">
        <Link to={addressOf('/failed/list', texts)}>
          <b>
            {count.toLocaleString('en-GB')} × <bdi>{answer}</bdi>
          </b>
        </Link>
      </th>
      <td>
        <Link to={`/accounts/${encodeURIComponent(account)}`}>{account}</Link>
      </td>
      <td>
        <At at={since} />
      </td>
      <td>
        <At at={until} />
      </td>
      <td>
        <Link to={addressOf('/failed/dry-run', texts)}>What would a replay send?</Link>
      </td>
    </tr>
  );
}

function Waiting({ lines }: { lines: readonly Line[] }): VNode | null {
  if (lines.length === 0) return null;
  const waiting = lines.reduce((all, each) => all + each.waiting, 0);
  return (
    <section>
      <h2>On their way: {counted(waiting, 'replay')}</h2>
      <Progress lines={lines} />
      <p>
        <Link to="/failed/progress">Watch them go out</Link>
      </p>
    </section>
  );
}
