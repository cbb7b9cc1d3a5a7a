import type { Account } from '../../src/interviews/ports.ts';
import { publish } from '../../src/interviews/publication.ts';
import { type InterviewRecord, observe } from '../../src/interviews/record.ts';
import type { Rendered } from '../../src/interviews/step.ts';

/** The interview once its candidate was scored, at the time of its creation, with so many sentences about them. */
export function completed(record: InterviewRecord, sentences: number): InterviewRecord {
  const at = record.createdAt;
  const heard = observe(record, {
    attemptId: `attempt-of-${record.id}`,
    source: 'webhook',
    at,
    state: 'finished',
    isSubmitted: true,
    score: 7.8,
    analysis: 'Answers with examples, and asks back where a question is vague. '.repeat(sentences).trim(),
    reasonsToHire: ['Listens before answering', 'Has done the same work elsewhere'],
  });
  return { ...heard, concluded: { status: 'completed', at } };
}

/** What Workable is to be told of a completed interview. */
export function renderCompleted(record: InterviewRecord, { policy, render }: Account): Rendered {
  const publication = publish(record, policy, record.createdAt);
  if (publication.status !== 'completed') throw new Error('There is nothing to deliver');
  return render(record, publication);
}
