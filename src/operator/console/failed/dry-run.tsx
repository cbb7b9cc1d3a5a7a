import type { VNode } from 'preact';
import { z } from 'zod';
import { defaultRate, highestRate } from '../../actions/deliver.ts';
import { dryRunOf, replayable } from '../../queries/replayable.ts';
import { Form, Link } from '../form.tsx';
import { addressOf, counted, fitting, Pages } from '../listing.tsx';
import { page } from '../page.ts';
import { type Filter, failedCursors, filterFields, replayFiltersOf, textsOf } from './filter.ts';
import { pathOf } from './list.tsx';

const listed = 25;

/** It changes nothing, and what is sent later is worked out anew. */
export const dryRunPage = page({
  path: '/failed/dry-run',
  place: 'failed',
  query: z.object({ ...filterFields, cursor: z.string().optional() }),
}).showing({
  title: 'What a replay would send',
  load: async (parts, { query: { cursor, ...filter } }) => {
    const cursors = failedCursors('replay', filter);
    const part = replayable(parts, replayFiltersOf(parts, filter), cursors.read(cursor));
    const { sending, changes } = await dryRunOf(parts, part.chosen, listed);
    const last = part.last();
    return { filter, sending, changes, count: part.count(), cursor, next: last && cursors.write(last) };
  },
  view: ({ filter, sending, changes, count, cursor, next }) => (
    <>
      <section>
        <p>
          <Scope filter={filter} />: <b>{counted(sending, 'delivery', 'deliveries')}</b> of{' '}
          {count.toLocaleString('en-GB')} looked at would be sent.
          {count > sending && ` Of ${(count - sending).toLocaleString('en-GB')} Workable has everything already.`}
        </p>
        {next !== undefined && <p class="soft">There are more: they are queued in parts of {count}.</p>}
        {sending > 0 && <ReplayForm filter={filter} cursor={cursor} />}
        <Pages path="/failed/dry-run" query={textsOf(filter)} cursor={next} isFirst={cursor === undefined} />
      </section>
      {changes.length > 0 && (
        <section>
          <h2>{changes.length < count ? `The first ${changes.length}` : 'One by one'}</h2>
          <ul class="line">
            {changes.map(({ id, isSent, text }) => (
              <li class={isSent ? 'is-next' : ''}>
                <Link to={pathOf(id)}>
                  <code>{id}</code>
                </Link>
                {text.slice(0, mostLines).map((line) => (
                  <p dir="auto">{fitting(line, bytesOfLine)}</p>
                ))}
                {text.length > mostLines && <p class="soft">… and {text.length - mostLines} more lines</p>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <p>
        <Link to={addressOf('/failed', textsOf({ ...filter, answer: undefined }))}>Back to the groups</Link>
      </p>
    </>
  ),
});

const mostLines = 6;
const bytesOfLine = 160;

function Scope({ filter: { kind, account = 'all accounts', answer, since, until } }: { filter: Filter }): VNode {
  return (
    <>
      {kind === 'failed' ? 'Failed' : 'Refused'} of {account}
      {answer !== undefined && (
        <>
          , answered <bdi>{answer}</bdi>
        </>
      )}
      {since !== undefined && `, since ${since}`}
      {until !== undefined && `, before ${until}`}
    </>
  );
}

function ReplayForm({ filter, cursor }: { filter: Filter; cursor: string | undefined }): VNode {
  return (
    <Form to="/failed/replay" class="row">
      {Object.entries({ ...textsOf(filter), ...(cursor === undefined ? {} : { cursor }) }).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <p class="field">
        <label for="rate">Deliveries a second, of each account</label>
        <input
          id="rate"
          name="rate"
          type="number"
          min="0.1"
          max={highestRate}
          step="any"
          value={defaultRate}
          required
        />
      </p>
      <button type="submit" class="main">
        Replay them
      </button>
    </Form>
  );
}
