import type { Note } from '../interviews/ports.ts';
import { type ApplicationRecord, lastEnrolment, stayOf } from './record.ts';
import { applicationStandingOf } from './standing.ts';

export type News = Pick<Extract<Note, { event: 'application' }>, 'event' | 'outcome' | 'detail'>;

/** What a change of an application is as an event; undefined for one that is of no interest. Pure. */
export function newsOf(before: ApplicationRecord, after: ApplicationRecord): News | undefined {
  const is = lastEnrolment(after);
  const was = is && stayOf(before, is.number);
  const standing = applicationStandingOf(after);
  if (standing === 'unclear' && applicationStandingOf(before) !== 'unclear')
    return { event: 'application', outcome: 'unclear', detail: 'stage' };
  if (!is || after.gone) return undefined;
  if (is.left && !was?.left) return { event: 'application', outcome: 'left', detail: is.left.why };
  const isNew = was === undefined;
  if (!isNew && is.returns > (was?.returns ?? 0)) return { event: 'application', outcome: 'returned' };
  if (standing === 'blocked' && (isNew || is.blocked?.reason !== was?.blocked?.reason || !wasBlocked(before)))
    return { event: 'application', outcome: 'blocked', detail: is.blocked?.reason ?? 'address' };
  if (!isNew) return undefined;
  return { event: 'application', outcome: standing === 'held' ? 'held' : 'enrolled' };
}

function wasBlocked(record: ApplicationRecord): boolean {
  return applicationStandingOf(record) === 'blocked';
}
