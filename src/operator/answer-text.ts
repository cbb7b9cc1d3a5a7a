import { presentable } from '../http/presentable.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Answer } from '../outbox/destination.ts';

/** The message of Workable's answer, without personal data of the candidate that it repeats. */
export function answerText({ text = '' }: Answer, { candidate }: InterviewRecord): string {
  const { firstName = '', lastName = '', phone = '' } = candidate;
  return presentable(text, { names: [firstName, lastName, phone] });
}
