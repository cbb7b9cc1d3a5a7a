import { z } from 'zod';
import { Amount, Flag, Id, Line, lenient, Text, Time, Title, WebAddress } from '../lenient.ts';

/** What the bridge reads of Sample Vendor's answers and webhooks. Only ids are required: real answers have gaps. */
export const Templates = z.object({
  templates: z.array(z.object({ id: Id, name: Title }).nullable().catch(null)),
  next: Line,
});

export const Created = z.object({ id: Id });

export const Interview = z.object({
  id: Id,
  reference: Line,
  status: Line,
  updated_at: Time,
  score: Amount,
  decision: Flag,
  summary: Text,
  started_at: Time,
  url: WebAddress,
});
export type Interview = z.infer<typeof Interview>;

export const Interviews = z.object({ interviews: z.array(Interview.nullable().catch(null)) });

const ErrorAnswer = z.object({ error: lenient(z.object({ message: Line })) }).catch({ error: undefined });

/** The vendor's own words about a refusal. */
export function readError(answer: unknown): string | undefined {
  return ErrorAnswer.parse(answer).error?.message ?? undefined;
}
