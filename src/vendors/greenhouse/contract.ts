import { z } from 'zod';
import { Amount, Id, isObject, lenient, type Read, readFields, Text, Title, WebAddress, Word } from '../lenient.ts';

/** What the bridge reads from answers. Only ids are required, and unknown fields are ignored. */
export const Tests = z.array(z.object({ partner_test_id: Id, partner_test_name: Title }).nullable().catch(null));

export const Sent = z.object({ partner_interview_id: Id });

const Status = z.object({
  partner_status: Word,
  partner_profile_url: WebAddress,
  partner_score: Amount,
  metadata: lenient(z.custom<Record<string, unknown>>(isObject)),
});
export type Status = z.infer<typeof Status>;

/** Undefined where the answer is no object. Some write an empty text for no page. */
export function readStatus(answer: unknown): Read<Status> | undefined {
  if (!isObject(answer)) return undefined;
  return readFields(Status, answer.partner_profile_url === '' ? { ...answer, partner_profile_url: null } : answer);
}

/** The body of send_test. What is absent is null, never left out. */
export type SendTest = {
  partner_test_id: string;
  candidate: {
    first_name: string;
    last_name: string;
    preferred_name: null;
    resume_url: null;
    phone_number: string | null;
    email: string;
    greenhouse_profile_url: string;
  };
  sent_by: null;
  url: string;
};

export type ResponseError = {
  api_call: 'list_tests' | 'send_test' | 'test_status';
  errors: readonly string[];
  partner_test_id?: string;
  partner_interview_id?: string;
  candidate_email?: string;
};

const Words = z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]);
const ErrorAnswer = z.object({ message: Text, error: lenient(Words), errors: lenient(z.array(Words)) });

/** The vendor's words about a refusal. The contract has no form for them: these are common. */
export function readError(answer: unknown): string | undefined {
  const { message, error, errors } = ErrorAnswer.safeParse(answer).data ?? {};
  return message ?? error ?? errors?.[0] ?? undefined;
}
