import type { VNode } from 'preact';
import { z } from 'zod';
import { fitting } from '../../../pages/room.tsx';
import { kindOf } from '../../../store/ids.ts';
import { answerLine } from '../../queries/deliveries.ts';
import { listFailures } from '../../queries/failures.ts';
import type { Selected } from '../../selected.ts';
import { Button, Form, Link } from '../form.tsx';
import { addressOf, Pages } from '../listing.tsx';
import { At } from '../moment.tsx';
import { page } from '../page.ts';
import { type Filter, failedCursors, filterFields, selectionOf, textsOf } from './filter.ts';

const pageSize = 25;

export const failedListPage = page({
  path: '/failed/list',
  place: 'failed',
  query: z.object({ ...filterFields, cursor: z.string().optional() }),
}).showing({
  load: async (parts, { query: { cursor, ...filter } }) => {
    const cursors = failedCursors('list', filter);
    const asked = { ...selectionOf(parts, filter), limit: pageSize, after: cursors.read(cursor) };
    const { found, last } = await listFailures(parts, asked);
    return { filter, found, next: last && cursors.write(last), isFirst: cursor === undefined };
  },
  title: ({ filter: { kind, account = 'all accounts', answer } }) =>
    `${kind === 'failed' ? 'Failed' : 'Refused'} of ${account}${answer === undefined ? '' : `: ${answer}`}`,
  view: ({ filter, found, next, isFirst }) => (
    <>
      <section>
        <div class="row">
          <Link to={addressOf('/failed/dry-run', textsOf(filter))}>What would a replay send?</Link>
          {filter.kind === 'failed' && found.length > 0 && <DismissAll filter={filter} />}
        </div>
      </section>
      <section>
        {found.length === 0 ? <p>There are none here.</p> : <Table filter={filter} found={found} />}
        <Pages path="/failed/list" query={textsOf(filter)} cursor={next} isFirst={isFirst} />
      </section>
      <p>
        <Link to="/failed">All groups</Link>
      </p>
    </>
  ),
});

function DismissAll({ filter }: { filter: Filter }): VNode {
  return (
    <details>
      <summary>Dismiss all of them</summary>
      <Form to="/failed/dismiss">
        {Object.entries(textsOf(filter)).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p>They raise no alarm any more. What is new is sent as usual, and each can still be delivered.</p>
        <button type="submit">Dismiss all of them now</button>
      </Form>
    </details>
  );
}

function Table({ filter, found }: { filter: Filter; found: readonly Selected[] }): VNode {
  return (
    <table class="stack">
      <thead>
        <tr>
          {[filter.kind === 'failed' ? 'Failed' : 'Refused', 'Interview or application', 'Answer', 'Do'].map((head) => (
            <th scope="col">{head}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {found.map((each) => (
          <tr>
            <td>
              <At at={each.at} />
            </td>
            <td>
              <Link to={pathOf(each.record.id)}>
                <code>{each.record.id}</code>
              </Link>
            </td>
            <td dir="auto">{answerOf(each)}</td>
            <td>
              {filter.kind === 'failed' && (
                <Button
                  to="/failed/dismiss"
                  text="Dismiss"
                  fields={Object.entries({ ...textsOf(filter), id: each.record.id })}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Where the console shows an interview or an application. */
export function pathOf(id: string): string {
  return `/${kindOf(id) === 'application' ? 'applications' : 'interviews'}/${encodeURIComponent(id)}`;
}

function answerOf({ record }: Selected): string {
  const answers = Object.values(record.deliveries).flatMap(({ failed }) =>
    failed ? answerLine(failed.answer, record) : [],
  );
  return fitting(answers.join('; '), 400) || '409';
}
