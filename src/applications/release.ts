import { withLine } from './history.ts';
import { type ApplicationRecord, type Enrolment, lastEnrolment, withEnrolment } from './record.ts';
import type { Place } from './snapshot.ts';

/**
 * The stay of a candidate who stood there before there was the trigger, and has not been released. `isMeant`: whether
 * the trigger is the one of a place.
 */
export function heldBefore(record: ApplicationRecord, isMeant: (place: Place) => boolean): Enrolment | undefined {
  const stay = lastEnrolment(record);
  if (record.gone || !stay || stay.left || stay.held !== 'before' || stay.askedAt !== undefined) return undefined;
  return isMeant(stay) ? stay : undefined;
}

/** The record of a candidate who is to be invited although they stood there before. Pure. */
export function released(
  record: ApplicationRecord,
  { number }: Enrolment,
  now: number,
  event = 'released by a back-fill: is invited although the candidate stood there before',
): ApplicationRecord {
  const asked = withEnrolment(record, number, (each) => ({ ...each, askedAt: now }));
  return withLine(asked, now, event);
}
