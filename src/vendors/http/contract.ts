import { z } from 'zod';
import { Amount, Flag, Id, Line, lenient, Text, Time, Title, WebAddress } from '../lenient.ts';

/**
 * The fields that the bridge reads from a vendor's answers and webhooks: only ids are required, null and absent mean
 * the same, and unknown fields are ignored.
 */
export const Templates = z.object({ templates: z.array(z.object({ id: Id, name: Title }).nullable().catch(null)) });

export const InvitedAnswer = z.object({ invited_by: z.enum(['vendor', 'bridge']), link: WebAddress });

const Score = z.object({ value: Amount, max: Amount });
const Rating = z.object({ label: Title, value: Amount, max: Amount, word: Line });

export const Interview = z.object({
  status: z.string().transform((word) => word.trim().toLowerCase()),
  updated_at: Time,
  score: lenient(Score),
  ratings: lenient(z.array(Rating.nullable().catch(null))),
  summary: Text,
  decision: Flag,
  started_at: Time,
  ended_at: Time,
  duration_seconds: Amount,
  page_url: WebAddress,
  pdf_url: WebAddress,
});
export type Interview = z.infer<typeof Interview>;

export const WebhookBody = z.object({ interview_id: Id, interview: lenient(Interview) });

const ErrorAnswer = z.object({ message: Text }).catch({ message: null });

/** The vendor's message about a refusal. */
export function readError(answer: unknown): string | undefined {
  return ErrorAnswer.parse(answer).message ?? undefined;
}
