import type { ApplicationRecord, Enrolment } from '../../../applications/record.ts';
import { type Ref, type RefKey, refOf } from '../entries/ref.ts';

/** Names an entry about a stay of a candidate, for ever the same: also once they have another id. */
export function refOfStay<K extends RefKey>(
  { id }: Pick<ApplicationRecord, 'id'>,
  { number: enrolment, knownBy: applicationId = id }: Pick<Enrolment, 'number' | 'knownBy'>,
  key: K,
  n: number,
): Ref & { key: K } {
  return refOf({ applicationId, enrolment }, key, n);
}
