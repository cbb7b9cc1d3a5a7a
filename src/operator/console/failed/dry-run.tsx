import type { VNode } from 'preact';
import { z } from 'zod';
import { Link } from '../form.tsx';
import { addressOf } from '../listing.tsx';
import { page } from '../page.ts';
import { DryRun, dryRunFrom } from '../replays/dry-run.tsx';
import { type Filter, failedCursors, filterFields, replayFiltersOf, textsOf } from './filter.ts';

const path = '/failed/dry-run';

export const dryRunPage = page({
  path,
  place: 'failed',
  query: z.object({ ...filterFields, cursor: z.string().optional() }),
}).showing({
  title: 'What a replay would send',
  load: async (parts, { query: { cursor, ...filter } }) => {
    const cursors = failedCursors('replay', filter);
    return { filter, found: await dryRunFrom(parts, replayFiltersOf(parts, filter), cursors, cursor) };
  },
  view: ({ filter, found }) => (
    <>
      <DryRun {...found} scope={<Scope filter={filter} />} at={path} to="/failed/replay" texts={textsOf(filter)} />
      <p>
        <Link to={addressOf('/failed', textsOf({ ...filter, answer: undefined }))}>Back to the groups</Link>
      </p>
    </>
  ),
});

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
