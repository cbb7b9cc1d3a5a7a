import { isSamePerson } from '../interviews/person.ts';
import { attemptsOf, type InterviewRecord } from '../interviews/record.ts';
import { mentions } from './mentions.ts';
import type { OperatorParts } from './parts.ts';
import { readRecord } from './read-record.ts';

/** What is stored about a person in one account. */
export type Found = {
  account: string;
  ids: string[];
  /** Ids of interviews whose records cannot be read. */
  unreadable: string[];
  isTheirs: (body: string) => boolean;
};

export async function findPerson(
  { storage }: Pick<OperatorParts, 'storage'>,
  account: string,
  email: string,
): Promise<Found> {
  const ids: string[] = [];
  const unreadable: string[] = [];
  const traces: string[] = [];
  for await (const page of storage.persons.interviewIds(account, email)) {
    for (const id of page) {
      const record = await readRecord(storage, id, () => void unreadable.push(id));
      // The index in Redis is not encrypted, so it is not trusted: it could name another person's interview.
      if (record && !isSamePerson(record.candidate.email, email)) continue;
      if (record) ids.push(id);
      traces.push(id, ...(record ? tracesOf(record) : []));
    }
  }
  return { account, ids, unreadable, isTheirs: mentions([email, ...traces]) };
}

/** A short id may occur in any text. */
const shortestTrace = 16;

/** Ids of the vendor that identify an interview without naming a person. */
export function tracesOf(record: InterviewRecord): string[] {
  const vendors = attemptsOf(record).flatMap(({ attemptId, candidateRef }) => [attemptId, candidateRef ?? '']);
  return vendors.filter((trace) => trace.length >= shortestTrace);
}
