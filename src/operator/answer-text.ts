import type { ApplicationRecord } from '../applications/record.ts';
import { presentable } from '../http/presentable.ts';
import type { InterviewRecord } from '../interviews/record.ts';
import type { Answer } from '../outbox/destination.ts';

/** The message of Workable's answer, without personal data of the candidate that it repeats. */
export function answerText({ text = '' }: Answer, record: InterviewRecord | ApplicationRecord): string {
  const { firstName = '', lastName = '', phone = '' } = 'candidate' in record ? record.candidate : record.person;
  return saysNothing.test(text) ? '' : presentable(text, { names: [firstName, lastName, phone] });
}

/** `{}`, `[]`, `null` or `""` beside a status is no message. */
const saysNothing = /^\s*(?:\{\s*\}|\[\s*\]|null|"")\s*$/;
