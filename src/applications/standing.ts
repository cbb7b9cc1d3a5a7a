import { addressFaultOf, faultOfAddress, isHeld } from './entries.ts';
import { type ApplicationRecord, lastEnrolment } from './record.ts';
import { standingOf } from './snapshot.ts';

/**
 * Where an application stands, as far as its record alone says it: for counts. `not_enrolled`: never stood in a
 * trigger's stage. `held`: for a person to decide, or for ever. `unclear`: a read does not say in which stage they are.
 * Stored by their places: new ones come last.
 */
export const applicationStandings = [
  'not_enrolled',
  'waiting',
  'blocked',
  'held',
  'interviewed',
  'left',
  'gone',
  'unclear',
] as const;

export type ApplicationStanding = (typeof applicationStandings)[number];

export function applicationStandingOf(record: ApplicationRecord): ApplicationStanding {
  const stay = lastEnrolment(record);
  if (record.gone) return 'gone';
  if (!stay) return isUnclear(record) ? 'unclear' : 'not_enrolled';
  if (stay.left) return 'left';
  if (stay.interviewId !== undefined) return 'interviewed';
  if (isHeld(stay)) return addressFaultOf(record, stay) ? 'blocked' : 'held';
  return stay.blocked || faultOfAddress(record.person.email) ? 'blocked' : 'waiting';
}

function isUnclear({ seen }: ApplicationRecord): boolean {
  const { job, stage, end, read } = standingOf(seen)?.state ?? {};
  return job !== undefined && stage === undefined && end === undefined && read !== undefined;
}
