import type { VNode } from 'preact';
import { z } from 'zod';
import { fitting } from '../../../pages/room.tsx';
import { tryRejected } from '../../actions/rejected.ts';
import { cursorsOf } from '../../api/cursor.ts';
import { accountsNamed } from '../../api/found.ts';
import { listRejected } from '../../queries/rejected.ts';
import { type Kept, sizeOf } from '../../rejected.ts';
import { Button, Form, Link } from '../form.tsx';
import { AccountFilter, addressOf, Pages } from '../listing.tsx';
import { At } from '../moment.tsx';
import { page } from '../page.ts';

/** Each is read to say whether it would be accepted now. */
const pageSize = 20;

type Tried = Awaited<ReturnType<typeof tryRejected>>;
type Row = { kept: Kept; tried: Tried };

export const rejectedPage = page({
  path: '/rejected',
  place: 'rejected',
  query: z.object({ account: z.string().optional(), cursor: z.string().optional() }),
}).showing({
  title: 'Rejected webhooks',
  load: async (parts, { query: { account, cursor } }) => {
    const cursors = rejectedCursors(account);
    const accounts = accountsNamed(parts, account, 'query parameter');
    const { items, last } = await listRejected(parts, { accounts, limit: pageSize, after: cursors.read(cursor) });
    const rows = await Promise.all(items.map(async (kept) => ({ kept, tried: await tryRejected(parts, kept) })));
    const next = last && cursors.write(last);
    return { account, rows: rows.filter(({ tried }) => tried.outcome !== 'gone'), next, isFirst: cursor === undefined };
  },
  view: ({ account, rows, next, isFirst }) => (
    <>
      <section>
        <p>
          The vendor sent these, and they could not be read. They are kept for 30 days at most. Replay them after an
          upgrade, or once a setting is right: they count with the time when they came.
        </p>
        <AccountFilter path="/rejected" account={account} />
        {rows.length > 0 && <ForAll account={account} />}
      </section>
      <section>
        {rows.length === 0 ? <p>There are none.</p> : <Table rows={rows} account={account} />}
        <Pages path="/rejected" query={{ account }} cursor={next} isFirst={isFirst} />
      </section>
    </>
  ),
});

/** Of the list, and of what is done to all of it. */
export function rejectedCursors(account: string | undefined) {
  return cursorsOf('console/rejected', account);
}

function Table({ rows, account }: { rows: readonly Row[]; account: string | undefined }): VNode {
  return (
    <table class="stack">
      <thead>
        <tr>
          {['Came', 'Why it was rejected', 'Would it be accepted now?', 'Do'].map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ kept, tried }) => (
          <tr>
            <td>
              <At at={kept.at} />
              <br />
              <code>{kept.id}</code>
              <br />
              <Link to={`/accounts/${encodeURIComponent(kept.account.name)}`}>{kept.account.name}</Link>
            </td>
            <td>
              <span dir="auto">{fitting(kept.reason, 400)}</span>
              <br />
              <span class="soft">{sizeOf(kept)}</span>
            </td>
            <td>
              <Verdict tried={tried} reason={kept.reason} />
            </td>
            <td>
              <Buttons id={kept.id} account={account} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Verdict({ tried, reason }: { tried: Tried; reason: string }): VNode {
  if (tried.outcome !== 'still-rejected') return <span class="chip good">Yes</span>;
  return (
    <>
      <span class="chip bad">No</span> {tried.reason !== reason && <span dir="auto">{fitting(tried.reason, 400)}</span>}
    </>
  );
}

/** `account`: the filter of the list, to come back to. */
type ButtonsProps = { id: string; account?: string | undefined; isRevealed?: boolean };

export function Buttons({ id, account, isRevealed = false }: ButtonsProps): VNode {
  const fields = account === undefined ? {} : { account };
  return (
    <div class="row">
      <Button to={`/rejected/${id}/replay`} text="Replay" fields={Object.entries(fields)} />
      {!isRevealed && <Button to={`/rejected/${id}/reveal`} text="Reveal" />}
      <Button to={`/rejected/${id}/delete`} text="Delete" fields={Object.entries(fields)} />
    </div>
  );
}

function ForAll({ account }: { account: string | undefined }): VNode {
  const all = account === undefined ? 'all' : `all of ${account}`;
  return (
    <div class="row">
      <Button
        to="/rejected/replay"
        text={`Replay ${all}`}
        fields={account === undefined ? [] : [['account', account]]}
      />
      <details>
        <summary>Delete {all}</summary>
        <Form to="/rejected/delete" class="danger">
          {account !== undefined && <input type="hidden" name="account" value={account} />}
          <p>They are gone for good, and what they say never reaches an interview.</p>
          <button type="submit">Delete {all} now</button>
        </Form>
      </details>
    </div>
  );
}

/** The list again, with its filter. */
export function backToList(account: string | undefined): string {
  return addressOf('/rejected', { account });
}
