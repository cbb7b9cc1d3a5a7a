import { z } from 'zod';
import { Failure } from '../../../errors.ts';
import { dismiss } from '../../actions/dismiss.ts';
import { isMissing, missingText } from '../../actions/named.ts';
import { listFailures } from '../../queries/failures.ts';
import { addressOf, counted } from '../listing.tsx';
import { action } from '../page.ts';
import { queueFields, queuePart } from '../replays/queue.tsx';
import { failedCursors, filterFields, replayFiltersOf, selectionOf, textsOf } from './filter.ts';

const place = 'failed';

const replayAction = action({
  path: '/failed/replay',
  from: '/failed/dry-run',
  place,
  fields: z.strictObject({ ...filterFields, ...queueFields }),
}).doing((parts, { fields: { rate, cursor, ...filter } }) => {
  const asked = { rate, cursor, texts: textsOf(filter), to: '/failed/replay', back: '/failed' };
  return queuePart(parts, {
    ...asked,
    filters: replayFiltersOf(parts, filter),
    cursors: failedCursors('replay', filter),
  });
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
