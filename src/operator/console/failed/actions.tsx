import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { enqueue, highestRate } from '../../actions/deliver.ts';
import { dismiss } from '../../actions/dismiss.ts';
import { isMissing, missingText } from '../../actions/named.ts';
import { listFailures } from '../../queries/failures.ts';
import { replayable } from '../../queries/replayable.ts';
import { Button, Link } from '../form.tsx';
import { addressOf, counted } from '../listing.tsx';
import { action } from '../page.ts';
import { failedCursors, filterFields, replayFiltersOf, selectionOf, textsOf } from './filter.ts';
import { Progress } from './progress.tsx';

const place = 'failed';

const replayAction = action({
  path: '/failed/replay',
  from: '/failed',
  place,
  fields: z.strictObject({
    ...filterFields,
    rate: z.coerce.number({ error: 'should be a number' }).positive().max(highestRate),
    cursor: z.string().optional(),
  }),
}).doing(async (parts, { fields: { rate, cursor, ...filter } }) => {
  const cursors = failedCursors('replay', filter);
  const part = replayable(parts, replayFiltersOf(parts, filter), cursors.read(cursor));
  const { queues, skipped } = await enqueue(parts, part.chosen, rate);
  const sum = (of: (queue: (typeof queues)[number]) => number) => queues.reduce((all, each) => all + of(each), 0);
  const joined = sum((each) => each.joined);
  const already = sum((each) => each.waited);
  const said = [
    `${counted(joined, 'delivery is', 'deliveries are')} queued.`,
    ...(already > 0 ? [`${already} were queued before.`] : []),
    ...(skipped > 0 ? [`${skipped} skipped: Workable is up to date.`] : []),
  ].join(' ');
  const last = part.last();
  const waiting = sum((each) => each.waiting);
  if (!last) {
    const next = waiting === 0 ? '/failed' : addressOf('/failed/progress', { of: String(waiting) });
    return { next, said };
  }
  const fields = { ...textsOf(filter), rate: String(rate), cursor: cursors.write(last) };
  const lines = queues.map((each) => ({ ...each, isHeld: false }));
  const content = (
    <section>
      <p>{said} There are more.</p>
      <Progress lines={lines} />
      <div class="row">
        <Button to="/failed/replay" text="Queue the next ones" isMain fields={Object.entries(fields)} />
        <Link to="/failed/progress">Watch them go out</Link>
      </div>
    </section>
  );
  return { title: 'Queueing replays', content };
});

/** So many are dismissed together. */
const atOnce = 500;

const dismissAction = action({
  path: '/failed/dismiss',
  from: '/failed',
  place,
  fields: z.strictObject({ ...filterFields, id: z.string().optional() }),
}).doing(async (parts, { fields: { id, ...filter } }) => {
  const list = addressOf('/failed/list', textsOf(filter));
  if (id !== undefined) {
    await dismiss(parts, [id], (_id, result) => {
      if (isMissing(result)) throw new Failure('not-found', missingText(id, result), { isPrivate: true });
      if (result.outcome === 'not-failed') throw new Failure('conflict', 'Nothing of it has failed');
    });
    return { next: list, said: 'It is dismissed, and raises no alarm any more.' };
  }
  const { found, last } = await listFailures(parts, { ...selectionOf(parts, filter), kind: 'failed', limit: atOnce });
  let count = 0;
  await dismiss(
    parts,
    found.map(({ record }) => record.id),
    (_id, { outcome }) => {
      if (outcome === 'dismissed') count += 1;
    },
  );
  const more = last ? ' There are more: do it again.' : '';
  return { next: last ? list : '/failed', said: `${counted(count, 'failure is', 'failures are')} dismissed.${more}` };
});

export const failedActions = [replayAction, dismissAction];
