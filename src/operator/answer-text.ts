import { presentable } from '../http/presentable.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Answer } from '../outbox/destination.ts';

/** Workable's words in an answer, without what they repeat of the candidate. */
export function answerText({ text = '' }: Answer, { candidate }: InterviewRecord): string {
  const { firstName = '', lastName = '', phone = '' } = candidate;
  return presentable(text, { names: [firstName, lastName, phone] });
}
