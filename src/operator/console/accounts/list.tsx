import type { VNode } from 'preact';
import { z } from 'zod';
import { cursorsOf } from '../../api/cursor.ts';
import { type AccountEntry, type AccountView, accountEntries, accountView } from '../../queries/accounts.ts';
import { Filters, Link } from '../form.tsx';
import { counted, Pages } from '../listing.tsx';
import { At } from '../moment.tsx';
import { type ConsoleParts, page } from '../page.ts';
import { Input } from '../typed.tsx';
import { meaningOf, pathOf, State, sources } from './words.tsx';

const pageSize = 30;

export const accountsPage = page({
  path: '/accounts',
  place: 'accounts',
  query: z.object({ name: z.string().max(100).optional(), cursor: z.string().optional() }),
}).showing({
  title: 'Accounts',
  load: async (parts, { query: { name, cursor } }) => {
    const cursors = cursorsOf('console/accounts', name);
    const all = newestFirst(parts).filter((each) => name === undefined || each.name.includes(name.toLowerCase()));
    const after = cursors.read(cursor);
    const left = after ? all.slice(all.findIndex((each) => isAfter(each, after))) : all;
    const views = (after && !left.some((each) => isAfter(each, after)) ? [] : left)
      .slice(0, pageSize)
      .map((each) => accountView(parts, each));
    const last = left.length > pageSize ? left[pageSize - 1] : undefined;
    const next = last && cursors.write({ id: last.place, at: last.createdAt });
    return { name, views, count: all.length, next, isFirst: cursor === undefined };
  },
  view: ({ name, views, count, next, isFirst }) => (
    <>
      <section>
        <Filters to="/accounts" class="row">
          <p class="field">
            <label for="name">Name, or part of it</label>
            <Input id="name" name="name" value={name ?? ''} autocomplete="off" autocapitalize="none" />
          </p>
          <button type="submit">Show</button>
          <Link to="/new-account">Make an account</Link>
        </Filters>
      </section>
      <section>
        <p>{counted(count, 'account')}, the newest first; those that are configured come last.</p>
        {views.length > 0 && <Table views={views} />}
        <Pages path="/accounts" query={{ name }} cursor={next} isFirst={isFirst} />
      </section>
    </>
  ),
});

type Placed = AccountEntry & { createdAt: number; place: string };

/** Nothing of an account is read for this. */
function newestFirst(parts: ConsoleParts): Placed[] {
  const placed = accountEntries(parts).map((entry) => ({
    ...entry,
    createdAt: (entry.isManaged && parts.sources.managed(entry.name)?.account.createdAt) || 0,
    place: `${entry.name} ${entry.isManaged ? 1 : 0}`,
  }));
  return placed.sort((a, b) => b.createdAt - a.createdAt || (a.place < b.place ? -1 : 1));
}

function isAfter({ createdAt, place }: Placed, last: { id: string; at: number }): boolean {
  return createdAt < last.at || (createdAt === last.at && place > last.id);
}

function Table({ views }: { views: readonly AccountView[] }): VNode {
  return (
    <table class="stack">
      <thead>
        <tr>
          {['Account', 'State', 'Vendor', 'Where it comes from'].map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {views.map((view) => (
          <Row {...view} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ name, state, vendor, source, managed, errors, missing }: AccountView): VNode {
  const lacks = missing.length > 0 ? `It still lacks ${counted(missing.length, 'setting')}.` : '';
  return (
    <tr>
      <th scope="row">
        <Link to={pathOf(name)}>
          <b>{name}</b>
        </Link>
      </th>
      <td>
        <State state={state} /> <span dir="auto">{errors[0]?.slice(0, 200) ?? (meaningOf(state) || lacks)}</span>
      </td>
      <td>{vendor}</td>
      <td>
        {sources[source]}
        {managed && (
          <>
            , since <At at={managed.createdAt} />
          </>
        )}
      </td>
    </tr>
  );
}
