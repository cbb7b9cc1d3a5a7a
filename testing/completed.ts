import { outcomeOf } from '../src/interviews/outcome.ts';
import type { Account } from '../src/interviews/ports.ts';
import { type InterviewRecord, observe } from '../src/interviews/record.ts';
import type { Document } from '../src/outbox/destination.ts';

/** Different sentences: repeated ones would compress better than real texts do. */
const saidOfCandidates = [
  'Answers with examples from her last job and names figures where she has them.',
  'Asks back where a question is vague, twice with a better question than ours.',
  'Described the handover between two shifts precisely, step by step.',
  'On planning a budget she stayed general and admitted to having only assisted.',
  'Would need some weeks to get used to the software for orders.',
  'Calm and friendly, also when the connection broke off for a moment.',
  'Speaks of former colleagues with respect and takes mistakes upon herself.',
  'Could begin in May and prefers to work in the mornings.',
];

/** The interview once its candidate was scored, at the time of its creation. */
export function completed(record: InterviewRecord): InterviewRecord {
  const at = record.createdAt;
  const observed = observe(record, {
    attemptId: `attempt-of-${record.id}`,
    source: 'webhook',
    at,
    state: 'finished',
    isSubmitted: true,
    vendorStatus: 'completed',
    candidateRef: `profile-of-${record.id}`,
    score: { points: 7.8, of: 10 },
    analysis: saidOfCandidates.join(' '),
    reasonsToHire: ['Listens before answering', 'Has done the same work elsewhere'],
  });
  return { ...observed, concluded: { status: 'completed', at } };
}

/** The document of a completed interview for the account's first destination. */
export function documentOf(record: InterviewRecord, { policy, destinations }: Account): Document {
  const outcome = outcomeOf(record, policy, record.createdAt);
  const [document] = destinations[0]?.documents({ record, outcome }) ?? [];
  if (!document) throw new Error('There is nothing to deliver');
  return document;
}
