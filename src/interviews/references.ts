import { limits } from '../limits.ts';
import type { InterviewRecord } from './record.ts';

/**
 * The record with everything that the vendor, or the candidate's browser, names it by. What it was once called it is
 * found by for good, also when an attempt is dropped or a link replaced: so erasing it forgets all of it.
 */
export function withReferences(record: InterviewRecord): InterviewRecord {
  const { vendorRef, candidateLink, attempts, references = [] } = record;
  if (references.length >= limits.referencesOfRecord) return record;
  const named = [vendorRef, candidateLink, ...Object.keys(attempts)];
  const unknown = named.filter((each) => each !== undefined && isShort(each) && !references.includes(each));
  if (unknown.length === 0) return record;
  const all = [...new Set([...references, ...unknown])] as string[];
  return { ...record, references: all.slice(0, limits.referencesOfRecord) };
}

function isShort({ length }: string): boolean {
  return length <= limits.fieldCharacters;
}
