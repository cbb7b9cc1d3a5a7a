import type { VNode } from 'preact';
import { z } from 'zod';
import { Link } from '../form.tsx';
import { addressOf } from '../listing.tsx';
import { action, page } from '../page.ts';
import { DryRun, dryRunFrom } from '../replays/dry-run.tsx';
import { queueFields, queuePart } from '../replays/queue.tsx';
import { interviewFilters, replayCursors, replayFiltersOf, textsOf } from './query.ts';

const path = '/replay-interviews';

/** Of all that a filter of the list finds, however many pages it has. */
export const replayInterviewsPage = page({
  path,
  place: 'interviews',
  query: z.object({ ...interviewFilters, cursor: z.string().optional() }),
}).showing({
  title: 'What a replay would send',
  load: async (parts, { query: { cursor, ...filters } }) => {
    const found = await dryRunFrom(parts, replayFiltersOf(parts, filters), replayCursors(filters), cursor);
    return { texts: textsOf(filters), found };
  },
  view: ({ texts, found }) => (
    <>
      <DryRun {...found} scope={<Scope texts={texts} />} at={path} to={`${path}/queue`} texts={texts} />
      <p>
        <Link to={addressOf('/interviews', texts)}>Back to the interviews</Link>
      </p>
    </>
  ),
});

function Scope({ texts }: { texts: Readonly<Record<string, string>> }): VNode {
  const given = Object.entries(texts);
  if (given.length === 0) return <>All interviews</>;
  return (
    <>
      Interviews of{' '}
      {given.map(([name, value], i) => (
        <>
          {i > 0 && ', '}
          {name} <bdi>{value}</bdi>
        </>
      ))}
    </>
  );
}

const queueAction = action({
  path: `${path}/queue`,
  from: path,
  place: 'interviews',
  fields: z.strictObject({ ...interviewFilters, ...queueFields }),
}).doing((parts, { fields: { rate, cursor, ...filters } }) => {
  const texts = textsOf(filters);
  const asked = { rate, cursor, texts, to: `${path}/queue`, back: addressOf('/interviews', texts) };
  return queuePart(parts, {
    ...asked,
    filters: replayFiltersOf(parts, filters),
    cursors: replayCursors(filters),
  });
});

export const replayInterviewsActions = [queueAction];
